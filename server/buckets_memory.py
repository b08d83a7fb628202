"""Counters for limits in this process's memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from persistence.clock import Clock

KEPT = 100_000


@dataclass(slots=True)
class _Bucket:
    level: float
    at_us: int


@dataclass(slots=True)
class _Strikes:
    count: int
    until_s: float
    forget_s: float


class MemoryBuckets:
    """Counters of one process; the longest unused are forgotten first. Source: `Buckets`."""

    def __init__(self, clock: Clock, kept: int = KEPT) -> None:
        self._clock = clock
        self._kept = kept
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._strikes: OrderedDict[str, _Strikes] = OrderedDict()

    async def take(self, key: str, cost: float, rate: float, burst: float) -> float:
        now_us = self._clock.now_us()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(burst, now_us)
            if len(self._buckets) > self._kept:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
        passed_s = max(0, now_us - bucket.at_us) / 1_000_000
        bucket.level = min(burst, bucket.level + passed_s * rate)
        bucket.at_us = now_us
        if bucket.level < cost:
            return (cost - bucket.level) / rate
        bucket.level -= cost
        return 0.0

    async def barred(self, key: str) -> float:
        strikes = self._strikes.get(key)
        return 0.0 if strikes is None else max(0.0, strikes.until_s - self._now_s())

    async def strike(self, key: str, bars_s: tuple[float, ...]) -> None:
        now_s = self._now_s()
        strikes = self._strikes.pop(key, None)
        count = 0 if strikes is None or strikes.forget_s <= now_s else strikes.count
        bar_s = bars_s[min(count, len(bars_s) - 1)]
        self._strikes[key] = _Strikes(count + 1, now_s + bar_s, now_s + 2 * max(bars_s))
        if len(self._strikes) > self._kept:
            self._strikes.popitem(last=False)

    async def forgive(self, key: str) -> None:
        self._strikes.pop(key, None)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _now_s(self) -> float:
        return self._clock.now_us() / 1_000_000
