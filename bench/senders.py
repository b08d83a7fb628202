"""A client that posts and waits for the answer, as a person's browser does."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.server import Running

TEXT = "a message of the usual length that somebody writes to others " * 3


class Sender:
    """One socket that asks; what it is pushed is thrown away."""

    def __init__(self, connection: ClientConnection, channel_id: str) -> None:
        self.waits_ms: list[float] = []
        self.hello: dict[str, Any] = {}
        self._connection = connection
        self.channel_id = channel_id
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._greeting = asyncio.get_running_loop().create_future()
        self._next = 0
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, server: Running, channel_id: str) -> Sender:
        """A socket that hears nothing but its answers."""
        connection = await connect(
            f"ws://127.0.0.1:{server.port}/ws?watch=none",
            subprotocols=[Subprotocol("ruche.v1.msgpack")],
            additional_headers={"Authorization": f"Bearer {server.token}"},
            compression=None,
            max_size=None,
        )
        sender = cls(connection, channel_id)
        sender.hello = await sender._greeting
        return sender

    async def ask(self, op: str, args: dict[str, Any]) -> Any:
        """One operation's result. Errors: RuntimeError."""
        self._next += 1
        future = self._waiting[self._next] = asyncio.get_running_loop().create_future()
        await self._connection.send(
            msgspec.msgpack.encode({"id": self._next, "op": op, "args": args})
        )
        reply = await future
        if not reply["ok"]:
            raise RuntimeError(f"{op}: {reply['error']}")
        return reply["result"]

    async def timed(self, op: str, args: dict[str, Any]) -> float:
        """How long an operation took, in milliseconds."""
        begin_s = time.perf_counter()
        await self.ask(op, args)
        return (time.perf_counter() - begin_s) * 1e3

    async def post_for(self, seconds: float, outstanding: int) -> int:
        """Post for a time, always this many unanswered; answers how many were answered."""
        self.waits_ms = []
        end_s = time.monotonic() + seconds

        async def lane() -> int:
            count = 0
            while time.monotonic() < end_s:
                args = {"channel_id": self.channel_id, "text": TEXT}
                self.waits_ms.append(await self.timed("messages.post", args))
                count += 1
            return count

        return sum(await asyncio.gather(*(lane() for _ in range(outstanding))))

    async def post_at(self, per_s: float, seconds: float) -> int:
        """Post at a pace whatever the answers do; answers how many were answered."""
        self.waits_ms = []
        begin_s, posts = time.monotonic(), []
        args = {"channel_id": self.channel_id, "text": TEXT}

        async def post() -> None:
            self.waits_ms.append(await self.timed("messages.post", args))

        for n in range(int(per_s * seconds)):
            await asyncio.sleep(max(0.0, begin_s + n / per_s - time.monotonic()))
            posts.append(asyncio.create_task(post()))
        await asyncio.gather(*posts)
        return len(posts)

    async def close(self) -> None:
        """Leave."""
        await self._connection.close()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._connection:
            assert isinstance(message, bytes)
            frame = msgspec.msgpack.decode(message)
            if "hello" in frame:
                self._greeting.set_result(frame["hello"])
            elif "ok" in frame:
                self._waiting.pop(frame["id"]).set_result(frame)
