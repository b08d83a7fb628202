"""From how well each entry fits to the answer, and how sure it is; pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from channels.faq.retrieval.weights import NEAR, WORTH_OFFERING, Weights

Fit = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: entries, the best first, and how sure the first is (0 to 1).

    `near` are those of them that are like the question at all: the others are merely what there is.
    """

    ids: tuple[str, ...] = ()
    sureness: float = 0.0
    likely: bool = False
    near: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[str, ...]:
        """What may be meant; nothing where the best does not come close."""
        return self.near if self.sureness >= WORTH_OFFERING else ()


@dataclass(frozen=True, slots=True)
class Compared:
    """How well the likeliest entries fit a question, by part.

    `sharing` are those that hold enough of it to be an answer; `learnt` is what people's voices
    add to the score of an entry. An entry's rivals are those of its language: where the same is
    kept in two, the one is no reason to doubt the other.
    """

    fits: Mapping[str, Fit]
    sharing: Collection[str]
    learnt: Mapping[str, float]
    languages: Mapping[str, str]

    def without(self, id: str) -> Compared:
        """The same as if there were no such entry."""
        fits = {one: fit for one, fit in self.fits.items() if one != id}
        return replace(self, fits=fits)


def decide(compared: Compared, weights: Weights, limit: int) -> Found:
    """The best entries, and whether the first is likely enough to be given as the answer."""
    scores = scored(compared, weights.ranking)
    best = sorted(scores, key=lambda id: (-scores[id], id))[:limit]
    if not best:
        return Found()
    told = traits(compared, best[0], scores)
    sureness = logistic(weights.bias + score(told, (weights.best, weights.lead, *weights.parts)))
    likely = sureness >= weights.likely and best[0] in compared.sharing
    near = [id for id in best if scores[id] >= NEAR or (likely and id == best[0])]
    return Found(tuple(best), sureness, likely, tuple(near))


def scored(compared: Compared, ranking: Sequence[float]) -> dict[str, float]:
    """What puts the entries in order, by id."""
    learnt = compared.learnt
    return {id: learnt.get(id, 0.0) + score(fit, ranking) for id, fit in compared.fits.items()}


def score(fit: Sequence[float], weights: Sequence[float]) -> float:
    """The sum of the weighted parts."""
    return sum(part * weight for part, weight in zip(fit, weights, strict=True))


def traits(compared: Compared, first: str, scores: Mapping[str, float]) -> Fit:
    """What the judgement goes by: the best score, its lead, and the lead in each part."""
    fits, languages = compared.fits, compared.languages
    rivals = [id for id in fits if id != first and languages.get(id) == languages.get(first)]
    lead = scores[first] - max((scores[id] for id in rivals), default=0.0)
    leads = (
        part - max((fits[id][at] for id in rivals), default=0.0)
        for at, part in enumerate(fits[first])
    )
    return (scores[first], lead, *leads)


def logistic(total: float) -> float:
    """From 0 to 1, without overflow."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, total))))
