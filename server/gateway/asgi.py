"""A writer for servers that do not offer ready-made frames: plain ASGI messages, one by one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from server.gateway.ports import Receiver
from server.gateway.wire import Opcode, unframe


class AsgiWriter:
    """Same promises as `ports.Writer`, at the price of a queue and a task for each socket.

    Messages come in through ASGI's receive: whoever reads it hands them to the receiver.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._queue: deque[tuple[int, bytes]] = deque()
        self._size_bytes = 0
        self._max_bytes = 1 << 20
        self._receiver: Receiver | None = None
        self._closing: tuple[int, str] | None = None
        self._wake = asyncio.Event()
        self._sender = asyncio.get_running_loop().create_task(self._send_for_ever())

    @property
    def write(self) -> Callable[[bytes], None]:
        """Queues whole frames for sending."""
        return self._write

    def _write(self, frames: bytes) -> None:
        if self._closing is not None:
            return
        self._queue.extend(unframe(frames))
        self._size_bytes += len(frames)
        self._wake.set()
        if self._size_bytes > self._max_bytes and self._receiver is not None:
            asyncio.get_running_loop().call_soon(self._receiver.on_congested)

    def buffered(self) -> int:
        """Bytes that wait in the queue."""
        return self._size_bytes

    def is_closing(self) -> bool:
        """Whether no more may be written."""
        return self._closing is not None or self._sender.done()

    def listen(self, receiver: Receiver, max_buffered_bytes: int) -> None:
        """Tell `receiver` when more than `max_buffered_bytes` wait."""
        self._receiver = receiver
        self._max_bytes = max_buffered_bytes

    def close(self, code: int, reason: str) -> None:
        """Send what waits, then the close frame."""
        if self._closing is None:
            self._closing = (code, reason)
            self._wake.set()

    async def stop(self) -> None:
        """The socket is gone: stop sending."""
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    async def _send_for_ever(self) -> None:
        try:
            while self._queue or self._closing is None:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    await self._send(*self._queue.popleft())
            await self._websocket.close(*self._closing)
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass  # the reader of ASGI's receive notices as well

    async def _send(self, opcode: int, content: bytes) -> None:
        if opcode == Opcode.TEXT:
            await self._websocket.send_text(content.decode())
        else:
            await self._websocket.send_bytes(content)
        self._size_bytes = max(0, self._size_bytes - len(content)) if self._queue else 0
