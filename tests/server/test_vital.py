"""A worker or presence process of which a part has died is not ready, and says which part."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from server.config import Settings
from server.processes import run_presence, run_worker
from server.vital import VITAL, Vital
from tests.resilience.children import OwnRedis, until
from tests.world import World, lay_store, settings_for

Run = Callable[[Settings, asyncio.Event, socket.socket | None], object]
EVERY_PROCESS = {"store-writer", "relay", "relay-sweep"}
PARTS = {
    "worker": (
        run_worker,
        EVERY_PROCESS | {"worker", "search-indexer", "notifier", "log-pruner", "courier"},
    ),
    "presence": (run_presence, EVERY_PROCESS | {"presence"}),
}


@pytest.fixture
async def redis(tmp_path: Path, redis_program: Path) -> AsyncIterator[OwnRedis]:
    async with AsyncExitStack() as nursery:
        found = OwnRedis(nursery, tmp_path, redis_program)
        found.run()
        yield found


@asynccontextmanager
async def running(run: Run, settings: Settings) -> AsyncIterator[str]:
    """The process's work, within this one; where it tells whether it is well."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    stop = asyncio.Event()
    work = asyncio.create_task(run(settings, stop, listening))  # type: ignore[arg-type]
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/ready"
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(work, 60)


async def ready(url: str) -> httpx.Response:
    """The answer, once there is one."""
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            with suppress(httpx.TransportError):
                return await client.get(url)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("name", PARTS)
async def test_a_part_that_died_is_named(name: str, redis: OwnRedis, tmp_path: Path) -> None:
    run, parts = PARTS[name]
    settings = settings_for(tmp_path, redis_url=redis.url)
    await asyncio.to_thread(lay_store, settings)
    async with running(run, settings) as url:
        await until(lambda: parts <= {task.get_name() for task in asyncio.all_tasks()}, "it works")
        async with asyncio.timeout(60):
            while (answer := await ready(url)).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert answer.json() == {"ok": True}
        part = max(parts - EVERY_PROCESS)
        task = next(one for one in asyncio.all_tasks() if one.get_name() == part)
        while not task.done():  # a pipeline of redis-py may swallow a cancellation
            task.cancel()
            await asyncio.wait([task], timeout=0.5)
        answer = await ready(url)
        assert answer.status_code == 503
        told = f"Ended by themselves: {part}. Restart the process."
        assert answer.json()["not_ready"] == {"tasks": told}


def test_each_part_of_a_process_is_watched() -> None:
    assert set().union(*(parts for _, parts in PARTS.values())) | {"bus-mend", "digests"} == VITAL


async def test_a_task_that_broke_is_watched_and_one_that_was_told_to_end_is_no_trouble() -> None:
    vital, gate = Vital(), asyncio.Event()

    async def waits() -> None:
        await gate.wait()
        raise RuntimeError("broken")

    task = asyncio.create_task(waits(), name="courier")
    other = asyncio.create_task(waits(), name="job-of-the-moment")
    vital.begin()
    assert (vital.names, vital.ended()) == (["courier"], [])
    gate.set()
    await asyncio.gather(task, other, return_exceptions=True)
    assert vital.ended() == ["courier"]


async def test_a_gateway_of_which_a_part_died_is_not_ready(world: World) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{world.url}/ready")).status_code == 200
        task = next(one for one in asyncio.all_tasks() if one.get_name() == "courier")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        answer = await client.get(f"{world.url}/ready")
    assert answer.status_code == 503
    assert "courier" in answer.json()["not_ready"]["tasks"]
