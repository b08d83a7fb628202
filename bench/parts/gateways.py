"""Two gateways, Redis, PostgreSQL and a worker: what a post costs each, by who hears it where.

The points are fitted to the model in docs/scaling.md: a post costs *p* at its gateway, *h* at each
gateway that hears of it from Redis, *d* for each delivery; Redis takes *u* for a post and *q* for
each gateway that hears it. All processes share this machine's cores: processor time is counted, not
what they could do at most.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis

from bench.figures import Figures
from bench.fit import Point, fit, said, worst
from bench.load import Client, cpu_s, request_frame, stamped
from bench.server import LOAD_CORE, SERVER_CORE, Running, beside, ruche
from tests import services

CHANNELS = 20
TEXT_BYTES = 200
RATE = 200.0
FASTER = 600.0
HEARD = ((0, 0), (10, 0), (0, 1), (0, 10), (0, 40), (10, 10), (40, 40))  # in each, here and there
IDLE_S = 3.0


@dataclass(frozen=True)
class Installation:
    """Everything that runs, by its processes."""

    here: Running
    there: Running
    worker: Running
    redis_pid: int
    postgres: services.PostgresServer

    def pids(self) -> dict[str, list[int]]:
        """The processes of each part by now."""
        return {
            "here": [self.here.pid],
            "there": [self.there.pid],
            "worker": [self.worker.pid],
            "redis": [self.redis_pid],
            "postgres": self._backends(),
        }

    def _backends(self) -> list[int]:
        ask = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        psql = [str(self.postgres.bin / "psql"), "--no-psqlrc", "-Atc", ask, self.postgres.url]
        done = subprocess.run(psql, check=True, capture_output=True, text=True)
        return [int(row) for row in done.stdout.split()]


@dataclass(frozen=True)
class Measured:
    """What one post cost each part, in microseconds."""

    here: int  # listeners of each channel at the gateway of the posts
    there: int  # and at the other
    cost_us: Mapping[str, float]


async def gateways(seconds: float) -> Figures:
    """Nothing where Redis or PostgreSQL is not installed."""
    redis, programs = services.find_redis(), services.find_postgres()
    if redis is None or programs is None:
        return {}
    folder = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        with services.running_redis(redis) as at, services.running_postgres(programs) as postgres:
            environ = {"REDIS_URL": at, "DATABASE_URL": postgres.create_database("bench")}
            async with AsyncExitStack() as stack:
                found = await _start(stack, folder, environ, postgres)
                return await _measure(found, max(6.0, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _start(
    stack: AsyncExitStack,
    folder: Path,
    environ: dict[str, str],
    postgres: services.PostgresServer,
) -> Installation:
    who = ("--email", "bench@example.org")
    ruche(folder, "user", "add", *who, "--name", "Bench", **environ)
    token = ruche(folder, "token", "create", *who, **environ)["token"]
    here, there = [
        await stack.enter_async_context(beside(folder, "gateway", SERVER_CORE, token, **environ))
        for _ in range(2)
    ]
    worker = await stack.enter_async_context(beside(folder, "worker", LOAD_CORE, **environ))
    async with Redis.from_url(environ["REDIS_URL"]) as asked:
        redis_pid = int((await asked.info("server"))["process_id"])
    return Installation(here, there, worker, redis_pid, postgres)


async def _measure(found: Installation, seconds: float) -> Figures:
    made = [await found.here.call("channels.create", name=f"room-{n}") for n in range(CHANNELS)]
    channels = [one["id"] for one in made]
    await _point(found, channels, (10, 10), RATE, seconds)  # warm
    points = [await _point(found, channels, heard, RATE, seconds) for heard in HEARD]
    faster = await _point(found, channels, (10, 10), FASTER, seconds)
    figures = {
        f"gateways_{one.here}_{one.there}_{name}_us": cost_us
        for one in points
        for name, cost_us in one.cost_us.items()
    }
    figures |= {f"gateways_faster_{name}_us": us for name, us in faster.cost_us.items()}
    return figures | _fitted(points, faster)


def _fitted(points: Sequence[Measured], faster: Measured) -> Figures:
    """The coefficients, and how far the model is from what it was fitted to."""
    served = [point for one in points for point in _at_gateways(one)]
    carried = [_at_redis(one) for one in points]
    p, h, d = fit(served)
    u, q = fit(carried)
    return {
        "gateways_p_us": p,
        "gateways_h_us": h,
        "gateways_d_us": d,
        "gateways_redis_u_us": u,
        "gateways_redis_q_us": q,
        "gateways_worker_us": sum(one.cost_us["worker"] for one in points) / len(points),
        "gateways_postgres_us": sum(one.cost_us["postgres"] for one in points) / len(points),
        "gateways_worst_miss": worst(served, (p, h, d)),
        "gateways_redis_worst_miss": worst(carried, (u, q)),
        "gateways_faster_of_model": sum(one.measured for one in _at_gateways(faster))
        / sum(said(one, (p, h, d)) for one in _at_gateways(faster)),
    }


def _at_gateways(one: Measured) -> list[Point]:
    name = f"{one.here} here, {one.there} there"
    here = Point(name, (1.0, float(one.here > 0), float(one.here)), one.cost_us["here"])
    if not one.there:
        return [here]
    return [here, Point(name, (0.0, 1.0, float(one.there)), one.cost_us["there"])]


def _at_redis(one: Measured) -> Point:
    hearing = float((one.here > 0) + (one.there > 0))
    return Point(f"{one.here} here, {one.there} there", (1.0, hearing), one.cost_us["redis"])


async def _point(
    found: Installation,
    channels: Sequence[str],
    heard: tuple[int, int],
    rate: float,
    seconds: float,
) -> Measured:
    """Posts at one gateway at a rate; what they cost beyond what all cost at rest."""
    posters = [await _joins(found.here, None) for _ in channels]
    listeners = [
        await _joins(server, channel_id)
        for server, count in zip((found.here, found.there), heard, strict=True)
        for channel_id in channels
        for _ in range(count)
    ]
    await asyncio.sleep(1.5)
    idle = await _spent(found, asyncio.sleep(IDLE_S))
    sent = int(rate * seconds)
    for one in (*posters, *listeners):
        one.stamps = []
    spent = await _spent(found, _offer(posters, listeners, channels, sent, rate))
    for one in (*posters, *listeners):
        one.transport.abort()
    return Measured(*heard, {name: (spent[name] - idle[name]) * 1e6 / rate for name in spent})


async def _spent(found: Installation, work: Awaitable[None]) -> dict[str, float]:
    """Share of a core of each part meanwhile."""
    pids = found.pids()
    begin_s, before = time.monotonic(), {name: _cpu_s(some) for name, some in pids.items()}
    await work
    took_s, after = time.monotonic() - begin_s, {name: _cpu_s(some) for name, some in pids.items()}
    return {name: (after[name] - before[name]) / took_s for name in after}


async def _offer(
    posters: Sequence[Client],
    listeners: Sequence[Client],
    channels: Sequence[str],
    sent: int,
    rate: float,
) -> None:
    """Post in the channels by turns, until all is answered and heard."""
    begin_s = time.monotonic()
    for n in range(sent):
        await asyncio.sleep(max(0.0, begin_s + n / rate - time.monotonic()))
        args = {"channel_id": channels[n % len(channels)], "text": stamped(TEXT_BYTES)}
        posters[n % len(channels)].transport.write(request_frame("messages.post", args))
    due = sent // len(channels)
    async with asyncio.timeout(60):
        while any(len(one.stamps) < due for one in (*posters, *listeners)):
            await asyncio.sleep(0.01)


async def _joins(server: Running, channel_id: str | None) -> Client:
    """A socket that hears one channel, or nothing but its answers."""
    client = Client("/ws?watch=none", server.headers, sample=True, stays=True)
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: client, "127.0.0.1", server.port)
    await client.ready
    if channel_id is not None:
        watch = request_frame("streams.watch", {"streams": [f"c:{channel_id}"]})
        client.transport.write(watch)
    return client


def _cpu_s(pids: Sequence[int]) -> float:
    """Processor time of these processes so far; of PostgreSQL's some may have ended."""
    return sum(cpu_s(pid) for pid in pids if Path(f"/proc/{pid}").exists())
