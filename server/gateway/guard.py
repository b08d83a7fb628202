"""Whether those who listen may still listen: asked again when rights have changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from persistence.streams import Stream
from server.gateway.audience import Audience
from server.gateway.codes import CloseCode
from server.gateway.outbox import Counters
from server.gateway.ports import Door, Listener

_log = logging.getLogger("ruche.gateway")

PATIENCE_S = 5.0  # a door that has not answered by then has refused

Doubts = list[tuple[Audience, list[Listener]]]


class Guard:
    """Holds the streams in doubt, asks the door, and lets go of those who may hear no more."""

    def __init__(
        self, door: Door, counters: Counters, unwatch: Callable[[Listener, Stream], None]
    ) -> None:
        self._door = door
        self._counters = counters
        self._unwatch = unwatch

    def recheck(self, doubts: Doubts) -> Coroutine[Any, Any, None]:
        """Holds the streams at once; the coroutine returned asks, and must be run."""
        for audience, _ in doubts:
            audience.hold()
        return self._settle(doubts)

    async def _settle(self, doubts: Doubts) -> None:
        await asyncio.gather(*(self._settle_one(audience, who) for audience, who in doubts))

    async def _settle_one(self, audience: Audience, listeners: list[Listener]) -> None:
        unsure = set(listeners)
        try:
            async with asyncio.timeout(PATIENCE_S):
                for listener in listeners:
                    self._counters.rechecks += 1
                    if not await self._door.may_hear(listener.actor, audience.stream):
                        self._unwatch(listener, audience.stream)
                    unsure.discard(listener)
        except Exception:
            _log.exception("the door does not tell who may hear %s", audience.stream)
        finally:
            for listener in unsure:  # better heard again from the log than heard without right
                self._unwatch(listener, audience.stream)
                listener.close(CloseCode.RESUME, "resume")
            audience.release()
