"""Each morning: owners are told of entries whose day has come, and old questions are folded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import func, select

from channels.core.actor import Actor, Kind, PersonId
from channels.core.context import Access, Ctx
from channels.core.errors import DomainError
from channels.core.protocol import Command, Done
from channels.faq import protocol as p
from channels.faq import queries, sayings
from channels.faq.bot import BOT
from channels.faq.keeping import fold_questions
from channels.faq.retrieval.terms import Language, language_of
from channels.faq.saying import link_to
from channels.faq.service import DAILY, daily, day_of
from channels.faq.tables import FaqEntryRow, FaqQuestionRow
from channels.membership.protocol import OpenDirect
from channels.messages.protocol import PostMessage
from channels.messages.service import decide
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import Decision, Update
from persistence.jobs import Handler
from persistence.snapshot import Snapshot
from persistence.store import Store

Call = Callable[[Actor, str, Command], Awaitable[Any]]
NAMED = 20  # entries in one message; the others are on the page
TOLD_AT_ONCE = 200  # entries in one commit; the others are told of in the next

_entry = table_of(FaqEntryRow)
_question = table_of(FaqQuestionRow)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the job needs."""

    call: Call
    store: Store
    access: Access

    def handlers(self) -> dict[str, Handler]:
        """The job, by kind."""
        return {DAILY: self.run}

    async def run(self, body: Mapping[str, Any]) -> None:
        """Again is harmless. Leaves the next morning's job while there is something to wait for."""
        at_ms = now_ms(self.store.clock)
        await self._fold(at_ms)
        async with self.store.read() as snapshot:
            due = await _due(snapshot, day_of(at_ms))
        for owner_id, rows in groupby(due, key=lambda row: row.owner_id):
            await self._remind(owner_id, list(rows))
        async with self.store.read() as snapshot:
            waits = await _waits(snapshot, day_of(at_ms))
        if waits:
            await self.store.write(Decision(jobs=[daily(at_ms)]))

    async def _fold(self, at_ms: int) -> None:
        async def fold(snapshot: Snapshot) -> int:
            return await fold_questions(snapshot, at_ms)

        while await self.store.exclusively(fold):  # noqa: ASYNC110 (lets others write)
            await asyncio.sleep(0)

    async def _remind(self, owner_id: str, rows: Sequence[Any]) -> None:
        """Of the entries that they may still read, so many in each message."""
        owner = (await self.access.cards_of([owner_id])).get(owner_id)
        if owner is None or owner.bot or not owner.active:
            return
        actor = Actor(Kind.PERSON, PersonId(owner_id), owner.role)
        readable = {None, *await self.access.channels_read_by(actor)}
        ids = [row.id for row in rows if row.channel_id in readable]
        if not ids:
            return
        try:
            direct = await self.call(BOT, "channels.open_direct", OpenDirect(person_ids=[owner_id]))
            for at in range(0, len(ids), TOLD_AT_ONCE):
                some = ids[at : at + TOLD_AT_ONCE]
                remind = p.RemindOwner(channel_id=direct.id, owner_id=owner_id, entry_ids=some)
                await self.call(BOT, "faq.remind", remind)
        except DomainError as error:  # the account was closed meanwhile
            _log.info("faq.unreminded", code=error.code)


async def remind(ctx: Ctx, command: p.RemindOwner) -> Decision:
    """Tell the owner and note it, both or neither; entries that were told of are left out.

    At most `TOLD_AT_ONCE` of them: the others wait for the next.
    """
    today = day_of(ctx.now_ms)
    async with ctx.store.read() as snapshot:
        rows = await _untold(snapshot, command, today)
        language = await _language(snapshot, command.owner_id, rows)
    if not rows:
        return Decision(reply=Done())
    closest = [(row.question, link_to(ctx, row)) for row in rows[:NAMED]]
    all_of_them = f"{ctx.settings.public_url.rstrip('/')}/faq"
    text = sayings.review_text(closest, len(rows), all_of_them, language)
    decision = await decide(ctx, PostMessage(channel_id=ctx.channel.id, text=text))
    decision.reply = Done()
    decision.changes += [
        Update(FaqEntryRow, {"id": row.id}, {"reminded_for": row.review_on}) for row in rows
    ]
    told = [row.id for row in rows]

    async def holds(snapshot: Snapshot) -> bool:
        return [row.id for row in await _untold(snapshot, command, today)] == told

    decision.require(holds)
    return decision


def _open(today: str) -> tuple[Any, ...]:
    """Entries whose day has come, and whose owner was not told of that day."""
    return (
        _entry.c.review_on != "",
        _entry.c.review_on <= today,
        _entry.c.reminded_for != _entry.c.review_on,
        _entry.c.thread_id.is_(None),
    )


async def _due(snapshot: Snapshot, today: str) -> Sequence[Any]:
    columns = (_entry.c.id, _entry.c.owner_id, _entry.c.channel_id)
    return await snapshot.all(
        select(*columns).where(*_open(today)).order_by(_entry.c.owner_id, _entry.c.folded)
    )


async def _untold(snapshot: Snapshot, command: p.RemindOwner, today: str) -> Sequence[Any]:
    query = select(_entry).where(*_open(today), _entry.c.owner_id == command.owner_id)
    query = query.where(_entry.c.id.in_(command.entry_ids))
    return await snapshot.all(query.order_by(_entry.c.folded, _entry.c.id).limit(TOLD_AT_ONCE))


async def _language(snapshot: Snapshot, owner_id: str, rows: Sequence[Any]) -> Language:
    """The owner's; where they chose none, that of the entries."""
    chosen = await queries.language_chosen(snapshot, owner_id)
    return chosen or language_of(" ".join(row.question for row in rows))


async def _waits(snapshot: Snapshot, today: str) -> bool:
    """Is there anything to come back for: days to come, or questions to fold?"""
    ahead = select(func.count()).where(_entry.c.review_on > today, _entry.c.thread_id.is_(None))
    return bool(
        await snapshot.scalar(ahead)
        or await snapshot.scalar(select(func.count(_question.c.message_id)))
    )
