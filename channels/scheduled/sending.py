"""What the job decides: to take a message whose moment has come, and what became of it."""

from __future__ import annotations

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.protocol import Done
from channels.scheduled import protocol as p
from channels.scheduled import queries
from channels.scheduled.service import as_read, removed
from channels.scheduled.tables import ScheduledRow
from persistence.decision import Decision, Emit, Update
from persistence.streams import user_stream

CLAIM_MS = 120_000


async def claim(ctx: Ctx, command: p.ClaimScheduled) -> Decision:
    """The message, or None where it is gone, has another moment or was refused already.

    Again is harmless: a job that was interrupted takes it once more.
    """
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, command.scheduled_id)
    if row is None or row.send_at_ms != command.send_at or row.error:
        return Decision(reply=None)
    person = (await ctx.access.cards_of([row.person_id])).get(row.person_id)
    taken = p.ClaimedMessage(
        person_id=row.person_id,
        is_bot=person is not None and person.bot,
        message=queries.to_view(row),
    )
    until = {"claimed_until_ms": ctx.now_ms + CLAIM_MS}
    return Decision(
        reply=taken,
        changes=[Update(ScheduledRow, {"id": row.id}, until)],
        holds=as_read(row),
    )


async def settle(ctx: Ctx, command: p.SettleScheduled) -> Decision:
    """A sent message waits no more; a refused one stays with its reason. Again is harmless."""
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, command.scheduled_id)
    if row is None:
        return Decision(reply=Done())
    if command.message_id is not None:
        return removed(ctx, row, command.message_id)
    values = {
        "claimed_until_ms": 0,
        "error": command.error,
        "error_detail": command.error_detail,
    }
    decision = Decision(
        reply=Done(), changes=[Update(ScheduledRow, {"id": row.id}, values)], holds=as_read(row)
    )
    if command.error:
        after = replace(
            queries.to_view(row), error=command.error, error_detail=command.error_detail
        )
        event = p.ScheduledChanged(scheduled=after)
        decision.emits.append(Emit(user_stream(row.person_id), lambda _: event))
    return decision
