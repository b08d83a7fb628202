"""Clients that post without waiting for answers, by hand: cheaper to run than to serve."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from itertools import count
from typing import Any

import msgpack

from tests.conformance.peer import Peer, client_frame
from tests.soak.history import Sent

TICK_S = 0.02


class Flood:
    """Some sockets of one person that post to one channel, and what they were answered."""

    def __init__(self, person_id: str, token: str, channel_id: str) -> None:
        self.sent: list[Sent] = []
        self.refused: Counter[str] = Counter()  # by code
        self.retry_after_s: list[float] = []
        self.limited: set[str] = set()  # texts that were refused
        self._person_id, self._token, self._channel_id = person_id, token, channel_id
        self._peers: list[Peer] = []
        self._readers: list[asyncio.Task[None]] = []
        self._numbers = count()
        self._turns = count()

    @property
    def answered(self) -> int:
        """Posts that have any answer."""
        return self.stored + len(self.limited)

    @property
    def stored(self) -> int:
        """Posts that were acknowledged."""
        return sum(bool(one.answers) for one in self.sent)

    async def opens(self, port: int, sockets: int) -> None:
        """Connect."""
        for _ in range(sockets):
            peer = await Peer.connects(
                port,
                "/ws?watch=none",
                f"Authorization: Bearer {self._token}",
                "Sec-WebSocket-Protocol: ruche.v1.msgpack",
            )
            self._peers.append(peer)
            self._readers.append(asyncio.create_task(self._read(peer)))

    async def leaves(self) -> None:
        """Hang up."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        await asyncio.gather(*(peer.leaves() for peer in self._peers))

    def posts(self, many: int) -> None:
        """Send so many more, over all sockets in turn."""
        frames: dict[int, list[bytes]] = {}
        for _ in range(many):
            number = next(self._numbers)
            one = Sent(self._channel_id, self._person_id, f"flood {number}")
            self.sent.append(one)
            args = {"channel_id": one.channel_id, "text": one.text, "client_id": one.text}
            request = msgpack.packb({"id": number, "op": "messages.post", "args": args})
            at = next(self._turns) % len(self._peers)
            frames.setdefault(at, []).append(client_frame(2, request))
        for at, some in frames.items():
            self._peers[at].send(b"".join(some))

    async def posts_for(self, rate: float, seconds: float) -> None:
        """Send so many a second for so long, whatever is answered."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        done = 0
        while (passed_s := loop.time() - began_s) < seconds:
            due = int(rate * passed_s)
            self.posts(due - done)
            done = due
            await asyncio.sleep(TICK_S)

    async def _read(self, peer: Peer) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                opcode, content = await peer.frame()
                if opcode == 9:
                    peer.send(client_frame(10, content))
                elif opcode == 2:
                    self._take(msgpack.unpackb(content))

    def _take(self, frame: dict[str, Any]) -> None:
        if "ok" not in frame:
            return
        one = self.sent[frame["id"]]
        if frame["ok"]:
            one.answers.append((frame["result"]["id"], frame["result"]["seq"]))
            return
        error = frame["error"]
        self.refused[error["code"]] += 1
        self.limited.add(one.text)
        self.retry_after_s.append(error.get("retry_after_s") or 0.0)
