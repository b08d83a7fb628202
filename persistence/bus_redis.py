"""The bus between processes: Redis pub/sub, one channel per stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgpack
import structlog

from persistence.bus import Deliver
from persistence.redis_ear import Ear
from persistence.redis_link import end
from persistence.redis_listener import Listener
from persistence.redis_publisher import Publisher
from persistence.streams import Stream

log = structlog.get_logger(__name__)

START_TIMEOUT_S = 10.0


class RedisBus:
    """Reaches every process on the same Redis and prefix. Source: `Bus`.

    Guarantees: those of `Bus`. A batch whose publish raised may have arrived all the same. While
    the listening link is down, nothing is heard; once it is back, every stream is subscribed
    again and only then `on_loss` is called, once.
    """

    def __init__(self, url: str, prefix: str = "ruche:") -> None:
        self._url = url
        self._prefix = prefix.encode()
        self._deliver: Deliver = deaf
        self._on_loss: Callable[[], None] = unconcerned
        self._listener = Listener(self._prefix)
        self._ear = Ear(url, self._listener, self._hand_on, lambda: self._on_loss())
        self._publisher = Publisher()
        self._speaking: asyncio.Task[None] | None = None

    def attach(self, deliver: Deliver, on_loss: Callable[[], None]) -> None:
        self._deliver, self._on_loss = deliver, on_loss

    @property
    def in_reach(self) -> bool:
        return self._listener.connected.is_set() and self._publisher.in_reach

    async def start(self) -> None:
        """Connect. Raises ConnectionError where Redis does not answer within ten seconds."""
        self._ear.start()
        speaking = self._publisher.speak_forever(self._url)
        self._speaking = asyncio.create_task(speaking, name="bus-publish")
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._listener.connected.wait()
        except TimeoutError:
            await self.stop()
            raise ConnectionError("Redis does not answer; is REDIS_URL right?") from None

    async def stop(self) -> None:
        if self._speaking is not None:
            await end(self._speaking)
            self._speaking = None
        self._publisher.refuse()
        await self._ear.stop()

    async def publish(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        """Send a batch; the calls of one turn of the loop share a round trip.

        Raises ConnectionError when Redis is out of reach or 10,000 batches (64 MB) wait already.
        """
        await self._publisher.say(self._prefix + stream.encode(), msgpack.packb(list(entries)))

    async def subscribe(self, stream: Stream) -> None:
        """Hear `stream`; returns when Redis has confirmed. Again is harmless.

        Raises ConnectionError when Redis is out of reach: the stream is then heard from its
        return on, which `on_loss` tells.
        """
        await self._listener.want(stream)

    async def unsubscribe(self, stream: Stream) -> None:
        self._listener.drop(stream)

    def _hand_on(self, name: bytes, batch: bytes) -> None:
        stream = Stream(name[len(self._prefix) :].decode())
        if self._listener.wants(stream):
            hand_on(self._deliver, stream, batch)


def hand_on(deliver: Deliver, stream: Stream, batch: bytes) -> None:
    """Give a batch to the receiver."""
    try:
        deliver(stream, msgpack.unpackb(batch, use_list=False))
    except Exception:  # one bad batch or one receiver's bug must not deafen the process
        log.exception("bus.undeliverable", stream=stream)


def deaf(stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
    """Before `attach` there is nobody to tell."""


def unconcerned() -> None:
    """Before `attach` there is nobody to tell."""
