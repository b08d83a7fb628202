"""How well questions find the entries that answer them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from channels.faq.retrieval.index import Found

LOOKED_AT = 10  # how far down the first right entry counts for the mean reciprocal rank
COVERAGE = 0.7


class Case(NamedTuple):
    """A question, what it found, and the entry that was wanted."""

    found: Found
    wanted: str

    @property
    def right(self) -> bool:
        """Is the first entry the one that was wanted?"""
        return self.found.ids[:1] == (self.wanted,)

    @property
    def reciprocal_rank(self) -> float:
        """1 for the first place, a half for the second; 0 where it was not found."""
        ids = self.found.ids
        return 1 / (ids.index(self.wanted) + 1) if self.wanted in ids else 0.0


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Shares, from 0 to 1.

    `p_at_1`: the first entry is right. `mrr`: mean reciprocal rank. `coverage`: sure enough to
    answer; `wrong_rate`: wrong, of those. `wrong_at_70`: wrong, of the surest seven in ten.
    """

    queries: int
    p_at_1: float
    mrr: float
    coverage: float
    wrong_rate: float
    wrong_at_70: float


def evaluate(cases: Sequence[Case]) -> Evaluation:
    """The shares of at least one question."""
    answered = [case for case in cases if case.found.likely]
    surest = sorted(cases, key=lambda case: -case.found.sureness)
    surest = surest[: max(1, round(COVERAGE * len(cases)))]
    return Evaluation(
        queries=len(cases),
        p_at_1=_share(case.right for case in cases),
        mrr=round(sum(case.reciprocal_rank for case in cases) / len(cases), 4),
        coverage=_share(case.found.likely for case in cases),
        wrong_rate=_share(not case.right for case in answered),
        wrong_at_70=_share(not case.right for case in surest),
    )


def _share(answers: Iterable[bool]) -> float:
    told = list(answers)
    return round(sum(told) / len(told), 4) if told else 0.0
