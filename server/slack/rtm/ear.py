"""What the hub writes one RTM connection's pushes to: read one by one, bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from channels.core.actor import Actor
from persistence.streams import Stream
from server.gateway.ports import Codec
from server.gateway.wire import Opcode, unframe

MOST_BYTES = 1 << 20


class Push(NamedTuple):
    """Something that happened, on a stream."""

    stream: Stream
    name: str
    event: Any


class Ear:
    """A listener of the hub's that hears everything its person hears.

    Guarantees: pushes are read in the order of their coming; who reads so slowly that too much
    waits is closed.
    """

    def __init__(self, connection_id: str, actor: Actor) -> None:
        self.id = connection_id
        self.actor = actor
        self.codec: Codec = "msgpack"
        self.everything = True
        self.watching: set[Stream] = set()
        self.chosen: set[Stream] = set()
        self.declined: set[Stream] = set()
        self.people: frozenset[str] = frozenset()
        self.write: Callable[[bytes], None] = self._take
        self.over = asyncio.Event()
        self._waiting: deque[bytes] = deque()
        self._size_bytes = 0
        self._news = asyncio.Event()

    def _take(self, frames: bytes) -> None:
        if self.over.is_set():
            return
        for opcode, content in unframe(frames):
            if opcode == Opcode.BINARY:
                self._waiting.append(content)
                self._size_bytes += len(content)
        self._news.set()
        if self._size_bytes > MOST_BYTES:
            self.over.set()

    def buffered(self) -> int:
        """Bytes that wait to be read."""
        return self._size_bytes

    def close(self, code: int, reason: str) -> None:
        """The hub has no more for it. Again is harmless."""
        self.over.set()

    async def next(self) -> Push:
        """The next push, once there is one."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        content = self._waiting.popleft()
        self._size_bytes -= len(content)
        found = msgspec.msgpack.decode(content)
        return Push(Stream(found["stream"]), found["event"], found["data"])
