"""Jobs are done at least once, by one worker at a time, and put aside when they cannot be done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from persistence import jobs, migrate
from persistence.bulk import table_of
from persistence.clock import HandClock
from persistence.decision import Decision, NewJob
from persistence.dialect import Dialect
from persistence.jobs import ATTEMPTS, Lease, Worker, pause_s
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from persistence.tables import JobRow

_job = table_of(JobRow)


class Bench:
    """A handler that notes what it is given, and fails or waits when told."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.failures_left = 0
        self.started = asyncio.Event()
        self.released = asyncio.Event()
        self.released.set()

    async def work(self, body: Mapping[str, Any]) -> None:
        self.started.set()
        await self.released.wait()
        if self.failures_left > 0:
            self.failures_left -= 1
            raise RuntimeError("the tool broke")
        self.done.append(body["n"])


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock
) -> AsyncIterator[Store]:
    dialect: Dialect
    if request.param == "sqlite":
        path = tmp_path / "ruche.db"
        migrate.upgrade(f"sqlite:///{path}")
        dialect = SqliteDialect(path)
    else:
        url = request.getfixturevalue("postgres_url")
        await asyncio.to_thread(migrate.upgrade, url)
        dialect = PostgresDialect(url)
    found = Store(dialect, clock)
    await found.open()
    yield found
    await found.close()


async def enqueue(store: Store, *numbers: int, kind: str = "work", **options: Any) -> None:
    await store.write(Decision(jobs=[NewJob(kind, {"n": n}, **options) for n in numbers]))


async def rows(store: Store) -> list[Any]:
    async with store.read() as snapshot:
        return list(await snapshot.all(select(_job).order_by(_job.c.id)))


def worker_of(store: Store, bench: Bench, **lease: Any) -> Worker:
    return Worker(store, {"work": bench.work}, Lease(**lease))


async def test_a_committed_job_is_done_and_gone(store: Store) -> None:
    bench = Bench()
    await enqueue(store, 1, 2, 3)
    assert await worker_of(store, bench).run_due() == 3
    assert sorted(bench.done) == [1, 2, 3]
    assert await rows(store) == []


