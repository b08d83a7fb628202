"""Two gateways, Redis, PostgreSQL and a worker: what a post costs each, by who hears it where.

The points are fitted to the model in docs/scaling.md. All processes share this machine's cores:
processor time is counted, not what they could do at most.
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

import httpx
from redis.asyncio import Redis

from bench.figures import Figures
from bench.fit import Point, fit, worst
from bench.load import Client, cpu_s, request_frame, stamped
from bench.server import LOAD_CORE, SERVER_CORE, Running, beside, ruche
from tests import services

CHANNELS = 20
TEXT_BYTES = 200
IDLE_S = 3.0
LEAST_S = 6.0
LEAST_US = 1.0  # what is less cannot be told from what all cost at rest


@dataclass(frozen=True)
class Setting:
    """Listeners of each channel at the gateway of the posts and at the other; posts a second."""

    here: int
    there: int
    rate: float

    @property
    def name(self) -> str:
        """As figures begin."""
        return f"gateways_{self.here}_{self.there}_at_{self.rate:.0f}"


SETTINGS = (
    Setting(0, 0, 200),
    Setting(0, 0, 800),
    Setting(0, 1, 200),
    Setting(0, 10, 200),
    Setting(0, 40, 200),
    Setting(10, 0, 200),
    Setting(10, 10, 200),
    Setting(10, 10, 600),
    Setting(40, 40, 200),
)


@dataclass(frozen=True)
class Measured:
    """What one post cost each part, in microseconds, and how many commits it took.

    On a busy machine posts gather: then many share a commit, and those of a channel a batch.
    """

    at: Setting
    commits: float
    cost_us: Mapping[str, float]

    @property
    def batches(self) -> float:
        """How many a post came to: the channels take turns, so a group has each as often."""
        return min(1.0, CHANNELS * self.commits)


@dataclass(frozen=True)
class Installation:
    """Everything that runs."""

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

    async def commits(self) -> float:
        """Groups committed so far at the gateway of the posts."""
        async with httpx.AsyncClient() as client:
            text = (await client.get(f"http://127.0.0.1:{self.here.port}/metrics")).text
        [line] = [row for row in text.splitlines() if row.startswith("ruche_commits_total ")]
        return float(line.split()[1])


async def gateways(seconds: float) -> Figures:
    """Nothing where Redis or PostgreSQL is not installed."""
    redis, programs = services.find_redis(), services.find_postgres()
    if redis is None or programs is None:
        return {}
    folder = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        with services.running_redis(redis) as url, services.running_postgres(programs) as postgres:
            async with AsyncExitStack() as stack:
                found = await _start(stack, folder, url, postgres)
                points = await _measure(found, max(LEAST_S, seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures: Figures = {}
    for one in points:
        figures |= {f"{one.at.name}_{part}_us": us for part, us in one.cost_us.items()}
        figures[f"{one.at.name}_commits_each"] = one.commits
    return figures | fitted(points)


async def _start(
    stack: AsyncExitStack, folder: Path, redis_url: str, postgres: services.PostgresServer
) -> Installation:
    environ = {
        "REDIS_URL": redis_url,
        "DATABASE_URL": postgres.create_database("bench"),
        "RUCHE_METRICS": "on",
    }
    who = ("--email", "bench@example.org")
    ruche(folder, "user", "add", *who, "--name", "Bench", **environ)
    token = ruche(folder, "token", "create", *who, **environ)["token"]
    here, there = [
        await stack.enter_async_context(beside(folder, "gateway", SERVER_CORE, token, **environ))
        for _ in range(2)
    ]
    worker = await stack.enter_async_context(beside(folder, "worker", LOAD_CORE, **environ))
    async with Redis.from_url(redis_url) as asked:
        redis_pid = int((await asked.info("server"))["process_id"])
    return Installation(here, there, worker, redis_pid, postgres)


async def _measure(found: Installation, seconds: float) -> list[Measured]:
    made = [await found.here.call("channels.create", name=f"room-{n}") for n in range(CHANNELS)]
    channels = [one["id"] for one in made]
    await _point(found, channels, SETTINGS[0], seconds)  # warm
    return [await _point(found, channels, one, seconds) for one in SETTINGS]


async def _point(
    found: Installation, channels: Sequence[str], at: Setting, seconds: float
) -> Measured:
    """Posts at one gateway; what they cost beyond what all cost at rest."""
    posters = [await _joins(found.here, None) for _ in channels]
    listeners = [
        await _joins(server, channel_id)
        for server, count in ((found.here, at.here), (found.there, at.there))
        for channel_id in channels
        for _ in range(count)
    ]
    everybody = (*posters, *listeners)
    await asyncio.sleep(1.5)
    idle, _ = await _spent(found, asyncio.sleep(IDLE_S))
    for one in everybody:
        one.stamps = []
    sent = int(at.rate * seconds)
    before = await found.commits()
    spent, took_s = await _spent(found, _offer(posters, everybody, channels, sent, at.rate))
    commits = await found.commits() - before
    for one in everybody:
        one.transport.abort()
    cost_us = {part: (spent[part] - idle[part]) * took_s / sent * 1e6 for part in spent}
    return Measured(at, commits / sent, cost_us)


async def _spent(found: Installation, work: Awaitable[None]) -> tuple[dict[str, float], float]:
    """The share of a core of each part meanwhile, and how long it took."""
    pids = found.pids()
    begin_s, before = time.monotonic(), {part: _cpu_s(some) for part, some in pids.items()}
    await work
    took_s, after = time.monotonic() - begin_s, {part: _cpu_s(some) for part, some in pids.items()}
    return {part: (after[part] - before[part]) / took_s for part in after}, took_s


async def _offer(
    posters: Sequence[Client],
    everybody: Sequence[Client],
    channels: Sequence[str],
    sent: int,
    rate: float,
) -> None:
    """Post in the channels by turns, until all is answered and heard."""
    due_s = time.monotonic()
    for n in range(sent):
        now_s = time.monotonic()
        due_s = max(due_s + 1 / rate, now_s)  # who was held up does not make up for it at a blow
        await asyncio.sleep(due_s - now_s)
        args = {"channel_id": channels[n % len(channels)], "text": stamped(TEXT_BYTES)}
        posters[n % len(channels)].transport.write(request_frame("messages.post", args))
    due = sent // len(channels)
    async with asyncio.timeout(60):
        while any(len(one.stamps) < due for one in everybody):
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


# -- the model


def fitted(points: Sequence[Measured]) -> Figures:
    """The coefficients of docs/scaling.md, and by how much they miss what they were fitted to."""
    gateway = [point for one in points for point in _at_gateways(one)]
    redis = [_at(one, "redis", one.batches, one.batches * _hearing(one)) for one in points]
    postgres = [_at(one, "postgres", one.commits, 1.0) for one in points]
    worker = [_at(one, "worker", one.commits, 1.0) for one in points]
    figures: Figures = {}
    for part, some, names in (
        ("gateway", gateway, ("g", "p", "h", "d")),
        ("redis", redis, ("u", "q")),
        ("postgres", postgres, ("g", "p")),
        ("worker", worker, ("g", "p")),
    ):
        found = fit(some)
        values = zip(names, found, strict=True)
        figures |= {f"gateways_fit_{part}_{name}_us": value for name, value in values}
        figures[f"gateways_fit_{part}_worst_miss"] = worst(some, found)
    return figures


def _at_gateways(one: Measured) -> list[Point]:
    """A commit, a post, a batch that is heard from Redis, a delivery of it."""
    at, each = one.at, one.batches
    points = [_at(one, "here", one.commits, 1.0, each * (at.here > 0), each * at.here)]
    if at.there:
        points.append(_at(one, "there", 0.0, 0.0, each, each * at.there))
    return points


def _at(one: Measured, part: str, *counts: float) -> Point:
    return Point(f"{one.at.name} {part}", counts, max(LEAST_US, one.cost_us[part]))


def _hearing(one: Measured) -> float:
    return float((one.at.here > 0) + (one.at.there > 0))
