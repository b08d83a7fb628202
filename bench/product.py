"""The whole product: the real path from a socket to the disk and to every socket.

`python -m bench.product [--export FILE.zip] [--json]`. `ruche serve` has one core, the load the
other. Prints fan-out through the real path, durable posts, memory of idle connections, and how
long reading takes on a large history (`--export` names a Slack export to read; without it one is
made of random words).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.fanout import HEADERS, measure, serving
from bench.load import Load, at_share, cpu_s, masked_frame, resident_bytes, stamped
from bench.made_export import make_export
from bench.senders import Sender
from bench.server import LOAD_CORE, Running, ruche, running

Figures = dict[str, float]
TEXT_BYTES = 200


def post_frame(channel_id: str, text: str) -> bytes:
    """A request to post."""
    args = {"channel_id": channel_id, "text": text}
    return masked_frame(2, msgspec.msgpack.encode({"id": 1, "op": "messages.post", "args": args}))


async def fanout(sockets: int, seconds: float) -> Figures:
    """One channel, many sockets: calm, hot, and as many posts as it bears."""
    figures: Figures = {}
    async with running() as server:
        channel_id = (await server.call("workspace.get"))["general_channel_id"]
        load = await Load.connect(server.port, "/ws", sockets, server.headers)
        await _greeted(load)
        for name, rate in (("warm", 20.0), ("calm", 20.0), ("hot", 400.0)):
            load.clear()
            before_s, begin_s = cpu_s(server.pid), time.monotonic()
            sent = await _offer(load, channel_id, rate, seconds)
            wall_s = time.monotonic() - begin_s
            used_s = cpu_s(server.pid) - before_s
            latencies = load.latencies_ms()
            count = sent * sockets
            figures[f"fanout_{name}_deliveries_per_s"] = count / wall_s
            figures[f"fanout_{name}_cpu_us_per_delivery"] = used_s / count * 1e6
            figures[f"fanout_{name}_p50_ms"] = at_share(latencies, 0.5)
            figures[f"fanout_{name}_p99_ms"] = at_share(latencies, 0.99)
        load.close()
    figures.update(await plain_loop(sockets, seconds))
    hot, plain = "fanout_hot_cpu_us_per_delivery", "plain_loop_cpu_us_per_delivery"
    figures["fanout_cheaper_than_plain_loop_times"] = figures[plain] / figures[hot]
    hot, plain = "fanout_hot_deliveries_per_s", "plain_loop_deliveries_per_s"
    figures["fanout_more_than_plain_loop_times"] = figures[hot] / figures[plain]
    return {name: value for name, value in figures.items() if "_warm_" not in name}


async def plain_loop(sockets: int, seconds: float) -> Figures:
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


async def _greeted(load: Load) -> None:
    """Wait until the last socket has its hello, and a moment more."""
    while any(client.received_bytes == 0 for client in load.clients):
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


async def _offer(load: Load, channel_id: str, rate: float, seconds: float) -> int:
    """Post at a rate, then wait until all samples have heard all."""
    posters = itertools.cycle(load.clients[1:51])
    begin_s, sent = time.monotonic(), 0
    while (passed_s := time.monotonic() - begin_s) < seconds:
        due = int(passed_s * rate) + 1
        for _ in range(sent, due):
            next(posters).transport.write(post_frame(channel_id, stamped(TEXT_BYTES)))
        sent = max(sent, due)
        await asyncio.sleep(0.001)
    end_s = time.monotonic() + 60
    while any(len(one.stamps) < sent for one in load.samples):
        if time.monotonic() > end_s or any(one.lost for one in load.clients):
            raise RuntimeError(f"{sent} posts, {len(load.samples[0].stamps)} delivered")
        await asyncio.sleep(0.002)
    return sent


async def durable(senders: int, seconds: float) -> Figures:
    """Senders in channels of their own; each post is answered after its commit."""
    figures: Figures = {}
    async with running() as server:
        made = [await server.call("channels.create", name=f"room-{n}") for n in range(senders)]
        for outstanding in (1, 10):
            people = [await Sender.connect(server, one["id"]) for one in made]
            await asyncio.gather(*(one.post_for(0.5, outstanding) for one in people))
            before_s, begin_s = cpu_s(server.pid), time.monotonic()
            counts = await asyncio.gather(*(one.post_for(seconds, outstanding) for one in people))
            wall_s, used_s = time.monotonic() - begin_s, cpu_s(server.pid) - before_s
            waits = sorted(wait for one in people for wait in one.waits_ms)
            key = f"posts_{senders}_senders_{outstanding}_outstanding"
            figures[f"{key}_per_s"] = sum(counts) / wall_s
            figures[f"{key}_cpu_us_each"] = used_s / max(1, sum(counts)) * 1e6
            figures[f"{key}_ack_p50_ms"] = at_share(waits, 0.5)
            figures[f"{key}_ack_p99_ms"] = at_share(waits, 0.99)
            for one in people:
                await one.close()
    return figures


async def idle(sockets: int) -> Figures:
    """What an idle connection holds, and what all of them cost while nothing happens."""
    async with running() as server:
        warm = await Load.connect(server.port, "/ws", 50, server.headers)
        before_bytes = resident_bytes(server.pid)
        load = await Load.connect(server.port, "/ws", sockets, server.headers)
        await _greeted(load)
        held = (resident_bytes(server.pid) - before_bytes) / sockets / 1024
        begin_cpu_s, begin_s = cpu_s(server.pid), time.monotonic()
        await asyncio.sleep(5)
        share = (cpu_s(server.pid) - begin_cpu_s) / (time.monotonic() - begin_s)
        load.close()
        warm.close()
    return {"idle_connections": sockets, "idle_kib_each": held, "idle_cpu_share": share}


async def reading(export: Path | None) -> Figures:
    """Import, then time pages, counts and searches as one person sees them."""
    data = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        export = export or make_export(data / "made.zip", 200_000)
        ruche(data, "user", "add", "--email", "bench@example.org", "--name", "Bench")
        imported = ruche(data, "import", "slack", str(export))
        figures = {
            "import_messages": float(imported["messages"]),
            "import_seconds": imported["seconds"],
        }
        async with running(data) as server:
            figures.update(await _time_reads(server))
        return figures
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _time_reads(server: Running) -> Figures:
    channels = (await server.call("channels.list"))["items"]
    largest = max(channels, key=lambda one: one.get("head", 0))
    await server.call("channels.join", channel_id=largest["id"])
    await server.call("reads.mark", channel_id=largest["id"], seq=0)
    sender = await Sender.connect(server, largest["id"])
    head = largest["head"]
    chance = random.Random(7)
    words = await _some_words(sender, largest["id"])
    asked: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
        "history_newest": lambda: ("messages.history", {"channel_id": largest["id"]}),
        "history_anywhere": lambda: (
            "messages.history",
            {"channel_id": largest["id"], "before": chance.randrange(100, head)},
        ),
        "unread": lambda: ("reads.list", {}),
        "channel_list": lambda: ("channels.list", {}),
        "search_common_word": lambda: ("search.messages", {"query": words[0]}),
        "search_two_words": lambda: (
            "search.messages",
            {"query": f"{chance.choice(words)} {chance.choice(words)}"},
        ),
        "search_beginning_of_word": lambda: (
            "search.messages",
            {"query": chance.choice(words)[:3]},
        ),
    }
    figures: Figures = {}
    for name, ask in asked.items():
        waits = [await sender.timed(*ask()) for _ in range(120)][20:]
        figures[f"{name}_p50_ms"] = statistics.median(waits)
        figures[f"{name}_p99_ms"] = at_share(sorted(waits), 0.99)
    await sender.close()
    return figures


async def _some_words(sender: Sender, channel_id: str) -> list[str]:
    """Words of the history, the most frequent first."""
    counts: dict[str, int] = {}
    page = await sender.ask("messages.history", {"channel_id": channel_id, "limit": 500})
    for message in page["items"]:
        for word in message["text"].lower().split():
            if word.isalpha() and len(word) > 2:
                counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: -counts[word])[:200]


async def run(export: Path | None, seconds: float, only: str | None) -> Figures:
    """All figures, one part after another."""
    parts: dict[str, Callable[[], Awaitable[Figures]]] = {
        "fanout": lambda: fanout(1_000, seconds),
        "posts": lambda: durable(50, seconds),
        "idle": lambda: idle(2_000),
        "reading": lambda: reading(export),
    }
    figures: Figures = {}
    for name, part in parts.items():
        if only in (None, name):
            print(f"measuring {name} …", file=sys.stderr)
            figures.update(await part())
    return figures


def main() -> None:
    """Parse, pin, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--export", type=Path, help="a Slack export to read")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--only", choices=["fanout", "posts", "idle", "reading"])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {LOAD_CORE})
    figures = uvloop.run(run(chosen.export, chosen.seconds, chosen.only))
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:52} {value:>14,.2f}")


if __name__ == "__main__":
    main()
