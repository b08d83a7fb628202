"""How long a stream's frames may wait to be written together; pure.

A write to a socket costs a system call, so writing each frame alone is quick and dear. A calm
stream writes at once. A hot one waits in proportion to its listeners, and when the writes of all
streams together take too much of a processor, every wait grows.
"""

from __future__ import annotations

WRITE_S = 6e-6  # what one write to one socket costs
MAX_WAIT_S = 0.020
_PER_LISTENER_S = 1e-5  # 1,000 listeners: 10 ms
_SHORTEST_S = 0.001  # the event loop's timers are no finer
_WINDOW_S = 0.1
_HOT = 0.55  # share of a processor spent writing
_CALM = 0.3
_STEP = 1.4


class Pace:
    """Watches the writes of a whole gateway and tells each stream how long to gather."""

    __slots__ = ("_factor", "_since", "_writes")

    def __init__(self) -> None:
        self._writes = 0
        self._since = 0.0
        self._factor = 1.0

    def wait_s(self, listeners: int) -> float:
        """The least time between two writes of a stream with so many listeners; often 0."""
        wait_s = listeners * _PER_LISTENER_S * self._factor
        return min(wait_s, MAX_WAIT_S) if wait_s >= _SHORTEST_S else 0.0

    def wrote(self, writes: int, now_s: float) -> None:
        """So many sockets were written to."""
        self._writes += writes
        passed_s = now_s - self._since
        if passed_s < _WINDOW_S:
            return
        share = self._writes * WRITE_S / passed_s
        if share > _HOT:
            self._factor = min(self._factor * _STEP, 1_000.0)
        elif share < _CALM:
            self._factor = max(self._factor / _STEP, 1.0)
        self._since, self._writes = now_s, 0
