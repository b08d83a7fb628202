"""Fan-out: a thousand sockets in one channel, the gateway beside a plain Starlette loop.

`python -m bench.fanout [--sockets 1000] [--seconds 3] [--json]`. The server has one core, the load
the other; both servers get the same load in the same run. Prints deliveries per second, the
server's processor time for each, and the time from post to delivery.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
import uvloop

from bench.load import Load, at_share, cpu_s, masked_frame, resident_bytes, stamped

TEXT_BYTES = 200
POSTERS = 50
DRAIN_S = 30.0
WINDOW = 48  # posts on their way at a time, when the ceiling is sought


@dataclass(frozen=True)
class Result:
    """One load on one server."""

    server: str
    load: str
    deliveries_per_s: float
    cpu_us_per_delivery: float
    cpu_share: float
    p50_ms: float
    p99_ms: float


def gateway_post(text: str) -> bytes:
    """A request frame."""
    args = {"channel_id": "general", "text": text}
    return masked_frame(2, msgspec.msgpack.encode({"id": 1, "op": "messages.post", "args": args}))


def plain_post(text: str) -> bytes:
    """A push-sized message that the loop repeats to all."""
    push = {
        "stream": "c:general", "epoch": "bench", "seq": 1, "event": "message.posted",
        "data": {"message": {"channel_id": "general", "text": text, "seq": 1}},
    }  # fmt: skip
    return masked_frame(2, msgspec.msgpack.encode(push))


POSTS: dict[str, Callable[[str], bytes]] = {"gateway": gateway_post, "plain": plain_post}
HEADERS = {"gateway": {"Sec-WebSocket-Protocol": "ruche.v1.msgpack"}, "plain": {}}


@asynccontextmanager
async def serving(kind: str) -> AsyncIterator[tuple[int, int]]:
    """(pid, port) of a server process, stopped at the end."""
    root = Path(__file__).resolve().parent.parent
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.fanout_server", kind],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    try:
        assert process.stdout is not None
        port = await asyncio.to_thread(process.stdout.readline)
        yield process.pid, int(port)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


async def offer(load: Load, post: Callable[[str], bytes], rate: float, seconds: float) -> int:
    """Post at `rate` a second, or as fast as they are delivered where it is 0; returns how many."""
    posters, sample = itertools.cycle(load.clients[1 : POSTERS + 1]), load.samples[-1]
    begin_s, sent = time.monotonic(), 0
    while (passed_s := time.monotonic() - begin_s) < seconds:
        due = int(passed_s * rate) + 1 if rate else len(sample.stamps) + WINDOW
        for _ in range(sent, due):
            next(posters).transport.write(post(stamped(TEXT_BYTES)))
        sent = max(sent, due)
        await asyncio.sleep(0.001)
    end_s = time.monotonic() + DRAIN_S
    while any(len(one.stamps) < sent for one in load.samples):
        if time.monotonic() > end_s or any(one.lost for one in load.clients):
            counts = sorted({len(one.stamps) for one in load.samples})
            lost = sum(one.lost for one in load.clients)
            raise RuntimeError(f"{sent} posts, {counts} delivered, {lost} sockets lost")
        await asyncio.sleep(0.002)
    return sent


async def measure(kind: str, load: Load, pid: int, rate: float, seconds: float) -> Result:
    """One load, from its first post to its last delivery."""
    load.clear()
    begin_cpu_s, begin_s = cpu_s(pid), time.monotonic()
    await offer(load, POSTS[kind], rate, seconds)
    wall_s, used_s = time.monotonic() - begin_s, cpu_s(pid) - begin_cpu_s
    await load.settled()
    count = load.delivered(POSTERS + 1)
    latencies = load.latencies_ms()
    return Result(
        server=kind,
        load=f"{rate:g} posts/s" if rate else "ceiling",
        deliveries_per_s=count / wall_s,
        cpu_us_per_delivery=used_s / count * 1e6,
        cpu_share=used_s / wall_s,
        p50_ms=at_share(latencies, 0.5),
        p99_ms=at_share(latencies, 0.99),
    )


async def run(sockets: int, seconds: float, rates: dict[str, list[float]]) -> list[Result]:
    """All loads on both servers."""
    results = []
    for kind, offered in rates.items():
        async with serving(kind) as (pid, port):
            empty = resident_bytes(pid)
            load = await Load.connect(port, "/ws", sockets, HEADERS[kind])
            held = (resident_bytes(pid) - empty) / sockets / 1024
            print(f"{kind}: {sockets} sockets, {held:.1f} KiB each", file=sys.stderr)
            await measure(kind, load, pid, 20, 1.0)  # warm
            for rate in offered:
                results.append(await measure(kind, load, pid, rate, seconds))
                print(line(results[-1]), file=sys.stderr)
            load.close()
    return results


def line(result: Result) -> str:
    """A row of the table."""
    return (
        f"{result.server:8} {result.load:12} {result.deliveries_per_s:>9,.0f} deliveries/s  "
        f"{result.cpu_us_per_delivery:6.2f} µs CPU each  {result.cpu_share:4.0%} of a core  "
        f"p50 {result.p50_ms:6.1f} ms  p99 {result.p99_ms:6.1f} ms"
    )


def main() -> None:
    """Parse, pin, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=["gateway", "plain"])
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rates: dict[str, list[float]] = {"plain": [20, 50, 0], "gateway": [20, 50, 200, 400, 0]}
    if chosen.only:
        rates = {chosen.only: rates[chosen.only]}
    results = uvloop.run(run(chosen.sockets, chosen.seconds, rates))
    if chosen.json:
        print(json.dumps({"fanout": [asdict(result) for result in results]}))
        return
    for result in results:
        print(line(result))
    best = {r.server: r for r in results if r.load == "ceiling"}
    if len(best) == 2:
        more = best["gateway"].deliveries_per_s / best["plain"].deliveries_per_s
        cheaper = best["plain"].cpu_us_per_delivery / best["gateway"].cpu_us_per_delivery
        print(f"gateway / plain: {more:.1f} times the deliveries, {cheaper:.1f} times cheaper each")


if __name__ == "__main__":
    main()
