"""The one writer: takes the decisions that wait and commits them in groups."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from persistence.clock import Clock
from persistence.decision import Decision, Patch, Stale
from persistence.dialect import Dialect
from persistence.failures import OutcomeUnknown, StoreUnavailable, named
from persistence.log import Entry
from persistence.snapshot import Snapshot
from persistence.streams import Stream
from persistence.tally import COUNTS, Tally
from persistence.transactions import Transactions, VersionsMoved

GROUP_MAX = 500
QUEUE_MAX = 20_000
CARE_S = 0.1

_log = structlog.get_logger(__name__)


class Hooks(Protocol):
    """Who is told of a commit, before the writers are answered."""

    on_commit: Callable[[list[Entry]], None]
    on_touch: Callable[[Mapping[Stream, Patch | None]], None]
    on_jobs: Callable[[], None]
    on_queued: Callable[[set[type[SQLModel]]], None]


@dataclass(slots=True)
class _Waiting:
    decision: Decision
    done: asyncio.Future[Any]


@dataclass(slots=True)
class _Exclusive:
    work: Callable[[Snapshot], Awaitable[Any]]
    done: asyncio.Future[Any]


class Writer:
    """A queue of decisions, and the task that commits them on a connection of its own."""

    def __init__(
        self, dialect: Dialect, clock: Clock, hooks: Hooks, *, serves: bool, shared: bool
    ) -> None:
        self.groups = 0
        self.writes = 0
        self.failing = False  # the last attempt found no database that writes
        self.commit_s = Tally()
        self.group_size = Tally(COUNTS)
        self._hooks = hooks
        self._transactions = Transactions(dialect, clock, serves=serves, shared=shared)
        self._queue: deque[_Waiting | _Exclusive] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self._relayed: list[int] = []

    async def start(self, engine: AsyncEngine) -> None:
        """Connect, and begin to commit."""
        await self._transactions.open(engine)
        self._task = asyncio.create_task(self._run(), name="store-writer")

    async def close(self) -> None:
        """Finish the writes that wait, note what was relayed, disconnect."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
            await self._transactions.close()

    @property
    def waiting(self) -> int:
        """How many writes are in the queue."""
        return len(self._queue)

    async def write(self, decision: Decision, entered: Callable[[], None] | None) -> Any:
        """As `Store.write`."""
        return await self._enter(_Waiting(decision, _future()), entered)

    async def exclusively(self, work: Callable[[Snapshot], Awaitable[Any]]) -> Any:
        """As `Store.exclusively`."""
        return await self._enter(_Exclusive(work, _future()))

    def note_relayed(self, ids: Iterable[int]) -> None:
        """As `Store.note_relayed`."""
        self._relayed.extend(ids)

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
            result = await self._transactions.exclusively(item.work)
        except BaseException as error:
            await self._transactions.roll_back()
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
            if group and item.decision.holds is not None:
                break  # it asks for the state that those before it leave: alone, after them
            self._queue.popleft()
            if item.done.cancelled():
                continue
            if not all(card.fresh for card in item.decision.basis):
                _fail(item.done, Stale())
                continue
            group.append(item)
            if item.decision.touches or item.decision.holds is not None:
                break
        return group

    async def _commit_group(self, group: list[_Waiting]) -> None:
        if not group and not self._relayed:
            return
        begin_s = time.perf_counter()
        try:
            relayed = tuple(self._relayed)
            entries = await self._transactions.write([item.decision for item in group], relayed)
            del self._relayed[: len(relayed)]
        except VersionsMoved as moved:
            await self._transactions.roll_back()
            self._hooks.on_touch(dict.fromkeys(moved.streams))
            await self._again(group)
        except Stale as stale:
            await self._transactions.roll_back()
            for item in group:
                _fail(item.done, stale)
        except asyncio.CancelledError:
            await self._transactions.roll_back()
            raise
        except OutcomeUnknown as unknown:  # whoever gave a `client_id` may send again
            await self._transactions.roll_back()
            _log.error("commit_unknown", error=repr(unknown.__cause__))
            for item in group:
                _fail(item.done, unknown)
        except Exception as error:
            await self._transactions.roll_back()
            await self._one_by_one(group, error)
        else:
            if group:
                self.failing = False
                self.commit_s.note(time.perf_counter() - begin_s)
                self.group_size.note(len(group))
            self._committed(group, entries)

    def _committed(self, group: list[_Waiting], entries: list[Entry]) -> None:
        self.groups += 1
        self.writes += len(group)
        try:
            self._tell(group, entries)
        except Exception as error:  # what is stored is stored: others are told by the sweep
            _log.exception("commit_untold", error=repr(error))
        for item in group:
            _settle(item)

    def _tell(self, group: list[_Waiting], entries: list[Entry]) -> None:
        touched = {k: patch for item in group for k, patch in item.decision.touches.items()}
        if touched:
            self._hooks.on_touch(touched)
        if entries:
            self._hooks.on_commit(entries)
        if any(item.decision.jobs for item in group):
            self._hooks.on_jobs()
        queued = {table for item in group for table in item.decision.queued}
        if queued:
            self._hooks.on_queued(queued)

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
            self.failing = isinstance(reason, StoreUnavailable)
            _log.error("commit_failed", error=repr(error))
            await asyncio.sleep(CARE_S)
        for item in group:
            _fail(item.done, reason)


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


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()
