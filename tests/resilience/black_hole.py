"""A way to a server that can be cut so that nobody is told: what is sent vanishes."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Self

FILLING = 4  # more than wait unanswered behind a backlog of one


class Way:
    """Forwards from a port of its own, until it is cut; `port` stays the same."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listening.setblocking(False)
        self.port: int = self._listening.getsockname()[1]
        self._held: list[socket.socket] = [self._listening]
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks.append(asyncio.create_task(self._let_in()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()
        for one in self._held:
            one.close()

    async def cut(self) -> None:
        """From now on nothing arrives, nothing is refused, and nobody new comes through."""
        await self._stop()
        for _ in range(FILLING):
            filler = socket.socket()
            filler.setblocking(False)
            with suppress(BlockingIOError):
                filler.connect(("127.0.0.1", self.port))
            self._held.append(filler)

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _let_in(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            near, _ = await loop.sock_accept(self._listening)
            far = socket.socket()
            far.setblocking(False)
            self._held += [near, far]
            await loop.sock_connect(far, ("127.0.0.1", self._to_port))
            self._tasks += [
                asyncio.create_task(_forward(near, far)),
                asyncio.create_task(_forward(far, near)),
            ]


async def _forward(source: socket.socket, target: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while content := await loop.sock_recv(source, 1 << 16):
            await loop.sock_sendall(target, content)
        target.shutdown(socket.SHUT_WR)
