"""Jobs: work to be done after a commit, at least once, by whichever process is free."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import structlog
from sqlalchemy import select, update

from persistence.bulk import table_of
from persistence.decision import Change, Decision, Delete, Update
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.tables import JobRow
from persistence.wire import unpack

ATTEMPTS = 8
BACKOFF_S = (2.0, 3_600.0)
POLL_S = 1.0
GRACE_S = 10.0
ERROR_LENGTH = 500

_log = structlog.get_logger(__name__)
_job = table_of(JobRow)

Handler = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `attempts` counts this one."""

    id: str
    kind: str
    body: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Lease:
    """How many jobs run at once, how long one may run, and how long its claim lasts unrenewed.

    A crashed worker's jobs run again `lease_s` after its last sign of life.
    """

    slots: int = 4
    lease_s: float = 60.0
    timeout_s: float = 900.0


class Worker:
    """Claims due jobs and runs their handlers.

    Guarantees: a job runs at least once, also when a process dies; one claimed by a living worker
    is not run by another. A handler that raises is tried again with growing pauses, eight times in
    all; then the job is kept as dead, with its error, and its handler in `given_up`, if there is
    one, is asked once to say so to whom it concerns. Kinds without a handler here are left to
    other processes. The key of a job is free again once it is claimed, so that what happens while
    it runs can ask for another run.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        lease: Lease | None = None,
        given_up: Mapping[str, Handler] | None = None,
    ) -> None:
        self._store = store
        self._handlers = dict(handlers)
        self._lease = lease or Lease()
        self._given_up = dict(given_up or {})
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._running: dict[asyncio.Task[None], Job] = {}

    def notify(self) -> None:
        """There may be new jobs; also looked for every second."""
        self._wake.set()

    def start(self) -> None:
        """Begin to work."""
        self._loop = asyncio.create_task(self._work_forever(), name="worker")

    async def stop(self) -> None:
        """Claim no more; what does not end within ten seconds is given back for others."""
        if self._loop is None:
            return
        self._loop.cancel()
        await asyncio.gather(self._loop, return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE_S)
        left = list(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def run_due(self) -> int:
        """Claim what is due now and wait until it is done; answers how many jobs that were."""
        done = 0
        while await self._any_due():
            claimed = await self._claim(self._lease.slots)
            if not claimed:
                break
            await asyncio.gather(*(self._run(job) for job in claimed))
            done += len(claimed)
        return done

    async def _work_forever(self) -> None:
        while True:
            self._wake.clear()
            try:
                free = self._lease.slots - len(self._running)
                if free > 0 and await self._any_due():
                    for job in await self._claim(free):
                        self._begin(job)
                    self._wake.set()  # there may be more than were taken
            except Exception as error:  # the store may be out of reach for a while
                _log.warning("jobs.unclaimed", error=repr(error))
                self._wake.clear()
            if self._lease.slots <= len(self._running):
                self._wake.clear()  # set again by the first that ends
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"job-{job.kind}")
        self._running[task] = job
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()
        if not task.cancelled() and task.exception() is not None:
            _log.warning("jobs.unrecorded", error=repr(task.exception()))  # runs again by its lease

    async def _run(self, job: Job) -> None:
        renewing = asyncio.create_task(self._renew_forever(job), name="job-lease")
        try:
            async with asyncio.timeout(self._lease.timeout_s):
                await self._handlers[job.kind](job.body)
        except asyncio.CancelledError:
            await self._record(Update(JobRow, {"id": job.id}, _given_back(job)))
            raise
        except Exception as error:
            _log.warning("jobs.failed", job=job.kind, attempts=job.attempts, error=repr(error))
            if job.attempts >= ATTEMPTS:
                await self._give_up(job)
            await self._record(Update(JobRow, {"id": job.id}, self._failed(job, error)))
        else:
            await self._record(Delete(JobRow, {"id": job.id}))
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _give_up(self, job: Job) -> None:
        tell = self._given_up.get(job.kind)
        if tell is None:
            return
        try:
            async with asyncio.timeout(GRACE_S):
                await tell(job.body)
        except Exception as error:
            _log.warning("jobs.given_up_unsaid", job=job.kind, error=repr(error))

    async def _renew_forever(self, job: Job) -> None:
        while True:
            await asyncio.sleep(self._lease.lease_s / 3)
            values = {"leased_until_ms": self._now_ms() + int(self._lease.lease_s * 1_000)}
            await self._record(Update(JobRow, {"id": job.id}, values))

    async def _record(self, change: Change) -> None:
        await self._store.write(Decision(changes=[change]))

    def _failed(self, job: Job, error: Exception) -> dict[str, Any]:
        return {
            "leased_until_ms": 0,
            "run_at_ms": self._now_ms() + int(pause_s(job.attempts) * 1_000),
            "dead": job.attempts >= ATTEMPTS,
            "error": repr(error)[:ERROR_LENGTH],
        }

    def _now_ms(self) -> int:
        return self._store.clock.now_us() // 1_000

    async def _any_due(self) -> bool:
        """Asked without the writer, so that an idle worker writes nothing."""
        async with self._store.read() as snapshot:
            return await snapshot.first(self._due(1)) is not None

    def _due(self, limit: int) -> Any:
        now_ms = self._now_ms()
        return (
            select(_job.c.id)
            .where(
                _job.c.dead.is_(False),
                _job.c.run_at_ms <= now_ms,
                _job.c.leased_until_ms <= now_ms,
                _job.c.kind.in_(list(self._handlers)),
            )
            .order_by(_job.c.run_at_ms)
            .limit(limit)
        )

    async def _claim(self, limit: int) -> list[Job]:
        """Take due jobs that nobody holds; those that died with every worker are put aside."""
        due = self._due(limit).with_for_update(skip_locked=True)  # SQLite has one writer anyhow
        until = self._now_ms() + int(self._lease.lease_s * 1_000)
        claim = (
            update(_job)
            .where(_job.c.id.in_(due.scalar_subquery()))
            .values(leased_until_ms=until, attempts=_job.c.attempts + 1, key=None)
            .returning(_job.c.id, _job.c.kind, _job.c.body, _job.c.attempts)
        )

        async def take(snapshot: Snapshot) -> list[Job]:
            rows = await snapshot.all(claim)
            return [
                Job(row.id, row.kind, cast("Mapping[str, Any]", unpack(row.body)), row.attempts)
                for row in rows
            ]

        claimed = await self._store.exclusively(take)
        for job in claimed:
            if job.attempts > ATTEMPTS:
                await self._give_up(job)
                values = {"dead": True, "leased_until_ms": 0, "error": "every worker died of it"}
                await self._record(Update(JobRow, {"id": job.id}, values))
        return [job for job in claimed if job.attempts <= ATTEMPTS]


def pause_s(attempts: int) -> float:
    """How long to wait after so many failures: doubling, with chance, at most an hour."""
    first, last = BACKOFF_S
    return min(last, first * 2.0 ** (attempts - 1)) * random.uniform(0.5, 1.0)


def _given_back(job: Job) -> dict[str, Any]:
    """A job that was interrupted may be claimed at once, and the attempt does not count."""
    return {"leased_until_ms": 0, "attempts": job.attempts - 1}
