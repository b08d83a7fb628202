"""The author of what feeds bring: a person like any other that nobody signs in as."""

from __future__ import annotations

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.context import Ctx
from channels.people.making import add_own_bot
from persistence.decision import Decision

BOT_ID = PersonId("UFEEDBOT")  # the same in every workspace
# As the system: who runs the channel has let it in, also where only some begin threads.
AUTHOR = Actor(Kind.SYSTEM, BOT_ID, Role.MEMBER)
NAME, HANDLE = "Feeds", "feeds"


async def add_bot(ctx: Ctx, decision: Decision) -> None:
    """Add the bot to a decision where the workspace has none yet."""
    await add_own_bot(ctx, decision, BOT_ID, NAME, HANDLE)