async def test_a_job_waits_for_its_time(store: Store, clock: HandClock) -> None:
    bench = Bench()
    await enqueue(store, 1, run_at_ms=clock.now_us() // 1_000 + 60_000)
    worker = worker_of(store, bench)
    assert await worker.run_due() == 0
    clock.advance(60)
    assert await worker.run_due() == 1


async def test_one_key_waits_only_once_but_again_while_it_runs(store: Store) -> None:
    bench = Bench()
    await enqueue(store, 1, key="sweep")
    await enqueue(store, 2, key="sweep")
    assert [row.key for row in await rows(store)] == ["sweep"]
    bench.released.clear()
    running = asyncio.create_task(worker_of(store, bench).run_due())
    await asyncio.wait_for(bench.started.wait(), 10)
    await enqueue(store, 3, key="sweep")
    bench.released.set()
    assert await running == 2
    assert bench.done == [1, 3]


async def test_a_job_of_an_unknown_kind_is_left_to_others(store: Store) -> None:
    bench = Bench()
    await enqueue(store, 1, kind="paint")
    assert await worker_of(store, bench).run_due() == 0
    assert [row.attempts for row in await rows(store)] == [0]


async def test_a_failed_job_is_tried_again_later(store: Store, clock: HandClock) -> None:
    bench = Bench()
    bench.failures_left = 1
    await enqueue(store, 1)
    worker = worker_of(store, bench)
    assert await worker.run_due() == 1
    (row,) = await rows(store)
    assert (row.attempts, row.dead, row.leased_until_ms) == (1, False, 0)
    assert row.run_at_ms > clock.now_us() // 1_000
    assert "the tool broke" in row.error
    assert await worker.run_due() == 0
    clock.advance(2)
    assert await worker.run_due() == 1
    assert bench.done == [1]


async def test_what_always_fails_is_put_aside_with_its_error(
    store: Store, clock: HandClock
) -> None:
    bench = Bench()
    bench.failures_left = 1_000
    await enqueue(store, 1)
    worker = worker_of(store, bench)
    for _ in range(ATTEMPTS + 3):
        await worker.run_due()
        clock.advance(3_600)
    (row,) = await rows(store)
    assert (row.attempts, row.dead) == (ATTEMPTS, True)
    assert bench.failures_left == 1_000 - ATTEMPTS


async def test_a_job_that_takes_too_long_has_failed(store: Store) -> None:
    bench = Bench()
    bench.released.clear()
    await enqueue(store, 1)
    await worker_of(store, bench, timeout_s=0.05).run_due()
    (row,) = await rows(store)
    assert "Timeout" in row.error


async def test_a_crashed_worker_s_job_runs_again_when_its_lease_is_over(
    store: Store, clock: HandClock
) -> None:
    bench = Bench()
    await enqueue(store, 1)
    crashed = await worker_of(store, bench)._claim(1)  # claims, and never says more
    assert [job.attempts for job in crashed] == [1]
    worker = worker_of(store, bench)
    assert await worker.run_due() == 0
    clock.advance(61)
    assert await worker.run_due() == 1
    assert bench.done == [1]


async def test_a_job_that_kills_its_workers_is_put_aside(store: Store, clock: HandClock) -> None:
    bench = Bench()
    await enqueue(store, 1)
    worker = worker_of(store, bench)
    for _ in range(ATTEMPTS):
        assert len(await worker._claim(1)) == 1
        clock.advance(61)
    assert await worker.run_due() == 0
    (row,) = await rows(store)
    assert row.dead
    assert bench.done == []


async def test_a_long_job_keeps_its_lease(store: Store, clock: HandClock) -> None:
    bench = Bench()
    bench.released.clear()
    await enqueue(store, 1)
    running = asyncio.create_task(worker_of(store, bench, lease_s=0.3).run_due())
    await asyncio.wait_for(bench.started.wait(), 10)
    (before,) = await rows(store)
    clock.advance(0.2)
    for _ in range(200):
        if (await rows(store))[0].leased_until_ms > before.leased_until_ms:
            break
        await asyncio.sleep(0.02)
    clock.advance(0.2)
    assert await worker_of(store, bench).run_due() == 0
    bench.released.set()
    await running


async def test_two_workers_share_the_jobs_without_doing_one_twice(store: Store) -> None:
    bench = Bench()
    await enqueue(store, *range(30))
    await asyncio.gather(*(worker_of(store, bench).run_due() for _ in range(3)))
    assert sorted(bench.done) == list(range(30))


async def test_a_running_worker_wakes_when_told_and_gives_back_when_stopped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POLL_S", 60.0)
    monkeypatch.setattr(jobs, "GRACE_S", 0.05)
    bench = Bench()
    worker = worker_of(store, bench)
    store.on_jobs = worker.notify
    worker.start()
    bench.released.clear()
    await enqueue(store, 1)
    await asyncio.wait_for(bench.started.wait(), 10)
    await worker.stop()
    (row,) = await rows(store)
    assert (row.leased_until_ms, row.attempts) == (0, 0)
    bench.released.set()
    assert await worker_of(store, bench).run_due() == 1


async def test_a_stopping_worker_lets_jobs_end(store: Store) -> None:
    bench = Bench()
    worker = worker_of(store, bench)
    worker.start()
    bench.released.clear()
    await enqueue(store, 1)
    worker.notify()
    await asyncio.wait_for(bench.started.wait(), 10)
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0)
    bench.released.set()
    await stopping
    assert bench.done == [1]
    assert await rows(store) == []


def test_pauses_grow_to_an_hour() -> None:
    assert 1.0 <= pause_s(1) <= 2.0
    assert 64.0 <= pause_s(7) <= 128.0
    assert 1_800.0 <= pause_s(40) <= 3_600.0
