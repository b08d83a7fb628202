"""The author of what feeds bring: a person like any other that nobody signs in as."""

from __future__ import annotations

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.context import Ctx
from channels.people.names import free_handle, words_of
from channels.people.protocol import PersonJoined
from channels.people.queries import handles_like, person_by_id
from channels.people.tables import PersonRow
from channels.people.views import to_person
from persistence.bulk import defaults
from persistence.decision import Decision, Emit, Insert
from persistence.streams import WORKSPACE, user_stream

BOT_ID = PersonId("UFEEDBOT")  # the same in every workspace
# As the system: who runs the channel has let it in, also where only some begin threads.
AUTHOR = Actor(Kind.SYSTEM, BOT_ID, Role.MEMBER)
NAME, HANDLE = "Feeds", "feeds"


async def add_bot(ctx: Ctx, decision: Decision) -> None:
    """Add the bot to a decision where the workspace has none yet."""
    async with ctx.store.read() as snapshot:
        if await person_by_id(snapshot, BOT_ID) is not None:
            return
        handle = free_handle(HANDLE, await handles_like(snapshot, HANDLE))
    row = {
        "id": BOT_ID,
        "name": NAME,
        "handle": handle,
        "folded": words_of(NAME, handle),
        "role": Role.MEMBER.value,
        "bot": True,
        "created_at_ms": ctx.now_ms,
    }
    event = PersonJoined(person=to_person({**defaults(PersonRow), **row}, ctx.now_ms))
    decision.changes.append(Insert(PersonRow, row))
    decision.emits.append(Emit(WORKSPACE, lambda _: event))
    decision.touches[user_stream(BOT_ID)] = None
