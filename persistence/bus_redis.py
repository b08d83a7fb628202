"""The bus between processes: Redis pub/sub, one channel per stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgpack
import structlog

from persistence.bus import Deliver
from persistence.redis_link import Link, backoff_s
from persistence.redis_listener import Listener
from persistence.redis_publisher import Publisher
from persistence.streams import Stream

log = structlog.get_logger(__name__)

START_TIMEOUT_S = 10.0
SILENCE_S = 15.0  # a listening link that is silent for so long is asked, and dropped at no answer


class RedisBus:
    """Reaches every process on the same Redis and prefix. Source: `Bus`.

    Guarantees: those of `Bus`. A batch whose publish raised may have arrived all the same. While
    the listening link is down, nothing is heard; once it is back, every stream is subscribed
    again and only then `on_loss` is called, once.
    """

    def __init__(self, url: str, prefix: str = "ruche:") -> None:
        self._url = url
        self._prefix = prefix.encode()
        self._deliver: Deliver = _deaf
        self._on_loss: Callable[[], None] = _unconcerned
        self._tasks: list[asyncio.Task[None]] = []
        self._listener = Listener(self._prefix)
        self._publisher = Publisher()

    def attach(self, deliver: Deliver, on_loss: Callable[[], None]) -> None:
        self._deliver, self._on_loss = deliver, on_loss

    @property
    def in_reach(self) -> bool:
        return self._listener.connected.is_set() and self._publisher.in_reach

    async def start(self) -> None:
        """Connect. Raises ConnectionError where Redis does not answer within ten seconds."""
        self._tasks = [
            asyncio.create_task(self._listen_forever(), name="bus-listen"),
            asyncio.create_task(self._publisher.speak_forever(self._url), name="bus-publish"),
        ]
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await self._listener.connected.wait()
        except TimeoutError:
            await self.stop()
            raise ConnectionError("Redis does not answer; is REDIS_URL right?") from None

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._publisher.refuse()
        self._listener.lose()

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

    async def _listen_forever(self) -> None:
        heard_before = False
        attempt = 0
        while True:
            link = Link(self._url)
            try:
                await link.open()
                await self._listen(link, tell=heard_before)
            except Exception as error:  # whatever broke the link: a new one is the remedy
                log.warning("bus.lost", error=repr(error))
            finally:
                if self._listener.connected.is_set():
                    heard_before, attempt = True, 0
                self._listener.lose()
                await link.close()
            await asyncio.sleep(backoff_s(attempt))
            attempt += 1

    async def _listen(self, link: Link, tell: bool) -> None:
        """Until the link breaks: subscribe all, say that it is so, then hand on what comes."""
        self._listener.renew()
        asking = asyncio.create_task(self._listener.ask_forever(link), name="bus-subscribe")
        asked = False
        try:
            while True:
                if self._listener.settled and not self._listener.connected.is_set():
                    self._listener.connected.set()
                    if tell:
                        self._on_loss()
                reply = await link.read(SILENCE_S)
                if reply is not None:
                    self._take(reply)
                elif asked:
                    raise ConnectionError("no answer to a ping")
                else:
                    await link.send([(b"PING",)])
                asked = reply is None
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def _take(self, reply: Sequence[bytes]) -> None:
        if reply[0] == b"message":
            self._hand_on(reply[1], reply[2])
        else:
            self._listener.confirmed(reply)

    def _hand_on(self, name: bytes, batch: bytes) -> None:
        stream = Stream(name[len(self._prefix) :].decode())
        if not self._listener.wants(stream):
            return
        try:
            self._deliver(stream, msgpack.unpackb(batch, use_list=False))
        except Exception:  # one bad batch or one receiver's bug must not deafen the process
            log.exception("bus.undeliverable", stream=stream)


def _deaf(stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
    """Before `attach` there is nobody to tell."""


def _unconcerned() -> None:
    """Before `attach` there is nobody to tell."""
