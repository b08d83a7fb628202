"""The store: consistent reads, and one writer that commits many decisions at once."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from persistence import bulk
from persistence.clock import Clock
from persistence.decision import Decision, Patch, Update
from persistence.dialect import Dialect
from persistence.failures import connecting, raise_named
from persistence.log import Entry
from persistence.memo import Memo
from persistence.snapshot import Glance, Question, Snapshot
from persistence.streams import Stream
from persistence.tables import StoreFact
from persistence.tally import Tally
from persistence.together import Together
from persistence.writer import Writer

_fact = bulk.table_of(StoreFact)

_MAKE_FACT = text(
    "INSERT INTO store_fact (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING"
)

_log = structlog.get_logger(__name__)
Result = TypeVar("Result")


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
        self.on_commit: Callable[[list[Entry]], None] = lambda entries: None
        self.on_touch: Callable[[Mapping[Stream, Patch | None]], None] = lambda touched: None
        self.on_jobs: Callable[[], None] = lambda: None
        self.on_queued: Callable[[set[type[SQLModel]]], None] = lambda tables: None
        self._together: dict[Question[Any], Together[Any]] = {}
        self._memo = Memo()
        self._writer = Writer(dialect, clock, self, serves=serves, shared=shared)

    # -- life

    async def open(self) -> None:
        """Connect, read the epoch and start the writer. The schema must be there already."""
        self._engine = self.dialect.engine(pool_size=6)
        self._watcher = await self._engine.connect()
        self.epoch = await self._read_epoch()
        await self.changed_elsewhere()
        await self._writer.start(self._engine)

    async def close(self) -> None:
        """Finish the writes that wait, note what was relayed, disconnect."""
        await asyncio.gather(*(one.stop() for one in self._together.values()))
        await self._writer.close()
        await self._watcher.close()
        await self._engine.dispose()

    async def _read_epoch(self) -> str:
        """The store's epoch; of processes that start at once on a new store, one makes it."""
        query = select(_fact.c.value).where(_fact.c.key == "epoch")
        found = (await self._watcher.execute(query)).scalar()
        if found is None:
            row = {"key": "epoch", "value": secrets.token_hex(4)}
            await self._watcher.execute(_MAKE_FACT, row)
            found = (await self._watcher.execute(query)).scalar_one()
        return str(found)

    async def renew_epoch(self) -> str:
        """No position that anybody remembers holds any more. Servers know it once they restart."""
        self.epoch = secrets.token_hex(4)
        await self.write(
            Decision(changes=[Update(StoreFact, {"key": "epoch"}, {"value": self.epoch})])
        )
        return self.epoch

    @property
    def waiting(self) -> int:
        """How many writes are in the queue."""
        return self._writer.waiting

    @property
    def writes(self) -> int:
        """How many decisions were committed since the start."""
        return self._writer.writes

    @property
    def groups(self) -> int:
        """In how many commits."""
        return self._writer.groups

    @property
    def failing(self) -> bool:
        """Did the last attempt to write find no database that takes it?"""
        return self._writer.failing

    @property
    def commit_s(self) -> Tally:
        """How long commits took."""
        return self._writer.commit_s

    @property
    def group_size(self) -> Tally:
        """How many decisions the commits held."""
        return self._writer.group_size

    # -- reading

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Snapshot]:
        """A snapshot; nothing can be written through it that lasts. Errors: StoreUnavailable."""
        async with contextlib.AsyncExitStack() as stack:
            with connecting():
                connection = await stack.enter_async_context(self._engine.connect())
            try:
                await self.dialect.begin_read(connection)
                yield Snapshot(connection, self._memo)
            except DBAPIError as error:
                raise_named(error)
            finally:
                await self._end_read(connection)

    @contextlib.asynccontextmanager
    async def glance(self) -> AsyncIterator[Snapshot]:
        """A snapshot for one statement, at a third of the price. Errors: StoreUnavailable."""
        async with contextlib.AsyncExitStack() as stack:
            with connecting():
                connection = await stack.enter_async_context(self._engine.connect())
            try:
                yield Glance(connection)
            except DBAPIError as error:
                raise_named(error)

    async def ask(self, question: Question[Result], key: str) -> Result | None:
        """The answer to a question about a key; None where there is none.

        What many ask at the same moment is read once for all of them, by `question`, which is one
        statement: so a crowd that comes back costs little more than one of it. It is read after
        the call. `question` must be a function that lives as long as the store.
        """
        together = self._together.get(question)
        if together is None:

            async def read(keys: Sequence[str]) -> Mapping[str, Result]:
                async with self.glance() as snapshot:
                    return await question(snapshot, keys)

            together = self._together[question] = Together(read)
        answer: Result | None = await together.ask(key)
        return answer

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
        return await self._writer.write(decision, entered)

    async def exclusively(self, work: Callable[[Snapshot], Awaitable[Result]]) -> Result:
        """Run `work` in a transaction of its own, between groups; keep it under 50 ms."""
        result: Result = await self._writer.exclusively(work)
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
        self._writer.note_relayed(ids)

    async def mark_relayed(self, ids: list[int]) -> None:
        """These entries were published; returns when that is written down."""
        self.note_relayed(ids)
        await self.write(Decision())
