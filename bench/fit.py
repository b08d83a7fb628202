"""Least squares without a library: what each coefficient of a model comes to by measured points.

What counts is by which share of itself a point is missed: small ones matter as much as large ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One measurement, and how often each coefficient counts in it."""

    name: str
    counts: tuple[float, ...]
    measured: float


def fit(points: Sequence[Point]) -> list[float]:
    """The coefficients that come nearest to all points. Raises ZeroDivisionError for too few."""
    size = len(points[0].counts)
    shares = [[count / one.measured for count in one.counts] for one in points]
    rows = [
        [sum(one[i] * one[j] for one in shares) for j in range(size)]
        + [sum(one[i] for one in shares)]
        for i in range(size)
    ]
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(size):
            if other != at:
                times = rows[other][at]
                rows[other] = [a - times * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def said(point: Point, coefficients: Sequence[float]) -> float:
    """What the model says of a point."""
    return sum(n * each for n, each in zip(point.counts, coefficients, strict=True))


def worst(points: Sequence[Point], coefficients: Sequence[float]) -> float:
    """The greatest share by which the model misses a point."""
    return max(abs(said(one, coefficients) / one.measured - 1) for one in points)
