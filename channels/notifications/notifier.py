"""Finds out who is to be told of what was written, a moment after each commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import delete, insert

from channels.core.cards import ChannelCard
from channels.core.context import Access
from channels.core.errors import Unavailable
from channels.core.text import fold, mentions, plain
from channels.messages.mentions import Asked
from channels.messages.spans import unpack_spans
from channels.notifications import queries
from channels.notifications.ports import Attendance, Reading
from channels.notifications.queries import Listener
from channels.notifications.rules import Member, Said, Why, is_quiet, reason, spaced, wait_ms
from channels.notifications.tables import KeywordHitRow, NoticePendingRow
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import NewJob
from persistence.gatherer import Gatherer
from persistence.jobs_rows import job_rows
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.tables import JobRow

TELL = "notifications.tell"
REMIND = "notifications.remind"
BATCH = 100
POLL_S = 5.0

_pending = table_of(NoticePendingRow)


@dataclass(frozen=True, slots=True)
class Told:
    """What follows from a message: a person is told, or a keyword of theirs was found."""

    message_id: str
    channel_id: str
    person_id: str
    why: Why
    run_at_ms: int | None  # None: they are not told, now


class Heard(NamedTuple):
    """What was said in a channel, and who may want to be told of it."""

    said: list[tuple[Any, Said]]
    listening: list[Listener]


class Notifier:
    """Decides for what waits in `notice_pending`, where every new message leaves its id.

    Guarantees: every committed message is decided on once, also after a crash and whichever
    process wrote it; several notifiers share the work. `reach` says whether a person without a
    device can be told (by mail).
    """

    def __init__(
        self,
        store: Store,
        access: Access,
        attendance: Attendance,
        reading: Reading,
        mail_works: bool,
        on_jobs: Callable[[], None],
    ) -> None:
        self._store = store
        self._access = access
        self._attendance = attendance
        self._reading = reading
        self._mail_works = mail_works
        self._on_jobs = on_jobs
        self._gatherer = Gatherer("notifier", self.run, trouble="notices.undecided")

    def notify(self) -> None:
        """Messages may wait; without being told it looks every five seconds."""
        self._gatherer.notify()

    def start(self) -> None:
        """Begin to work."""
        self._gatherer.start(POLL_S)

    async def stop(self) -> None:
        """Stop; what is not decided yet waits in the table."""
        await self._gatherer.stop()

    async def run(self) -> int:
        """Decide on all that waits now; answers how many messages that were."""
        done = 0
        while True:
            async with self._store.read() as snapshot:
                rows = await queries.waiting(snapshot, BATCH)
            if rows:
                told = await self._timed(await self._decide(rows))
                await self._note([row.message_id for row in rows], told)
                done += len(rows)
            if len(rows) < BATCH:
                return done

    # -- deciding

    async def _decide(self, rows: Sequence[Any]) -> list[Told]:
        by_channel: dict[str, list[Any]] = {}
        for row in rows:
            if row.id is not None and not row.deleted:
                by_channel.setdefault(row.channel_id, []).append(row)
        cards = [await self._access.peek_channel(channel_id) for channel_id in by_channel]
        heard: list[Heard] = []
        async with self._store.read() as snapshot:
            threads = [row.thread_id for row in rows if row.thread_id]
            follows = await self._reading.followers(snapshot, threads) if threads else {}
            for card, messages in zip(cards, by_channel.values(), strict=True):
                if card is not None:
                    heard.append(await _hear(snapshot, card, messages, follows))
            muters = await self._reading.muters(snapshot, {row.author_id for row in rows if row.id})
        return [one for channel in heard for one in await self._decide_in(channel, follows, muters)]

    async def _decide_in(
        self, heard: Heard, follows: dict[str, set[str]], muters: dict[str, set[str]]
    ) -> list[Told]:
        asks = any(message.here for _, message in heard.said)
        present = await self._present(heard.listening) if asks else set()
        told = []
        for row, message in heard.said:
            followers = follows.get(row.thread_id or "", set())
            for one in heard.listening:
                there, known = one.person_id in present, one.person_id in followers
                muted = one.person_id in muters.get(message.author_id, ())
                member = Member(
                    one.person_id, one.level, one.muted, one.keywords, known, there, muted
                )
                why = reason(message, member)
                if why is not None:
                    when = 0 if self._is_told(one) else None
                    told.append(Told(row.id, row.channel_id, one.person_id, why, when))
            await asyncio.sleep(0)  # a large channel has many keywords: let others go on
        return told

    def _is_told(self, one: Listener) -> bool:
        reached = one.device or (one.mail and self._mail_works)
        return reached and not is_quiet(one.quiet, now_ms(self._store.clock))

    async def _present(self, listening: Sequence[Listener]) -> set[str]:
        try:
            return await self._attendance.present([one.person_id for one in listening])
        except Unavailable:
            return set()

    async def _timed(self, told: list[Told]) -> list[Told]:
        """Who is active somewhere is told a little later, if it is still unread then."""
        people = list(dict.fromkeys(one.person_id for one in told if one.run_at_ms is not None))
        try:
            active = await self._attendance.active_at(people) if people else {}
        except Unavailable:
            active = {}
        now = now_ms(self._store.clock)
        return [
            one
            if one.run_at_ms is None
            else Told(
                one.message_id,
                one.channel_id,
                one.person_id,
                one.why,
                now + wait_ms(active.get(one.person_id, 0), now),
            )
            for one in told
        ]

    # -- noting

    async def _note(self, message_ids: list[str], told: Sequence[Told]) -> None:
        async def note(snapshot: Snapshot) -> bool:
            taken = (
                delete(_pending)
                .where(_pending.c.message_id.in_(message_ids))
                .returning(_pending.c.message_id)
            )
            mine = set(await snapshot.scalars(taken))  # another process may have been faster
            jobs = [_job(one) for one in told if one.run_at_ms is not None]
            jobs = [job for job in jobs if job.body["message_id"] in mine]
            hits = [
                {
                    "person_id": one.person_id,
                    "message_id": one.message_id,
                    "channel_id": one.channel_id,
                }
                for one in told
                if one.why is Why.KEYWORD and one.message_id in mine
            ]
            if hits:
                await snapshot.connection.execute(insert(table_of(KeywordHitRow)), hits)
            if jobs:
                await snapshot.connection.execute(insert(table_of(JobRow)), job_rows(jobs))
            return bool(jobs)

        if await self._store.exclusively(note):
            self._on_jobs()


async def _hear(
    snapshot: Snapshot, card: ChannelCard, rows: Sequence[Any], follows: dict[str, set[str]]
) -> Heard:
    said = [(row, _said(row, card)) for row in rows]
    named = {one for row, _ in said for one in follows.get(row.thread_id or "", ())}
    named |= {one for _, message in said for one in message.named}
    everybody = queries.is_direct(card) or any(m.channel or m.here for _, m in said)
    return Heard(said, await queries.listeners(snapshot, card, named, everybody))


def _job(one: Told) -> NewJob:
    body = {"person_id": one.person_id, "message_id": one.message_id, "why": one.why.value}
    return NewJob(TELL, body, one.run_at_ms or 0)


def _said(row: Any, card: ChannelCard) -> Said:
    spans = unpack_spans(row.spans)
    named = mentions(spans)
    return Said(
        author_id=row.author_id,
        direct=queries.is_direct(card),
        named=frozenset(named.person_ids),
        channel=named.channel,
        here=named.here,
        words=spaced(fold(f"{row.title} {plain(spans, Asked()) if spans else row.text}")),
        in_thread=row.thread_id is not None,
        in_channel=row.in_channel,
    )
