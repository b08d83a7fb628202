"""How well questions find the entries that answer them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

import msgspec

from channels.core.errors import Invalid
from channels.faq.retrieval.fitting import Sample, fit
from channels.faq.retrieval.judgement import Found, decide
from channels.faq.retrieval.weights import Weights

LOOKED_AT = 10  # how far down the first right entry counts for the mean reciprocal rank
COVERAGE = 0.7
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SEED = 1


class Case(NamedTuple):
    """A question, what it found, the entry that was wanted, and what it found without that."""

    found: Found
    wanted: str
    without: Found

    @property
    def right(self) -> bool:
        """Is the first entry the one that was wanted?"""
        return self.found.ids[:1] == (self.wanted,)

    @property
    def reciprocal_rank(self) -> float:
        """1 for the first place, a half for the second; 0 where it was not found."""
        ids = self.found.ids
        return 1 / (ids.index(self.wanted) + 1) if self.wanted in ids else 0.0


class Risk(msgspec.Struct, frozen=True):
    """How many are wrong of the surest questions, as many as `coverage` says."""

    coverage: float
    wrong_rate: float


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Shares, from 0 to 1.

    `p_at_1`: the first entry is right. `mrr`: mean reciprocal rank. `coverage`: sure enough to
    answer; `wrong_rate`: wrong, of those. `wrong_at_70`: wrong, of the surest seven in ten; `risk`
    the same for others. `answered_absent`: answered, though the wanted entry was not there.
    """

    queries: int
    p_at_1: float
    mrr: float
    coverage: float
    wrong_rate: float
    wrong_at_70: float
    answered_absent: float
    risk: list[Risk]


def judged(sample: Sample, weights: Weights) -> Case:
    """What these weights make of a question."""
    without = decide(sample.compared.without(sample.wanted), weights, 1)
    return Case(decide(sample.compared, weights, LOOKED_AT), sample.wanted, without)


def evaluate(cases: Sequence[Case]) -> Evaluation:
    """The shares of at least one question."""
    answered = [case for case in cases if case.found.likely]
    surest = sorted(cases, key=lambda case: -case.found.sureness)
    return Evaluation(
        queries=len(cases),
        p_at_1=_share(case.right for case in cases),
        mrr=round(sum(case.reciprocal_rank for case in cases) / len(cases), 4),
        coverage=_share(case.found.likely for case in cases),
        wrong_rate=_share(not case.right for case in answered),
        wrong_at_70=_wrong(surest, COVERAGE),
        answered_absent=_share(case.without.likely for case in cases),
        risk=[Risk(level, _wrong(surest, level)) for level in LEVELS],
    )


def held_out(samples: Sequence[Sample], folds: int) -> Evaluation:
    """Every question judged by weights that were found on questions of other entries alone.

    The entries that are asked about are dealt into so many folds, the same each time.
    Errors: Invalid for more folds than entries, or too few questions to learn from.
    """
    entries = sorted({sample.wanted for sample in samples})
    if not 2 <= folds <= len(entries):
        raise Invalid(f"Choose 2 to {len(entries)} folds: one entry or more for each.", "folds")
    Random(SEED).shuffle(entries)
    fold_of = {entry: at % folds for at, entry in enumerate(entries)}
    cases = []
    for fold in range(folds):
        weights = fit([one for one in samples if fold_of[one.wanted] != fold])
        cases += [judged(one, weights) for one in samples if fold_of[one.wanted] == fold]
    return evaluate(cases)


def _wrong(surest: Sequence[Case], coverage: float) -> float:
    return _share(not case.right for case in surest[: max(1, round(coverage * len(surest)))])


def _share(answers: Iterable[bool]) -> float:
    told = list(answers)
    return round(sum(told) / len(told), 4) if told else 0.0
