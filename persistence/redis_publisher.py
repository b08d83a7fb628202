"""Batches on their way to Redis: all that waits shares the next round trip."""

from __future__ import annotations

import asyncio
import math

from redis.exceptions import MovedError

from persistence.redis_link import LOST, Link, backoff_s

MAX_WAITING = 10_000  # batches that wait for a publish; more raise ConnectionError
MAX_WAITING_BYTES = 64 * 2**20

Moved = dict[bytes, MovedError]  # by channel


class Elsewhere(ConnectionError):
    """A node of a cluster answered that another one owns the slot."""

    def __init__(self, moved: MovedError) -> None:
        super().__init__(f"slot {moved.slot_id} has moved")
        self.moved = moved


class Publisher:
    """Batches that wait to be published, and the link they leave by."""

    def __init__(self, verb: bytes = b"PUBLISH") -> None:
        self._verb = verb
        self._waiting: list[tuple[bytes, bytes, bytes]] = []
        self._waiting_bytes = 0
        self._said: asyncio.Future[Moved] | None = None
        self._wake = asyncio.Event()
        self._quiet_until = math.inf
        self._failures = 0

    @property
    def in_reach(self) -> bool:
        """Did the last round trip succeed, if there was any?"""
        return self._failures == 0

    async def say(self, name: bytes, batch: bytes) -> None:
        """Raises Elsewhere, or another ConnectionError."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._quiet_until:
            raise ConnectionError("the bus is out of reach")
        size_bytes = self._waiting_bytes + len(batch)
        if len(self._waiting) >= MAX_WAITING or size_bytes > MAX_WAITING_BYTES:
            raise ConnectionError("too much waits for the bus")
        self._waiting.append((self._verb, name, batch))
        self._waiting_bytes = size_bytes
        if self._said is None:
            self._said = loop.create_future()
            self._wake.set()
        moved = await asyncio.shield(self._said)
        if name in moved:
            raise Elsewhere(moved[name])

    def refuse(self) -> None:
        """Tell all who wait that their batches will not be sent."""
        _, said = self._take()
        _fail(said, ConnectionError("the bus has stopped"))
        self._quiet_until = math.inf

    async def speak_forever(self, url: str) -> None:
        """One round trip for all that waits, again and again; a broken link is opened anew."""
        self._quiet_until = 0.0
        link = Link(url)
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                commands, said = self._take()
                try:
                    await link.open()
                    moved = await link.ask(commands)
                except LOST as error:
                    await link.close()
                    pause_s = backoff_s(self._failures)
                    self._quiet_until = asyncio.get_running_loop().time() + pause_s
                    self._failures += 1
                    _fail(said, ConnectionError(f"the bus is out of reach: {error}"))
                except asyncio.CancelledError:
                    _fail(said, ConnectionError("the bus has stopped"))
                    raise
                else:
                    self._failures = 0
                    if said is not None and not said.done():
                        said.set_result(moved)
        finally:
            await link.close()

    def _take(self) -> tuple[list[tuple[bytes, bytes, bytes]], asyncio.Future[Moved] | None]:
        taken = self._waiting, self._said
        self._waiting, self._waiting_bytes, self._said = [], 0, None
        return taken


def _fail(said: asyncio.Future[Moved] | None, error: ConnectionError) -> None:
    if said is not None and not said.done():
        said.set_exception(error)
        said.exception()  # who asked may be gone
