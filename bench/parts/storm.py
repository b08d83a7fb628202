"""Everybody comes back at once: thousands of sockets, each a hundred events behind."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.accounts import make_accounts
from bench.figures import Figures, span, waits
from bench.load import Client, at_share, request_frame, stamped
from bench.senders import Sender
from bench.server import Running, ruche, running

CHANNELS = 50
BEHIND = 100
TEXT_BYTES = 200
OTHERS = 10  # people in a channel of their own, whose traffic goes on
OTHERS_PER_S = 2.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0  # as in web/client/src/realtime/policy.ts
PATIENCE_S = 120.0


@dataclass
class Returning:
    """One who comes back, again where the server turns it away, as the client does."""

    token: str
    stream: str
    position: tuple[str, int]
    turned_away: int = 0
    caught_up_s: float = 0.0  # after all set out

    async def come(self, server: Running, begin_s: float) -> None:
        """Until all that was missed has been heard."""
        while True:
            client = await self._try(server)
            if client is not None:
                self.caught_up_s = time.monotonic() - begin_s
                client.transport.abort()
                return
            self.turned_away += 1
            ceiling_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self.turned_away - 1))
            await asyncio.sleep(ceiling_s / 2 * (1 + random.random()))

    async def _try(self, server: Running) -> Client | None:
        headers = {**server.headers, "Authorization": f"Bearer {self.token}"}
        client = Client("/ws?watch=none", headers, sample=True)
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: client, "127.0.0.1", server.port)
            await client.ready
        except OSError:
            return None
        request = request_frame("streams.resume", {"positions": {self.stream: self.position}})
        client.transport.write(request)
        while len(client.stamps) < BEHIND:
            if client.lost:
                return None
            await asyncio.sleep(0.05)
        return client


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
    coming = [
        Returning(token, f"c:{channels[n % CHANNELS]}", (epoch, heads[n % CHANNELS]))
        for n, token in enumerate(tokens)
    ]
    with span(server.pid) as found:
        await _return(server, coming)
    await asyncio.gather(*traffic)
    done = [one.caught_up_s for one in coming if one.caught_up_s]
    figures = {
        "storm_sockets": len(coming),
        "storm_all_caught_up_s": found.wall_s,
        "storm_half_caught_up_s": at_share(sorted(done), 0.5),
        "storm_server_cpu_share": found.cpu_s / found.wall_s,
        "storm_server_cpu_ms_each": found.cpu_s / len(coming) * 1e3,
        "storm_load_cpu_share": found.load_cpu_s / found.wall_s,
        "storm_turned_away": sum(one.turned_away for one in coming),
        "storm_behind": len(coming) - len(done),
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


async def _return(server: Running, coming: Sequence[Returning]) -> None:
    """All come at once; ends when all have caught up, or nobody waits any longer."""
    begin_s = time.monotonic()
    tasks = [asyncio.create_task(one.come(server, begin_s)) for one in coming]
    _, late = await asyncio.wait(tasks, timeout=PATIENCE_S)
    for one in late:
        one.cancel()
    for end in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end  # who is late is counted, who failed is told of
