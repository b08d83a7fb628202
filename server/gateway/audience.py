"""One stream's local listeners and where each of them stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from persistence.streams import Stream
from server.gateway.order import Entry, Order
from server.gateway.outbox import Outbox
from server.gateway.ports import Listener

GAP_WAIT_S = 0.05


class Audience:
    """Delivers a stream in order to those who listen.

    A listener is live (has heard everything up to `order.seq`), ahead (knows already what comes
    next, up to a seq) or behind (is being sent the past from the log). While held, nothing goes
    out.
    """

    __slots__ = (
        "_ahead",
        "_behind",
        "_held",
        "_loop",
        "_on_gap",
        "_released",
        "_waiting",
        "empty_since_s",
        "gap_timer",
        "order",
        "outbox",
        "stream",
    )

    def __init__(self, stream: Stream, outbox: Outbox, on_gap: Callable[[Audience], None]) -> None:
        self.stream = stream
        self.outbox = outbox
        self.order = Order()
        self.gap_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self.empty_since_s = self._loop.time()  # means something only while it is empty
        self._on_gap = on_gap
        self._ahead: dict[Listener, int] = {}
        self._behind: dict[Listener, object] = {}
        self._held = 0
        self._waiting: list[Entry] = []
        self._released: asyncio.Event | None = None

    # -- entries

    @property
    def begun(self) -> bool:
        """Whether the position after which entries are wanted is known."""
        return self.order.seq >= 0

    def begin(self, seq: int) -> None:
        """Entries after `seq` are wanted; those that came meanwhile go out. Again is harmless."""
        if not self.begun:
            self._send(self.order.begin(seq))
            self._watch_gap()

    def deliver(self, entries: Sequence[Entry], logged: bool = False) -> None:
        """Entries from the bus, in any order, again or not; or a page of the log (`logged`) that
        was read from where the stream stood."""
        if self._held:
            self._waiting.extend(entries)
            return
        ready = self.order.take_logged(entries) if logged else self.order.take(entries)
        if ready:
            self._send(ready)
        if self.order.early:
            self._watch_gap()

    def skip_gap(self) -> None:
        """Go on without what nobody can tell any more."""
        self._send(self.order.skip())

    def _watch_gap(self) -> None:
        if self.order.early and self.begun and self.gap_timer is None:
            self.gap_timer = self._loop.call_later(GAP_WAIT_S, self._on_gap, self)

    def _send(self, ready: list[Entry]) -> None:
        if not self._ahead:
            self.outbox.add(ready)
            return
        for entry in ready:
            self.outbox.add([entry])
            self._let_in(entry[0])

    def _let_in(self, seq: int) -> None:
        """Those who knew everything up to `seq` are live from here."""
        for listener in [one for one, known in self._ahead.items() if known <= seq]:
            del self._ahead[listener]
            self.outbox.join(listener)

    # -- listeners

    def listeners(self) -> list[Listener]:
        """All that hear this stream, in whatever state."""
        return [*self.outbox.listeners(), *self._ahead, *self._behind]

    def is_empty(self) -> bool:
        """Whether nobody listens."""
        return not (len(self.outbox) or self._ahead or self._behind)

    def is_live(self, listener: Listener) -> bool:
        """Whether the listener has heard everything up to `order.seq`."""
        return listener in self.outbox

    def turn(self, listener: Listener) -> object | None:
        """What marks this time of being behind: None when the listener is not, or no more."""
        return self._behind.get(listener)

    def join(self, listener: Listener, seq: int) -> bool:
        """Let the listener hear what comes after `seq`.

        False: entries have gone by that it lacks. It is behind until it joins again.
        """
        if seq < self.order.seq:
            self._behind.setdefault(listener, object())
            return False
        self._behind.pop(listener, None)
        if seq > self.order.seq:
            self._ahead[listener] = seq
        else:
            self.outbox.join(listener)
        return True

    def detach(self, listener: Listener) -> None:
        """Mark a listener as behind; what was due to it is written first."""
        self.outbox.flush()
        self.leave(listener)
        self._behind[listener] = object()

    def leave(self, listener: Listener) -> None:
        """The listener hears no more of this stream. Again is harmless."""
        self.outbox.leave(listener)
        self._ahead.pop(listener, None)
        self._behind.pop(listener, None)
        if self.is_empty():
            self.touch()

    def touch(self) -> None:
        """Somebody is about to listen, or has just left."""
        self.empty_since_s = self._loop.time()

    # -- holding

    def hold(self) -> None:
        """Deliver nothing until `release`; what is pending goes out before. May be nested."""
        self.outbox.flush()
        self._held += 1

    def release(self) -> None:
        """Undo one `hold`."""
        self._held -= 1
        if self._held:
            return
        if self._released is not None:
            self._released.set()
            self._released = None
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.deliver(waiting)

    async def released(self) -> None:
        """Wait until nobody holds the stream."""
        while self._held:
            if self._released is None:
                self._released = asyncio.Event()
            await self._released.wait()

    def stop(self) -> None:
        """Cancel the timers."""
        self.outbox.stop()
        if self.gap_timer is not None:
            self.gap_timer.cancel()
            self.gap_timer = None
