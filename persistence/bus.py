"""The bus: committed and passing events from the process that wrote them to all that listen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from persistence.streams import Stream


class Entry(tuple[int, bytes]):
    """(seq, body); seq 0 is a passing event. `body` is the msgpack tail `"event", …, "data", …`."""

    __slots__ = ()


Deliver = Callable[[Stream, Sequence[tuple[int, bytes]]], None]


class Bus(Protocol):
    """Carries batches of entries of a stream to all subscribers in all processes.

    Guarantees: batches of one stream from one publisher arrive in the order published; at most
    once. Loss is possible (a broken connection) and is told through `on_loss`; what matters can
    then be read again from the event log. `deliver` is called on the event loop and must not block.
    """

    def attach(self, deliver: Deliver, on_loss: Callable[[], None]) -> None:
        """Name the receiver of this process. Call once, before anything else."""
        ...

    @property
    def in_reach(self) -> bool:
        """Is what is published heard, and what others publish, as far as is known now?"""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        """Send a batch. Raises ConnectionError when the bus is out of reach."""
        ...

    async def subscribe(self, stream: Stream) -> None:
        """Hear `stream` from now on; returns when that is certain. Again is harmless."""
        ...

    async def unsubscribe(self, stream: Stream) -> None:
        """Hear `stream` no more."""
        ...
