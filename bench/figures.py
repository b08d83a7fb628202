"""What all parts share: names of figures, and how a span of a server's time is measured."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.load import at_share, cpu_s

Figures = dict[str, float]


@dataclass
class Span:
    """Wall and processor time of a server between two moments, in seconds."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    load_cpu_s: float = 0.0


@contextmanager
def span(pid: int) -> Iterator[Span]:
    """Measures the block; the load's own processor time tells whether it was what held back."""
    found = Span()
    begin_cpu_s, begin_load_s, begin_s = cpu_s(pid), time.process_time(), time.monotonic()
    yield found
    found.wall_s = time.monotonic() - begin_s
    found.cpu_s = cpu_s(pid) - begin_cpu_s
    found.load_cpu_s = time.process_time() - begin_load_s


def deliveries(name: str, count: int, found: Span, latencies_ms: list[float]) -> Figures:
    """The figures of a fan-out; latencies ascending."""
    return {
        f"{name}_deliveries_per_s": count / found.wall_s,
        f"{name}_cpu_us_per_delivery": found.cpu_s / max(1, count) * 1e6,
        f"{name}_server_cpu_share": found.cpu_s / found.wall_s,
        f"{name}_load_cpu_share": found.load_cpu_s / found.wall_s,
        f"{name}_p50_ms": at_share(latencies_ms, 0.5),
        f"{name}_p99_ms": at_share(latencies_ms, 0.99),
    }


def waits(name: str, waits_ms: list[float]) -> Figures:
    """p50, p95 and p99 of what somebody waited."""
    ascending = sorted(waits_ms)
    return {f"{name}_p{share}_ms": at_share(ascending, share / 100) for share in (50, 95, 99)}
