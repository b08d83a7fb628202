"""The bus inside one process: a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from persistence.bus import Deliver
from persistence.streams import Stream


class MemoryBus:
    """Delivers at once to the one receiver. Nothing is ever lost. Source: `Bus`."""

    def __init__(self) -> None:
        self._deliver: Deliver | None = None
        self._streams: set[Stream] = set()

    def attach(self, deliver: Deliver, on_loss: Callable[[], None]) -> None:
        self._deliver = deliver

    @property
    def in_reach(self) -> bool:
        return True

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        self._streams.clear()

    async def publish(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        if self._deliver is not None and stream in self._streams:
            self._deliver(stream, entries)

    async def subscribe(self, stream: Stream) -> None:
        self._streams.add(stream)

    async def unsubscribe(self, stream: Stream) -> None:
        self._streams.discard(stream)
