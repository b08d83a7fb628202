"""One channel, a thousand sockets: calm, hot, as many posts as it bears; beside a plain loop."""

from __future__ import annotations

import asyncio
import itertools
import time

from bench.fanout import HEADERS, measure, serving
from bench.figures import Figures, deliveries, span
from bench.load import Load, request_frame, stamped
from bench.server import running

TEXT_BYTES = 200
POSTERS = 50
WINDOW = 48  # posts on their way at a time, when the ceiling is sought
RATES = {"warm": 20.0, "calm": 20.0, "hot": 400.0, "ceiling": 0.0}


async def hot_channel(sockets: int, seconds: float) -> Figures:
    """By socket through right, commit and relay to every socket."""
    figures: Figures = {}
    async with running() as server:
        channel_id = (await server.call("workspace.get"))["general_channel_id"]
        load = await Load.connect(server.port, "/ws", sockets, server.headers)
        await load.greeted()
        for name, rate in RATES.items():
            load.clear()
            with span(server.pid) as found:
                sent = await _offer(load, channel_id, rate, seconds)
            figures |= deliveries(f"fanout_{name}", sent * sockets, found, load.latencies_ms())
            await load.settled()
        load.close()
    figures |= await _plain_loop(sockets, seconds)
    hot, plain = "fanout_hot_cpu_us_per_delivery", "plain_loop_cpu_us_per_delivery"
    figures["fanout_cheaper_than_plain_loop_times"] = figures[plain] / figures[hot]
    most, plain = "fanout_ceiling_deliveries_per_s", "plain_loop_deliveries_per_s"
    figures["fanout_more_than_plain_loop_times"] = figures[most] / figures[plain]
    return {name: value for name, value in figures.items() if "_warm_" not in name}


async def _plain_loop(sockets: int, seconds: float) -> Figures:
    """The same sockets on a plain Starlette `send_bytes` loop, as many posts as it bears."""
    async with serving("plain") as (pid, port):
        load = await Load.connect(port, "/ws", sockets, HEADERS["plain"])
        await measure("plain", load, pid, 20, 1.0)
        found = await measure("plain", load, pid, 0, seconds)
        load.close()
    return {
        "plain_loop_deliveries_per_s": found.deliveries_per_s,
        "plain_loop_cpu_us_per_delivery": found.cpu_us_per_delivery,
        "plain_loop_p50_ms": found.p50_ms,
        "plain_loop_p99_ms": found.p99_ms,
    }


async def _offer(load: Load, channel_id: str, rate: float, seconds: float) -> int:
    """Post at a rate (0: as fast as it is delivered), then wait until all samples heard all."""
    posters, sample = itertools.cycle(load.clients[1 : POSTERS + 1]), load.samples[-1]
    begin_s, sent = time.monotonic(), 0
    while (passed_s := time.monotonic() - begin_s) < seconds:
        due = int(passed_s * rate) + 1 if rate else len(sample.stamps) + WINDOW
        for _ in range(sent, due):
            args = {"channel_id": channel_id, "text": stamped(TEXT_BYTES)}
            next(posters).transport.write(request_frame("messages.post", args))
        sent = max(sent, due)
        await asyncio.sleep(0.001)
    await load.heard(sent)
    return sent
