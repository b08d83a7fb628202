"""One listening link to one Redis, opened anew for as long as it is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog
from redis.exceptions import MovedError

from persistence.redis_link import Link, backoff_s, end
from persistence.redis_listener import Listener

SILENCE_S = 15.0  # a listening link that is silent for so long is asked, and dropped at no answer

_log = structlog.get_logger(__name__)


class Ear:
    """Keeps a link to one Redis and hands on what `listener` wants.

    While the link is down nothing is heard; once it is back, every stream is subscribed again and
    only then `on_loss` is called, once. `heard_before`: the first connection tells of a loss too.
    """

    def __init__(
        self,
        url: str,
        listener: Listener,
        take: Callable[[bytes, bytes], None],
        on_loss: Callable[[], None],
        *,
        heard_before: bool = False,
    ) -> None:
        self.listener = listener
        self.on_moved: Callable[[MovedError], None] = _raise
        self.on_down: Callable[[], None] = _unconcerned
        self._url = url
        self._take = take
        self._on_loss = on_loss
        self._heard_before = heard_before
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect; `listener.connected` tells when it is done."""
        self._task = asyncio.create_task(self._listen_forever(), name="bus-listen")

    async def stop(self) -> None:
        """Hang up."""
        if self._task is not None:
            await end(self._task)
            self._task = None
        self.listener.lose()

    async def _listen_forever(self) -> None:
        attempt = 0
        while True:
            link = Link(self._url)
            try:
                await link.open()
                await self._listen(link)
            except Exception as error:  # whatever broke the link: a new one is the remedy
                _log.warning("bus.lost", error=repr(error))
            finally:
                if self.listener.connected.is_set():
                    self._heard_before, attempt = True, 0
                self.listener.lose()
                await link.close()
            self.on_down()
            await asyncio.sleep(backoff_s(attempt))
            attempt += 1

    async def _listen(self, link: Link) -> None:
        """Until the link breaks: subscribe all, say that it is so, then hand on what comes."""
        self.listener.renew()
        asking = asyncio.create_task(self.listener.ask_forever(link), name="bus-subscribe")
        asked = False
        try:
            while True:
                if self.listener.settled and not self.listener.connected.is_set():
                    self.listener.connected.set()
                    if self._heard_before:
                        self._on_loss()
                try:
                    reply = await link.read(SILENCE_S)
                except MovedError as moved:
                    self.on_moved(moved)
                    continue
                if reply is not None:
                    self._hear(reply)
                elif asked:
                    raise ConnectionError("no answer to a ping")
                else:
                    await link.send([(b"PING",)])
                asked = reply is None
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def _hear(self, reply: Sequence[bytes]) -> None:
        if reply[0] in (b"message", b"smessage"):
            self._take(reply[1], reply[2])
        else:
            self.listener.confirmed(reply)


def _raise(moved: MovedError) -> None:
    raise moved


def _unconcerned() -> None:
    """A single Redis has nowhere else to go."""
