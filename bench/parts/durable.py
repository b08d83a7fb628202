"""Durable posts: each answered only after its commit, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bench.figures import Figures, span, waits
from bench.load import cpu_s
from bench.senders import Sender
from bench.server import Running, running
from tests import services

PACED_PER_S = 1_000


async def durable(senders: int, seconds: float) -> Figures:
    """On SQLite, in one process."""
    return await _durable("posts", senders, seconds, running)


async def durable_postgres(senders: int, seconds: float) -> Figures:
    """On a PostgreSQL of its own, on the load's core; nothing where none is installed."""
    programs = services.find_postgres()
    if programs is None:
        return {}
    with services.running_postgres(programs) as postgres:
        url = postgres.create_database("bench")
        return await _durable("posts_postgres", senders, seconds, lambda: running(DATABASE_URL=url))


async def _durable(
    name: str,
    senders: int,
    seconds: float,
    serve: Callable[[], AbstractAsyncContextManager[Running]],
) -> Figures:
    """One unanswered post each, then ten; then a thousand a second of them all."""
    figures: Figures = {}
    async with serve() as server:
        made = [await server.call("channels.create", name=f"room-{n}") for n in range(senders)]
        people = [await Sender.connect(server, one["id"]) for one in made]
        for outstanding in (1, 10):
            await asyncio.gather(*(one.post_for(0.5, outstanding) for one in people))
            with span(server.pid) as found:
                counts = await asyncio.gather(
                    *(one.post_for(seconds, outstanding) for one in people)
                )
            key = f"{name}_{outstanding}_outstanding"
            figures[f"{key}_per_s"] = sum(counts) / found.wall_s
            figures[f"{key}_cpu_us_each"] = found.cpu_s / max(1, sum(counts)) * 1e6
            figures |= waits(f"{key}_ack", [ms for one in people for ms in one.waits_ms])
        begin_s, begin_cpu_s = time.monotonic(), cpu_s(server.pid)
        counts = await asyncio.gather(
            *(one.post_at(PACED_PER_S / senders, seconds) for one in people)
        )
        wall_s = time.monotonic() - begin_s
        figures[f"{name}_paced_per_s"] = sum(counts) / wall_s
        figures[f"{name}_paced_cpu_share"] = (cpu_s(server.pid) - begin_cpu_s) / wall_s
        figures |= waits(f"{name}_paced_ack", [ms for one in people for ms in one.waits_ms])
        for one in people:
            await one.close()
    return figures
