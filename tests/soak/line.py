"""One WebSocket of a client that notices when it is dead, and never waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

LOST = (OSError, WebSocketException, TimeoutError, EOFError)
ANSWER_S = 5.0  # then a client thinks its connection dead, and comes again
Address = tuple[str, int]
Told = Callable[[dict[str, Any]], None]


class Refused(Exception):
    """The server's answer was an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['detail']}")
        self.code: str = error["code"]
        self.retry_after_s: float | None = error.get("retry_after_s")


class Line:
    """One WebSocket that speaks msgpack; pushes go to `on_push` as they come."""

    def __init__(self, connection: ClientConnection, on_push: Told) -> None:
        self.hello: dict[str, Any] = {}
        self.answer_s = ANSWER_S
        self._connection = connection
        self._on_push = on_push
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = count(1)
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def opens(
        cls, address: Address, token: str, query: str, on_push: Told = lambda push: None
    ) -> Line:
        """Connect and be greeted. Errors: one of LOST."""
        host, port = address
        connection = await connect(
            f"ws://{host}:{port}/ws{query}",
            subprotocols=[Subprotocol("ruche.v1.msgpack")],
            additional_headers={"Authorization": f"Bearer {token}"},
            open_timeout=ANSWER_S,
            close_timeout=0.5,
            ping_interval=ANSWER_S / 2,
            ping_timeout=ANSWER_S / 2,
            max_queue=None,
            proxy=None,
        )
        line = cls(connection, on_push)
        try:
            first = await asyncio.wait_for(connection.recv(), ANSWER_S)
            line.hello = msgpack.unpackb(first)["hello"]
        except BaseException:
            await connection.close()
            raise
        line._reading = asyncio.create_task(line._read())
        return line

    async def call(self, op: str, **args: Any) -> Any:
        """Ask and wait for the result. Errors: Refused, or one of LOST."""
        number = next(self._numbers)
        future = self._replies[number] = asyncio.get_running_loop().create_future()
        try:
            await self._connection.send(msgpack.packb({"id": number, "op": op, "args": args}))
            reply = await asyncio.wait_for(future, self.answer_s)
        finally:
            self._replies.pop(number, None)
            if not future.cancel() and not future.cancelled():
                future.exception()  # else asyncio complains that nobody asked
        if not reply["ok"]:
            raise Refused(reply["error"])
        return reply["result"]

    async def lost(self) -> None:
        """Ends when the connection has."""
        assert self._reading is not None
        await asyncio.wait([self._reading])

    @property
    def sent_away(self) -> bool:
        """Whether it was the server that said goodbye."""
        protocol = self._connection.protocol
        return protocol.close_rcvd is not None and bool(protocol.close_rcvd_then_sent)

    async def close(self) -> None:
        """Hang up."""
        with suppress(*LOST):
            await self._connection.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        try:
            async for message in self._connection:
                frame = msgpack.unpackb(message)
                if "ok" not in frame:
                    self._on_push(frame)
                elif (future := self._replies.get(frame["id"])) is not None and not future.done():
                    future.set_result(frame)
        except WebSocketException:
            pass
        finally:
            for future in self._replies.values():
                if not future.done():
                    future.set_exception(EOFError("the connection was lost"))
