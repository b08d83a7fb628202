"""Port: counters that limits are made of."""

from __future__ import annotations

from typing import Protocol


class Buckets(Protocol):
    """Counters that fill again with time.

    Guarantees: what two take at once is counted twice; a counter that nobody uses is forgotten
    once it is full.
    """

    async def take(self, key: str, cost: float, rate: float, burst: float) -> float:
        """0.0 where `cost` was there and is taken; else the seconds until it will be."""
        ...

    async def barred(self, key: str) -> float:
        """Seconds for which strikes still bar the key; 0.0: it is free."""
        ...

    async def strike(self, key: str, bars_s: tuple[float, ...]) -> None:
        """Count a failure; the n-th in a row bars the key for the n-th time (the last repeats).

        Strikes are forgotten when none came for twice the longest bar.
        """
        ...

    async def forgive(self, key: str) -> None:
        """Forget the key's strikes."""
        ...

    async def close(self) -> None:
        """Let go of what they hold."""
        ...
