"""What an app's message for later carries, kept as a ticket as long as the message waits."""

from __future__ import annotations

from channels.bots.tables import TicketRow
from channels.core.context import Ctx
from channels.messages.holding import Rescheduled
from channels.people.proofs import hash_secret
from persistence.decision import Decision, Delete, Update

KIND = "later"
LATE_MS = 7 * 24 * 3_600 * 1_000  # for one that could not be sent at once


def secret_of(scheduled_id: str) -> str:
    """The ticket's secret: nobody else can ask for it."""
    return f"{KIND}:{scheduled_id}"


async def on_rescheduled(ctx: Ctx, fact: Rescheduled) -> Decision:
    """It is kept until the new moment, and goes with the message."""
    row = {"id": hash_secret(secret_of(fact.scheduled_id))}
    if fact.send_at is None:
        return Decision(changes=[Delete(TicketRow, row)])
    lasts = {"expires_at_ms": fact.send_at + LATE_MS}
    return Decision(changes=[Update(TicketRow, row, lasts, greatest=("expires_at_ms",))])
