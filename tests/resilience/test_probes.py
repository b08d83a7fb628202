"""Worker and presence tell whether they are well, and count what they do."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from tests.resilience.children import RUCHE, OwnRedis, Served, until


async def test_worker_and_presence_tell_whether_they_are_well(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    everywhere = {"RUCHE_HOST": "0.0.0.0"}  # opens pages to the network, not what tells of them
    environment = {"REDIS_URL": redis.url, "RUCHE_METRICS": "on", **everywhere}
    both = [Served(nursery, data, (RUCHE, name), **environment) for name in ("worker", "presence")]
    for process in both:  # by turns: the first lays the store
        await process.start()
    for process in both:
        assert (await _get(process, "/ready")).json() == {"ok": True}
        told = (await _get(process, "/metrics")).text
        assert "ruche_commits_total" in told
        assert "ruche_jobs_oldest_due_seconds" in told
        assert "ruche_connections" not in told  # it has no sockets to count
        assert ("ruche_presence_up 1.0" in told) == (process is both[1])  # who keeps the roster
        assert "http://127.0.0.1:" in process.program.output()
    redis.kill()
    for process in both:
        await until(lambda url=process.url: not _is_ready(url), "it notices that Redis is gone")
        assert (await _get(process, "/up")).status_code == 200
    redis.run()
    for process in both:
        await until(lambda url=process.url: _is_ready(url), "it is well again")
    assert await asyncio.gather(*(process.stop() for process in both)) == [0, 0]


async def _get(process: Served, path: str) -> httpx.Response:
    return await asyncio.to_thread(httpx.get, f"{process.url}{path}")


def _is_ready(url: str) -> bool:
    return httpx.get(f"{url}/ready").status_code == 200
