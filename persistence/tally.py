"""Counts how often a figure fell under which bound, for those who watch."""

from __future__ import annotations

import math
from bisect import bisect_left

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COUNTS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


class Tally:
    """A histogram that costs one search to write. `bounds` ascend; each includes its own value."""

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: tuple[float, ...] = SECONDS) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def note(self, value: float) -> None:
        """One more."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.total += value

    def cumulative(self) -> list[tuple[float, int]]:
        """(bound, how many were not above it), the last bound infinite."""
        found: list[tuple[float, int]] = []
        count = 0
        for bound, more in zip((*self._bounds, math.inf), self._counts, strict=True):
            count += more
            found.append((bound, count))
        return found
