"""From how well each entry fits to the answer, and how sure it is; pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from channels.faq.retrieval.weights import Weights

Fit = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: entries, the best first, and how sure the first is (0 to 1)."""

    ids: tuple[str, ...] = ()
    sureness: float = 0.0
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """How well the likeliest entries fit a question, by part.

    `sharing` are those that hold enough of it to be an answer; `learnt` is what people's voices
    add to the score of an entry.
    """

    fits: Mapping[str, Fit]
    sharing: Collection[str]
    learnt: Mapping[str, float]

    def without(self, id: str) -> Compared:
        """The same as if there were no such entry."""
        fits = {one: fit for one, fit in self.fits.items() if one != id}
        return Compared(fits, self.sharing, self.learnt)


def decide(compared: Compared, weights: Weights, limit: int) -> Found:
    """The best entries, and whether the first is likely enough to be given as the answer."""
    fits = compared.fits
    scores = {
        id: compared.learnt.get(id, 0.0) + score(fit, weights.ranking) for id, fit in fits.items()
    }
    best = sorted(scores, key=lambda id: (-scores[id], id))[: max(limit, 2)]
    if not best:
        return Found()
    told = traits(fits, best[0], [scores[id] for id in best])
    sureness = logistic(weights.bias + score(told, (weights.best, weights.lead, *weights.parts)))
    likely = sureness >= weights.likely and best[0] in compared.sharing
    return Found(tuple(best[:limit]), sureness, likely)


def score(fit: Sequence[float], weights: Sequence[float]) -> float:
    """The sum of the weighted parts."""
    return sum(part * weight for part, weight in zip(fit, weights, strict=True))


def traits(fits: Mapping[str, Fit], first: str, scores: Sequence[float]) -> Fit:
    """What the judgement goes by: the best score, its lead, and the lead in each part."""
    lead = scores[0] - (scores[1] if len(scores) > 1 else 0.0)
    rivals = [fit for id, fit in fits.items() if id != first]
    leads = (
        part - max((fit[at] for fit in rivals), default=0.0) for at, part in enumerate(fits[first])
    )
    return (scores[0], lead, *leads)


def logistic(total: float) -> float:
    """From 0 to 1, without overflow."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))
