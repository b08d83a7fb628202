"""Presence of a crowd: ten thousand people, a fifth of whom go and come back every minute."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from pathlib import Path

from bench.accounts import make_accounts
from bench.figures import Figures, span
from bench.load import Client, request_frame
from bench.server import Running, ruche, running

WATCHED = 50  # people on a client's screen
CHURN_PER_MIN = 0.2
AWAY_S = 12.0  # longer than the grace that somebody gone has
AT_ONCE = 50  # handshakes


class Crowd:
    """People with a socket each, of whom some go and come back."""

    def __init__(self, server: Running, tokens: dict[str, str]) -> None:
        self._server = server
        self._tokens = tokens
        self._ids = list(tokens)
        self._chance = random.Random(3)
        self._watching = False
        self.clients: dict[str, Client] = {}
        self.received_bytes = 0
        self._back: set[asyncio.Task[None]] = set()

    async def gather(self) -> None:
        """Everybody comes."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def come(person_id: str) -> None:
            async with gate:
                await self._come(person_id)

        await asyncio.gather(*(come(one) for one in self._ids))

    def watch(self) -> None:
        """From now on everybody watches those on their screen."""
        self._watching = True
        for client in self.clients.values():
            self._look(client)

    async def churn(self, seconds: float) -> int:
        """People go, and come back; answers how many went."""
        per_s = len(self._ids) * CHURN_PER_MIN / 60
        begin_s, went = time.monotonic(), int(per_s * seconds)
        for n in range(went):
            await asyncio.sleep(max(0.0, begin_s + n / per_s - time.monotonic()))
            person_id = self._chance.choice(list(self.clients))
            self.clients.pop(person_id).transport.abort()
            coming = asyncio.create_task(self._come_later(person_id))
            self._back.add(coming)  # those who are still away come back in the next span
            coming.add_done_callback(self._back.discard)
        return went

    async def leave(self) -> None:
        """Everybody goes; who is away stays there."""
        away = list(self._back)
        for coming in away:
            coming.cancel()
        await asyncio.gather(*away, return_exceptions=True)
        for client in self.clients.values():
            client.transport.abort()

    async def _come_later(self, person_id: str) -> None:
        await asyncio.sleep(AWAY_S)
        await self._come(person_id)

    async def _come(self, person_id: str) -> None:
        headers = {**self._server.headers, "Authorization": f"Bearer {self._tokens[person_id]}"}
        client = Client("/ws", headers, sample=False, stays=True)
        await asyncio.get_running_loop().create_connection(
            lambda: client, "127.0.0.1", self._server.port
        )
        await client.ready
        self.clients[person_id] = client
        if self._watching:
            self._look(client)

    def _look(self, client: Client) -> None:
        people = self._chance.sample(self._ids, WATCHED)
        client.transport.write(request_frame("presence.watch", {"person_ids": people}))


async def crowd(people: int, seconds: float) -> Figures:
    """What presence costs: churn while everybody watches, less churn while nobody does."""
    data = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        ruche(data, "user", "add", "--email", "bench@example.org", "--name", "Bench")
        tokens = make_accounts(data, people)
        async with running(data) as server:
            return await _measure(server, Crowd(server, tokens), max(30.0, seconds))
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _measure(server: Running, found: Crowd, seconds: float) -> Figures:
    await found.gather()
    await asyncio.sleep(3)
    shares = {}
    for name in ("nobody_watches", "all_watch"):
        if name == "all_watch":
            found.watch()
        await found.churn(AWAY_S + 3)  # until as many come back as go
        with span(server.pid) as took:
            went = await found.churn(seconds)
        shares[name] = took.cpu_s / took.wall_s
    here = len(found.clients)
    await found.leave()
    cost = shares["all_watch"] - shares["nobody_watches"]
    return {
        "crowd_people": here,
        "crowd_changes_per_s": 2 * went / seconds,
        "crowd_nobody_watches_cpu_share": shares["nobody_watches"],
        "crowd_all_watch_cpu_share": shares["all_watch"],
        "crowd_presence_cpu_share": cost,
        "crowd_presence_cpu_share_per_1000": cost / here * 1_000,
    }
