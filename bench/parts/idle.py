"""What idle connections hold, and what they cost while nothing happens."""

from __future__ import annotations

import asyncio

from bench.figures import Figures, span
from bench.load import Load, resident_bytes
from bench.server import running


async def idle(sockets: int, seconds: float) -> Figures:
    """All at one gateway; each hears two streams, as everybody does at least."""
    async with running() as server:
        warm = await Load.connect(server.port, "/ws", 50, server.headers)
        before_bytes = resident_bytes(server.pid)
        load = await Load.connect(server.port, "/ws", sockets, server.headers)
        await load.greeted()
        held_bytes = resident_bytes(server.pid) - before_bytes
        with span(server.pid) as found:
            await asyncio.sleep(max(10.0, seconds))
        load.close()
        warm.close()
    return {
        "idle_connections": sockets,
        "idle_mib": held_bytes / (1 << 20),
        "idle_kib_each": held_bytes / sockets / 1024,
        "idle_cpu_share": found.cpu_s / found.wall_s,
    }
