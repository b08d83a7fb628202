"""What waits is done soon after it is told of, one run at a time, whatever a run before did."""

from __future__ import annotations

import asyncio

import pytest

from persistence.gatherer import Gatherer

NEVER_S = 3_600.0  # only what is told of begins a run


class Work:
    """Runs that end when the test says so."""

    def __init__(self) -> None:
        self.begun = 0
        self.under_way = 0
        self.most_at_once = 0
        self.may_end = asyncio.Semaphore(0)
        self.changed = asyncio.Event()
        self.fails = False

    async def run(self) -> None:
        self.begun += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        self.changed.set()
        try:
            await self.may_end.acquire()
            if self.fails:
                raise ConnectionError("the store is away")
        finally:
            self.under_way -= 1
            self.changed.set()

    async def reaches(self, begun: int) -> None:
        async with asyncio.timeout(60):
            while self.begun < begun:
                self.changed.clear()
                await self.changed.wait()


async def test_what_is_told_of_during_a_run_is_done_by_the_next_one() -> None:
    work = Work()
    gatherer = Gatherer("test", work.run, trouble="test.trouble")
    gatherer.start(NEVER_S)
    await work.reaches(1)
    for _ in range(100):
        gatherer.notify()
    work.may_end.release()
    await work.reaches(2)
    assert work.most_at_once == 1
    await gatherer.stop()
    assert work.under_way == 0


async def test_it_looks_by_itself_too() -> None:
    work = Work()
    gatherer = Gatherer("test", work.run, trouble="test.trouble")
    gatherer.start(poll_s=0.01)
    work.may_end.release()
    await work.reaches(2)
    await gatherer.stop()


async def test_a_run_that_fails_is_logged_and_the_next_one_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = Work()
    work.fails = True
    gatherer = Gatherer("test", work.run, trouble="test.trouble")
    gatherer.start(NEVER_S)
    await work.reaches(1)
    gatherer.notify()
    work.may_end.release()
    await work.reaches(2)
    await gatherer.stop()
    assert "test.trouble" in capsys.readouterr().out


async def test_one_that_was_never_started_can_be_stopped() -> None:
    await Gatherer("test", Work().run, trouble="test.trouble").stop()
