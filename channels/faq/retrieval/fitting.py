"""Finding the weights of retrieval from questions whose answers are known; pure.

Both steps are convex and end in the same place from anywhere, so there is nothing to try out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import NamedTuple

from channels.core.errors import Invalid
from channels.faq.retrieval.judgement import (
    Compared,
    Fit,
    logistic,
    score,
    scored,
    traits,
)
from channels.faq.retrieval.weights import Weights

ANSWERED = 0.75  # how many of the questions that have an answer are to be given one
RIVALS = 15  # so many of the likeliest entries are told apart
LIKELIEST = 4.0  # the steepness from which the search for the ranking begins, and stays near
HELD = 0.05  # how much it is held there; the judgement is held near nothing by 1
FREE = 1e-3  # and its bias hardly, so that it ends where all are right
STEPS, ENOUGH = 30, 1e-4

Matrix = list[list[float]]


class Sample(NamedTuple):
    """A question as it was compared with all entries, and the entry that was wanted."""

    compared: Compared
    wanted: str


def fit(samples: Sequence[Sample]) -> Weights:
    """The ranking that puts the wanted entries first, and the judgement that knows when it does.

    The judgement also learns from each question asked as if its entry were not there: what an
    answer looks like that is none.
    """
    ranking = _ranking(samples)
    first = [_first(sample.compared, ranking) for sample in samples]
    alone = [_first(sample.compared.without(sample.wanted), ranking) for sample in samples]
    rows = [told.traits for told in (*first, *alone) if told is not None]
    right = [
        told.id == sample.wanted
        for told, sample in zip(first, samples, strict=True)
        if told is not None
    ]
    bias, best, lead, *parts = _judgement(rows, right + [False] * (len(rows) - len(right)))
    known = (bias, best, lead, *parts)
    sure = sorted(
        logistic(score((1.0, *told.traits), known)) if told is not None else 0.0 for told in first
    )
    likely = sure[round((1 - ANSWERED) * (len(sure) - 1))]
    return Weights(ranking, bias, best, lead, tuple(parts), math.floor(likely * 1e4) / 1e4)


class _First(NamedTuple):
    """The entry that comes first, with what the judgement goes by."""

    id: str
    traits: Fit


def _first(compared: Compared, ranking: Fit) -> _First | None:
    """None where nothing fits."""
    scores = scored(compared, ranking)
    best = min(scores, key=lambda id: (-scores[id], id), default=None)
    return None if best is None else _First(best, traits(compared, best, scores))


def _ranking(samples: Sequence[Sample]) -> Fit:
    """A conditional logit: how likely the wanted entry is among its rivals. It sums to 1."""
    known = [sample for sample in samples if sample.wanted in sample.compared.fits]
    if not known:
        raise Invalid("No question has a word of the entry that answers it.", "file")
    width = len(next(iter(known[0].compared.fits.values())))
    start = [LIKELIEST] * width
    rows = [_rivals(sample, start) for sample in known]

    def slope(weights: list[float]) -> tuple[list[float], Matrix]:
        gradient = [HELD * (at - now) for at, now in zip(start, weights, strict=True)]
        curve = _diagonal([HELD] * width)
        for right, rivals in rows:
            _add_choice(gradient, curve, right, rivals, weights)
        return gradient, curve

    found = _climb(start, slope)
    total = sum(found)
    return tuple(round(weight / total, 4) for weight in found)


def _rivals(sample: Sample, start: Sequence[float]) -> tuple[Fit, list[Fit]]:
    """The fit of the wanted entry, and those of the likeliest with it."""
    fits = sample.compared.fits
    closest = nlargest(RIVALS, fits, key=lambda id: (score(fits[id], start), id))
    return fits[sample.wanted], [fits[id] for id in {*closest, sample.wanted}]


def _add_choice(
    gradient: list[float],
    curve: Matrix,
    right: Fit,
    rivals: Sequence[Fit],
    weights: Sequence[float],
) -> None:
    totals = [score(fit, weights) for fit in rivals]
    most = max(totals)
    odds = [math.exp(total - most) for total in totals]
    whole = sum(odds)
    chances = [odd / whole for odd in odds]
    mean = [_dot(chances, column) for column in zip(*rivals, strict=True)]
    for at in range(len(mean)):
        gradient[at] += right[at] - mean[at]
    for chance, fit in zip(chances, rivals, strict=True):
        _add_square(curve, [one - middle for one, middle in zip(fit, mean, strict=True)], chance)


def _judgement(rows: Sequence[Fit], right: Sequence[bool]) -> Fit:
    """A logistic regression: the bias, then a weight for each trait."""
    middles, spreads = _scales(rows)
    told = [
        (
            1.0,
            *(
                (value - middle) / spread
                for value, middle, spread in zip(row, middles, spreads, strict=True)
            ),
        )
        for row in rows
    ]
    width = len(told[0])
    held = [FREE, *[1.0] * (width - 1)]

    def slope(weights: list[float]) -> tuple[list[float], Matrix]:
        gradient = [-hold * now for hold, now in zip(held, weights, strict=True)]
        curve = _diagonal(held)
        for row, is_right in zip(told, right, strict=True):
            chance = logistic(score(row, weights))
            for at, value in enumerate(row):
                gradient[at] += (is_right - chance) * value
            _add_square(curve, row, chance * (1 - chance))
        return gradient, curve

    bias, *slopes = _climb([0.0] * width, slope)
    weights = [one / spread for one, spread in zip(slopes, spreads, strict=True)]
    return tuple(round(one, 4) for one in (bias - _dot(weights, middles), *weights))


def _scales(rows: Sequence[Fit]) -> tuple[list[float], list[float]]:
    """The mean of each column, and how far its values lie from it."""
    middles = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    spreads = [
        math.sqrt(sum((value - middle) ** 2 for value in column) / len(rows)) or 1.0
        for column, middle in zip(zip(*rows, strict=True), middles, strict=True)
    ]
    return middles, spreads


def _climb(
    start: Sequence[float], slope: Callable[[list[float]], tuple[list[float], Matrix]]
) -> list[float]:
    """Newton's method to the top of a concave function."""
    weights = list(start)
    for _ in range(STEPS):
        gradient, curve = slope(weights)
        step = _solve(curve, gradient)
        weights = [weight + more for weight, more in zip(weights, step, strict=True)]
        if max(map(abs, step)) < ENOUGH:
            break
    return weights


def _solve(matrix: Matrix, values: Sequence[float]) -> list[float]:
    """Gauss's elimination; `matrix` is positive definite, so no pivot is 0."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    size = len(rows)
    for at in range(size):
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            rows[below] = [
                one - factor * other for one, other in zip(rows[below], rows[at], strict=True)
            ]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = _dot(rows[at][at + 1 : size], found[at + 1 :])
        found[at] = (rows[at][size] - rest) / rows[at][at]
    return found


def _diagonal(values: Sequence[float]) -> Matrix:
    return [
        [value if column == row else 0.0 for column in range(len(values))]
        for row, value in enumerate(values)
    ]


def _add_square(matrix: Matrix, row: Sequence[float], weight: float) -> None:
    for at, one in enumerate(row):
        scaled = weight * one
        line = matrix[at]
        for column, other in enumerate(row):
            line[column] += scaled * other


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
