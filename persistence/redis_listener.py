"""Which streams a listening link to Redis hears: what is wanted, asked for and confirmed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from persistence.redis_link import Link
from persistence.streams import Stream

CONFIRM_TIMEOUT_S = 5.0
PLAIN = (b"SUBSCRIBE", b"UNSUBSCRIBE")
SHARDED = (b"SSUBSCRIBE", b"SUNSUBSCRIBE")


class Listener:
    """Which streams are wanted, which commands about that are still to be sent or confirmed."""

    def __init__(self, prefix: bytes, verbs: tuple[bytes, bytes] = PLAIN) -> None:
        self.connected = asyncio.Event()
        self._prefix = prefix
        self._hear, self._unhear = verbs
        self._wanted: set[Stream] = set()
        self._unsent: list[tuple[bytes, bytes]] = []
        self._unconfirmed: Counter[bytes] = Counter()
        self._waiting: dict[bytes, asyncio.Future[None]] = {}
        self._changed = asyncio.Event()

    def wants(self, stream: Stream) -> bool:
        return stream in self._wanted

    async def want(self, stream: Stream) -> None:
        name = self._prefix + stream.encode()
        if stream not in self._wanted:
            self._wanted.add(stream)
            self._ask(self._hear, name)
        if not self.connected.is_set():
            raise ConnectionError("the bus is out of reach")
        if not self._unconfirmed[name]:
            return
        waiting = self._waiting.setdefault(name, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_S):
                await asyncio.shield(waiting)
        except TimeoutError:
            raise ConnectionError("the bus did not confirm in time") from None

    def drop(self, stream: Stream) -> None:
        if stream in self._wanted:
            self._wanted.discard(stream)
            self._ask(self._unhear, self._prefix + stream.encode())

    def forget(self, stream: Stream, why: ConnectionError) -> None:
        """The stream is heard elsewhere from now on; who waits for it here is told why."""
        name = self._prefix + stream.encode()
        self._wanted.discard(stream)
        self._unconfirmed.pop(name, None)
        waiting = self._waiting.pop(name, None)
        if waiting is not None and not waiting.done():
            waiting.set_exception(why)
            waiting.exception()  # the waiter may be gone

    def renew(self) -> None:
        """A new link knows nothing: ask again for all that is wanted."""
        self.lose()
        for stream in self._wanted:
            self._ask(self._hear, self._prefix + stream.encode())

    def lose(self) -> None:
        """The link is gone: who waits for a confirmation is told so."""
        self.connected.clear()
        self._unsent.clear()
        self._unconfirmed.clear()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the bus is out of reach"))
                waiting.exception()  # the waiter may be gone
        self._waiting.clear()

    def confirmed(self, reply: Sequence[bytes]) -> None:
        if not isinstance(reply, list) or reply[0].upper() not in (self._hear, self._unhear):
            return  # the answer to a ping
        verb, name = reply[0].upper(), reply[1]
        if verb == self._unhear and not self._unconfirmed[name]:
            if Stream(name[len(self._prefix) :].decode()) in self._wanted:
                self._ask(self._hear, name)  # this node's slot has moved: it answers where to
            return
        self._unconfirmed[name] -= 1
        if self._unconfirmed[name] <= 0:
            del self._unconfirmed[name]
            waiting = self._waiting.pop(name, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)

    @property
    def settled(self) -> bool:
        """Is all that was asked for confirmed?"""
        return not self._unconfirmed

    async def ask_forever(self, link: Link) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            commands, self._unsent = self._unsent, []
            if commands:
                await link.send(commands)

    def _ask(self, verb: bytes, name: bytes) -> None:
        self._unsent.append((verb, name))
        self._unconfirmed[name] += 1
        self._changed.set()
