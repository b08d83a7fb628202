"""How long a stream's frames may wait to be written together; pure.

A write to a socket costs a system call, so writing each frame alone is quick and dear. A calm
stream writes at once. After a write to all its listeners a stream rests for as long as that took,
at most 20 ms, so that a hot one gathers what comes meanwhile; when the writes of all streams
together take too much of the processor, every rest grows.
"""

from __future__ import annotations

MAX_REST_S = 0.020
_SHORTEST_S = 0.001  # the event loop's timers are no finer
_WINDOW_S = 0.1
_HOT = 0.6  # share of the time spent writing
_CALM = 0.35
_STEP = 1.4
_MAX_FACTOR = 1_000.0


class Pace:
    """Watches the writes of a whole gateway and tells each stream how long to gather."""

    __slots__ = ("_factor", "_since_s", "_spent_s")

    def __init__(self) -> None:
        self._spent_s = 0.0
        self._since_s = 0.0
        self._factor = 1.0

    def rest_s(self, spent_s: float, now_s: float) -> float:
        """How long a stream that has just spent so long writing leaves its sockets alone."""
        self._spent_s += spent_s
        if now_s - self._since_s >= _WINDOW_S:
            self._adapt(now_s)
        rest_s = min(spent_s * self._factor, MAX_REST_S)
        return rest_s if rest_s >= _SHORTEST_S else 0.0

    def _adapt(self, now_s: float) -> None:
        share = self._spent_s / (now_s - self._since_s)
        if share > _HOT:
            self._factor = min(self._factor * _STEP, _MAX_FACTOR)
        elif share < _CALM:
            self._factor = max(self._factor / _STEP, 1.0)
        self._since_s, self._spent_s = now_s, 0.0
