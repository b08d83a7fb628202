"""The time, as a port: a wall clock in life, a hand-moved one in tests."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Source of the present moment."""

    def now_us(self) -> int:
        """Unix time in microseconds; may repeat and, when the system clock is set, go back."""
        ...


class WallClock:
    """The machine's clock."""

    def now_us(self) -> int:
        return time.time_ns() // 1_000


class HandClock:
    """A clock that moves only when told, for tests."""

    def __init__(self, start_us: int = 1_750_000_000_000_000) -> None:
        self._now_us = start_us

    def now_us(self) -> int:
        return self._now_us

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self._now_us += int(seconds * 1_000_000)


def now_ms(clock: Clock) -> int:
    """Unix milliseconds, the wire's unit of time."""
    return clock.now_us() // 1_000
