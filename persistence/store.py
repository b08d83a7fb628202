"""The store: consistent reads, and one writer that commits many decisions at once."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence import bulk, log
from persistence.bulk import Batch
from persistence.clock import Clock
from persistence.decision import Decision, Patch, Stale
from persistence.failures import StoreUnavailable, connecting, named, raise_named
from persistence.jobs_rows import job_changes
from persistence.log import Entry
from persistence.snapshot import Snapshot
from persistence.streams import Stream
from persistence.tables import StoreFact, StreamRow

GROUP_MAX = 500
QUEUE_MAX = 20_000
CARE_S = 0.1

_fact = bulk.table_of(StoreFact)
_stream = bulk.table_of(StreamRow)

_MAKE_FACT = text(
    "INSERT INTO store_fact (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING"
)

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class Dialect(Protocol):
    """What differs between SQLite and PostgreSQL."""

    @property
    def name(self) -> str: ...

    def engine(self, pool_size: int) -> AsyncEngine: ...

    async def begin_read(self, connection: AsyncConnection) -> None: ...

    async def begin_write(self, connection: AsyncConnection) -> None: ...

    async def commit(self, connection: AsyncConnection) -> None: ...

    async def rollback(self, connection: AsyncConnection) -> None: ...

    async def number(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        """Raise each stream's head by its count; answers (new head, members_version)."""
        ...

    async def begin_numbered(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        """`begin_write` and `number` in one; the streams stay locked until the end."""
        ...

    async def write(self, connection: AsyncConnection, batches: Iterable[Batch]) -> None:
        """Write the batches within the open transaction. Errors: IntegrityError."""
        ...

    async def finish(
        self,
        connection: AsyncConnection,
        batches: Iterable[Batch],
        touched: Iterable[str],
        relayed: Iterable[int],
    ) -> None:
        """Write the batches, raise the versions of the streams touched, note what was relayed,
        and commit. Errors: IntegrityError."""
        ...

    async def settle(self, connection: AsyncConnection) -> None:
        """Have all that was committed on the disk, also where commits do not wait for it."""
        ...

    async def changed(self, connection: AsyncConnection) -> bool:
        """May there be commits since the last call on this connection?"""
        ...


@dataclass(slots=True)
class _Waiting:
    decision: Decision
    done: asyncio.Future[Any]


@dataclass(slots=True)
class _Exclusive:
    work: Callable[[Snapshot], Awaitable[Any]]
    done: asyncio.Future[Any]


class _VersionsMoved(Exception):
    """Another process changed the audience of these streams."""

    def __init__(self, streams: set[Stream]) -> None:
        self.streams = streams


class Store:
    """Reads in snapshots, writes in groups.

    Guarantees: a write that was answered is on the disk; the events of a stream are numbered
    without gaps in the order of commits; rows and events of a decision are stored together or
    not at all; decisions are taken in the order given. After each commit `on_touch` and then
    `on_commit` are called, before the writers are answered.

    `serves` False: this process has nobody to relay to, so any server may relay what it writes at
    once. `shared`: other processes decide on the same store.
    """

    def __init__(
        self, dialect: Dialect, clock: Clock, *, serves: bool = True, shared: bool = False
    ) -> None:
        self.dialect = dialect
        self.clock = clock
        self.epoch = ""
        self.groups = 0
        self.writes = 0
        self.on_commit: Callable[[list[Entry]], None] = lambda entries: None
        self.on_touch: Callable[[Mapping[Stream, Patch | None]], None] = lambda touched: None
        self.on_jobs: Callable[[], None] = lambda: None
        self._serves = serves
        self._shared = shared
        self._queue: deque[_Waiting | _Exclusive] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._last_us = 0
        self._relayed: list[int] = []
        self._broken = False

    # -- life

    async def open(self) -> None:
        """Connect, read the epoch and start the writer. The schema must be there already."""
        self._engine = self.dialect.engine(pool_size=6)
        self._writer = await self._engine.connect()
        self.epoch = await self._read_epoch()
        self._watcher = await self._engine.connect()
        await self.changed_elsewhere()
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def close(self) -> None:
        """Finish the writes that wait, note what was relayed, disconnect."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
        await self._writer.close()
        await self._watcher.close()
        await self._engine.dispose()

    async def _read_epoch(self) -> str:
        """The store's epoch; of processes that start at once on a new store, one makes it."""
        query = select(_fact.c.value).where(_fact.c.key == "epoch")
        found = (await self._writer.execute(query)).scalar()
        if found is None:
            row = {"key": "epoch", "value": secrets.token_hex(4)}
            await self._writer.execute(_MAKE_FACT, row)
            found = (await self._writer.execute(query)).scalar_one()
        return str(found)

    @property
    def waiting(self) -> int:
        """How many writes are in the queue."""
        return len(self._queue)

    # -- reading

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Snapshot]:
        """A snapshot; nothing can be written through it that lasts. Errors: StoreUnavailable."""
        async with contextlib.AsyncExitStack() as stack:
            with connecting():
                connection = await stack.enter_async_context(self._engine.connect())
            try:
                await self.dialect.begin_read(connection)
                yield Snapshot(connection)
            except DBAPIError as error:
                raise_named(error)
            finally:
                await self._end_read(connection)

    async def _end_read(self, connection: AsyncConnection) -> None:
        """Roll back; raises nothing, lest it hide that the reader was cancelled.

        A statement that is cancelled breaks its connection, which the pool then replaces.
        """
        if connection.invalidated:
            return
        try:
            await self.dialect.rollback(connection)
        except Exception as error:
            _log.warning("reader_reconnects", error=repr(error))
            await connection.invalidate()

    # -- writing

    async def write(self, decision: Decision, entered: Callable[[], None] | None = None) -> Any:
        """Commit a decision with all others that wait, and give its answer.

        `entered` is called once it has its place in the queue.

        Errors: Stale when what it rests on has changed or a unique key is taken;
        StoreUnavailable when the database cannot write now; ConnectionError when the store is
        closing or too much waits.
        """
        item = _Waiting(decision, asyncio.get_running_loop().create_future())
        return await self._enter(item, entered)

    async def exclusively(self, work: Callable[[Snapshot], Awaitable[Result]]) -> Result:
        """Run `work` in a transaction of its own, between groups; keep it under 50 ms."""
        item = _Exclusive(work, asyncio.get_running_loop().create_future())
        result: Result = await self._enter(item)
        return result

    async def settle(self) -> None:
        """Have all that was committed on the disk, also where commits do not wait for it."""
        await self.dialect.settle(self._watcher)

    async def changed_elsewhere(self) -> bool:
        """May anybody, this process or another, have committed since the last call?"""
        try:
            return await self.dialect.changed(self._watcher)
        except Exception:
            with contextlib.suppress(Exception):
                await self._watcher.close()
            self._watcher = await self._engine.connect()
            raise

    def note_relayed(self, ids: Iterable[int]) -> None:
        """These entries were published; written down with the next commit."""
        self._relayed.extend(ids)

    async def mark_relayed(self, ids: list[int]) -> None:
        """These entries were published; returns when that is written down."""
        self._relayed.extend(ids)
        await self.write(Decision())

    async def _enter(
        self, item: _Waiting | _Exclusive, entered: Callable[[], None] | None = None
    ) -> Any:
        if self._closing or len(self._queue) >= QUEUE_MAX:
            raise ConnectionError("the store takes no more writes")
        self._queue.append(item)
        self._wake.set()
        if entered is not None:
            entered()
        return await item.done

    async def _run(self) -> None:
        while True:
            if not self._queue:
                if self._closing:
                    break
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1.0 if self._relayed else None):
                        await self._wake.wait()
            if isinstance(self._queue[0] if self._queue else None, _Exclusive):
                await self._run_exclusive(self._queue.popleft())  # type: ignore[arg-type]
            else:
                await self._commit_group(self._take_group())
        await self._commit_group([])

    async def _run_exclusive(self, item: _Exclusive) -> None:
        try:
            result = await self._transaction(lambda: item.work(Snapshot(self._writer)))
        except BaseException as error:
            await self._roll_back()
            _fail(item.done, named(error))
            if isinstance(error, asyncio.CancelledError):
                raise
        else:
            _answer(item.done, result)

    def _take_group(self) -> list[_Waiting]:
        """What waits and still stands, up to one that changes who may do what."""
        group: list[_Waiting] = []
        while self._queue and len(group) < GROUP_MAX:
            item = self._queue[0]
            if isinstance(item, _Exclusive):
                break
            self._queue.popleft()
            if item.done.cancelled():
                continue
            if not all(card.fresh for card in item.decision.basis):
                _fail(item.done, Stale())
                continue
            group.append(item)
            if item.decision.touches:
                break
        return group

    async def _commit_group(self, group: list[_Waiting]) -> None:
        if not group and not self._relayed:
            return
        try:
            entries = await self._write_group(group)
        except _VersionsMoved as moved:
            await self._roll_back()
            self.on_touch(dict.fromkeys(moved.streams))
            await self._again(group)
        except asyncio.CancelledError:
            await self._roll_back()
            raise
        except Exception as error:
            await self._roll_back()
            await self._one_by_one(group, error)
        else:
            self._committed(group, entries)

    def _committed(self, group: list[_Waiting], entries: list[Entry]) -> None:
        self.groups += 1
        self.writes += len(group)
        touched = {k: patch for item in group for k, patch in item.decision.touches.items()}
        if touched:
            self.on_touch(touched)
        if entries:
            self.on_commit(entries)
        if any(item.decision.jobs for item in group):
            self.on_jobs()
        for item in group:
            _settle(item)

    async def _again(self, group: list[_Waiting]) -> None:
        """After fresh cards: those that still stand are written, the others decided again."""
        standing = [item for item in group if all(card.fresh for card in item.decision.basis)]
        for item in group:
            if item not in standing:
                _fail(item.done, Stale())
        await self._commit_group(standing)

    async def _one_by_one(self, group: list[_Waiting], error: Exception) -> None:
        """What fails together is tried alone, so that one bad decision harms no other; where
        nothing can be stored at all, the first attempt speaks for all."""
        if len(group) > 1:
            for at, item in enumerate(group):
                await self._commit_group([item])
                if isinstance(_failure(item.done), StoreUnavailable):
                    for other in group[at + 1 :]:
                        _fail(other.done, StoreUnavailable())
                    return
            return
        if isinstance(error, IntegrityError):
            reason: BaseException = Stale()
            reason.__cause__ = error
        else:
            reason = named(error)
            _log.error("commit_failed", error=repr(error))
            await asyncio.sleep(CARE_S)
        for item in group:
            _fail(item.done, reason)

    async def _transaction(self, work: Callable[[], Awaitable[Result]]) -> Result:
        await self._connect()
        await self.dialect.begin_write(self._writer)
        result = await work()
        await self.dialect.commit(self._writer)
        return result

    async def _connect(self) -> None:
        """A writer whose connection broke gets a new one. Errors: StoreUnavailable."""
        if self._broken:
            with connecting():
                self._writer = await self._engine.connect()
            self._broken = False

    async def _roll_back(self) -> None:
        """Undo; a connection that is broken is replaced before the next transaction."""
        if self._broken:
            return
        try:
            await self.dialect.rollback(self._writer)
        except Exception as error:
            _log.warning("writer_reconnects", error=repr(error))
            self._broken = True
            with contextlib.suppress(Exception):
                await self._writer.invalidate()
            with contextlib.suppress(Exception):
                await self._writer.close()

    async def _write_group(self, group: list[_Waiting]) -> list[Entry]:
        await self._connect()
        decisions = [item.decision for item in group]
        entries = await self._number(decisions)
        changes = [change for decision in decisions for change in decision.changes]
        changes += [change for decision in decisions for change in job_changes(decision.jobs)]
        changes += log.rows(entries, self._relay_after_ms())
        touched = {stream for decision in decisions for stream in decision.touches}
        relayed, self._relayed = self._relayed, []
        batches = bulk.to_batches(changes, self.dialect.name)
        await self.dialect.finish(self._writer, batches, touched, relayed)
        return entries

    async def _number(self, decisions: list[Decision]) -> list[Entry]:
        """Give every event its seq and time, and every row what depends on them."""
        counts: dict[str, int] = {}
        for decision in decisions:
            for emit in decision.emits:
                counts[emit.stream] = counts.get(emit.stream, 0) + 1
            for stream in decision.touches:
                counts.setdefault(stream, 0)
        heads = await self.dialect.begin_numbered(self._writer, counts)
        await self._check_versions(decisions, heads)
        at = {stream: heads[stream][0] - count for stream, count in counts.items()}
        for decision in decisions:
            for emit in decision.emits:
                at[emit.stream] += 1
                emit.seq = at[emit.stream]
                emit.at_us = self._last_us = max(self.clock.now_us(), self._last_us + 1)
        return [
            log.entry(emit, tuple(decision.touches))
            for decision in decisions
            for emit in decision.emits
        ]

    async def _check_versions(
        self, decisions: list[Decision], heads: dict[str, tuple[int, int]]
    ) -> None:
        """Has another process changed what these decisions rest on?"""
        cards = {card for decision in decisions for card in decision.basis}
        versions = {name: version for name, (_, version) in heads.items()}
        unread = {card.stream for card in cards} - versions.keys()
        if self._shared and unread:
            query = select(_stream.c.name, _stream.c.members_version)
            rows = await self._writer.execute(query.where(_stream.c.name.in_(unread)))
            versions.update((name, version) for name, version in rows)
        moved = {
            card.stream for card in cards if versions.get(card.stream, card.version) != card.version
        }
        if moved:
            raise _VersionsMoved(moved)

    def _relay_after_ms(self) -> int:
        """When others may relay what is written here: at once, or once this server is dead."""
        return self.clock.now_us() // 1_000 + 2_000 if self._serves else 0


def _settle(item: _Waiting) -> None:
    """Give the answer of a committed decision; one that cannot be made harms no other."""
    try:
        _answer(item.done, item.decision.answer())
    except Exception as error:
        _fail(item.done, error)


def _failure(done: asyncio.Future[Any]) -> BaseException | None:
    """What a writer was told, where that was an error."""
    return done.exception() if done.done() and not done.cancelled() else None


def _answer(done: asyncio.Future[Any], result: Any) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[Any], error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)
