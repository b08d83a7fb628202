"""The writer's connection: what one transaction writes, and a new one where it broke."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence import bulk, log
from persistence.clock import Clock
from persistence.decision import Decision, Stale
from persistence.dialect import Dialect
from persistence.failures import connecting
from persistence.jobs_rows import job_changes
from persistence.log import Entry
from persistence.snapshot import Snapshot
from persistence.streams import Stream
from persistence.tables import StreamRow

_stream = bulk.table_of(StreamRow)
_log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class VersionsMoved(Exception):
    """Another process changed the audience of these streams."""

    def __init__(self, streams: set[Stream]) -> None:
        self.streams = streams


class Transactions:
    """Writes one transaction after the other; the writer says which.

    `serves` False: any server may relay at once what is written here. `shared`: other processes
    decide on the same store, so versions are asked for within the transaction.
    """

    def __init__(self, dialect: Dialect, clock: Clock, *, serves: bool, shared: bool) -> None:
        self._dialect = dialect
        self._clock = clock
        self._serves = serves
        self._shared = shared
        self._last_us = 0
        self._broken = False

    async def open(self, engine: AsyncEngine) -> None:
        """Connect."""
        self._engine = engine
        self._connection: AsyncConnection = await engine.connect()

    async def close(self) -> None:
        """Disconnect."""
        await self._connection.close()

    async def exclusively(self, work: Callable[[Snapshot], Awaitable[Result]]) -> Result:
        """A transaction of somebody's own. Errors: StoreUnavailable, whatever `work` raises."""
        await self._connect()
        await self._dialect.begin_write(self._connection)
        result = await work(Snapshot(self._connection))
        await self._dialect.commit(self._connection)
        return result

    async def write(self, decisions: Sequence[Decision], relayed: tuple[int, ...]) -> list[Entry]:
        """Store decisions together and note what was relayed; answers their events, numbered.

        Errors: Stale, VersionsMoved, StoreUnavailable, OutcomeUnknown, IntegrityError.
        """
        await self._connect()
        entries = await self._number(decisions)
        for decision in decisions:  # there is one alone where there is one that asks
            if decision.holds is not None and not await decision.holds(Snapshot(self._connection)):
                raise Stale
        changes = [change for decision in decisions for change in decision.changes]
        changes += [change for decision in decisions for change in job_changes(decision.jobs)]
        changes += log.rows(entries, self._relay_after_ms())
        touched = {stream for decision in decisions for stream in decision.touches}
        batches = bulk.to_batches(changes, self._dialect.name)
        await self._dialect.finish(self._connection, batches, touched, relayed)
        return entries

    async def roll_back(self) -> None:
        """Undo; a connection that is broken is replaced before the next transaction."""
        if self._broken:
            return
        try:
            await self._dialect.rollback(self._connection)
        except Exception as error:
            _log.warning("writer_reconnects", error=repr(error))
            self._broken = True
            with contextlib.suppress(Exception):
                await self._connection.invalidate()
            with contextlib.suppress(Exception):
                await self._connection.close()

    async def _connect(self) -> None:
        """A writer whose connection broke gets a new one. Errors: StoreUnavailable."""
        if self._broken:
            with connecting():
                self._connection = await self._engine.connect()
            self._broken = False

    async def _number(self, decisions: Sequence[Decision]) -> list[Entry]:
        """Give every event its seq and time, and every row what depends on them."""
        counts: dict[str, int] = {}
        for decision in decisions:
            for emit in decision.emits:
                counts[emit.stream] = counts.get(emit.stream, 0) + 1
            for stream in decision.touches:
                counts.setdefault(stream, 0)
        heads = await self._dialect.begin_numbered(self._connection, counts)
        await self._check_versions(decisions, heads)
        at = {stream: heads[stream][0] - count for stream, count in counts.items()}
        for decision in decisions:
            for emit in decision.emits:
                at[emit.stream] += 1
                emit.seq = at[emit.stream]
                emit.at_us = self._last_us = max(self._clock.now_us(), self._last_us + 1)
        return [
            log.entry(emit, tuple(decision.touches))
            for decision in decisions
            for emit in decision.emits
        ]

    async def _check_versions(
        self, decisions: Sequence[Decision], heads: dict[str, tuple[int, int]]
    ) -> None:
        """Has another process changed what these decisions rest on?"""
        cards = {card for decision in decisions for card in decision.basis}
        versions = {name: version for name, (_, version) in heads.items()}
        unread = {card.stream for card in cards} - versions.keys()
        if self._shared and unread:
            query = select(_stream.c.name, _stream.c.members_version)
            rows = await self._connection.execute(query.where(_stream.c.name.in_(unread)))
            versions.update((name, version) for name, version in rows)
        moved = {
            card.stream for card in cards if versions.get(card.stream, card.version) != card.version
        }
        if moved:
            raise VersionsMoved(moved)

    def _relay_after_ms(self) -> int:
        """When others may relay what is written here: at once, or once this server is dead."""
        return self._clock.now_us() // 1_000 + 2_000 if self._serves else 0
