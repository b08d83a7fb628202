"""Everybody comes back at once: thousands of sockets, each a hundred events behind."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.accounts import make_accounts
from bench.figures import Figures, span, waits
from bench.load import Client, request_frame, stamped
from bench.senders import Sender
from bench.server import Running, ruche, running

CHANNELS = 50
BEHIND = 100
TEXT_BYTES = 200
OTHERS = 10  # people in a channel of their own, whose traffic goes on
OTHERS_PER_S = 2.0


async def storm(sockets: int) -> Figures:
    """From the moment all come back until the last has caught up; and what others feel."""
    data = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        ruche(data, "user", "add", "--email", "bench@example.org", "--name", "Bench")
        tokens = list(make_accounts(data, sockets).values())
        async with running(data) as server:
            return await _measure(server, tokens)
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _measure(server: Running, tokens: Sequence[str]) -> Figures:
    made = [await server.call("channels.create", name=f"storm-{n}") for n in range(CHANNELS)]
    channels = [one["id"] for one in made]
    epoch, heads = await _heads(server, channels)
    await _post_all(server, channels)
    apart = await server.call("channels.create", name="apart")
    others = [await Sender.connect(server, apart["id"]) for _ in range(OTHERS)]
    traffic = [asyncio.create_task(one.post_at(OTHERS_PER_S, 12)) for one in others]
    await asyncio.sleep(1)
    with span(server.pid) as found:
        clients = await _return(server, tokens, channels, epoch, heads)
    await asyncio.gather(*traffic)
    lost = sum(one.lost for one in clients)
    behind = sum(len(one.stamps) < BEHIND for one in clients)
    for one in clients:
        one.transport.abort()
    figures = {
        "storm_sockets": len(clients),
        "storm_all_caught_up_s": found.wall_s,
        "storm_server_cpu_share": found.cpu_s / found.wall_s,
        "storm_load_cpu_share": found.load_cpu_s / found.wall_s,
        "storm_lost": lost,
        "storm_behind": behind,
    }
    figures |= waits("storm_others_ack", [ms for one in others for ms in one.waits_ms])
    for one in others:
        await one.close()
    return figures


async def _heads(server: Running, channels: Sequence[str]) -> tuple[str, list[int]]:
    """The store's epoch, and where each channel's stream stands."""
    reader = await Sender.connect(server, channels[0])
    heads = [(await server.call("messages.history", channel_id=one))["head"] for one in channels]
    epoch = reader.hello["epoch"]
    await reader.close()
    return epoch, heads


async def _post_all(server: Running, channels: Sequence[str]) -> None:
    """What is missed: as many posts in each channel."""
    senders = [await Sender.connect(server, one) for one in channels]

    async def post(sender: Sender) -> None:
        for _ in range(BEHIND):
            args = {"channel_id": sender.channel_id, "text": stamped(TEXT_BYTES)}
            await sender.ask("messages.post", args)

    await asyncio.gather(*(post(one) for one in senders))
    for one in senders:
        await one.close()


async def _return(
    server: Running, tokens: Sequence[str], channels: Sequence[str], epoch: str, heads: list[int]
) -> list[Client]:
    """All connect at once and resume, each in its channel; ends when all have caught up."""
    loop = asyncio.get_running_loop()

    async def come_back(n: int, token: str) -> Client:
        at = n % len(channels)
        headers = {**server.headers, "Authorization": f"Bearer {token}"}
        client = Client("/ws?watch=none", headers, sample=True)
        await loop.create_connection(lambda: client, "127.0.0.1", server.port)
        await client.ready
        positions = {f"c:{channels[at]}": [epoch, heads[at]]}
        client.transport.write(request_frame("streams.resume", {"positions": positions}))
        return client

    clients = await asyncio.gather(*(come_back(n, token) for n, token in enumerate(tokens)))
    end_s = time.monotonic() + 120
    while any(len(one.stamps) < BEHIND and not one.lost for one in clients):
        if time.monotonic() > end_s:
            break
        await asyncio.sleep(0.05)
    return clients
