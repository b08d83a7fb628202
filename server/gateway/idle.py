"""What uvicorn's protocol class uses of asyncio's queue and event, for many idle sockets."""

from __future__ import annotations

import asyncio
from collections import deque

from uvicorn._types import ASGIReceiveEvent


class Inbox:
    """What uvicorn uses of asyncio.Queue, a tenth of its size while it is empty."""

    __slots__ = ("_items", "_waiter")

    def __init__(self) -> None:
        self._items: deque[ASGIReceiveEvent] | None = None
        self._waiter: asyncio.Future[None] | None = None

    def put_nowait(self, item: ASGIReceiveEvent) -> None:
        """Add an item and wake who waits."""
        if self._items is None:
            self._items = deque()
        self._items.append(item)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def empty(self) -> bool:
        """Whether there is nothing to get."""
        return not self._items

    async def get(self) -> ASGIReceiveEvent:
        """The oldest item. One task at a time."""
        while not self._items:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        self._waiter = None
        return self.get_nowait()

    def get_nowait(self) -> ASGIReceiveEvent:
        """The oldest item, which must be there."""
        assert self._items
        item = self._items.popleft()
        if not self._items:
            self._items = None
        return item


class Gate:
    """What uvicorn uses of asyncio.Event, without the queue that an Event always holds."""

    __slots__ = ("_open", "_waiters")

    def __init__(self) -> None:
        self._open = True
        self._waiters: list[asyncio.Future[None]] | None = None

    def set(self) -> None:
        """Open, and let all pass who wait."""
        self._open = True
        waiters, self._waiters = self._waiters, None
        for waiter in waiters or ():
            if not waiter.done():
                waiter.set_result(None)

    def clear(self) -> None:
        """Shut."""
        self._open = False

    async def wait(self) -> None:
        """Pass when it is open."""
        while not self._open:
            if self._waiters is None:
                self._waiters = []
            self._waiters.append(asyncio.get_running_loop().create_future())
            await self._waiters[-1]
