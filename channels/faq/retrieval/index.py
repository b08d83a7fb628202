"""All entries in memory, and the ones that answer a question."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple, get_args

from channels.faq.retrieval import weights
from channels.faq.retrieval.lexicon import LOOKED_AT, Lexicon, Text
from channels.faq.retrieval.terms import Language
from channels.faq.retrieval.weights import Parts


class Likeness(NamedTuple):
    """How like in meaning (cosines): the question to an entry's questions, and to its answer."""

    question: float
    answer: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds: entries, the best first, and how sure the first is (0 to 1)."""

    ids: tuple[str, ...] = ()
    sureness: float = 0.0
    likely: bool = False


class Index:
    """The entries, ready to be asked. Not to be shared by threads."""

    def __init__(self) -> None:
        self._lexicons: dict[Language, Lexicon] = {
            language: Lexicon(language) for language in get_args(Language)
        }
        self._texts: dict[str, Text] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def put(self, text: Text) -> None:
        """Take an entry in, in place of what was there under its id."""
        known = self._texts.get(text.id)
        self._texts[text.id] = text
        if known is not None and _same_words(known, text):
            return
        if known is not None:
            self._lexicons[known.language].remove(text.id)
        self._lexicons[text.language].add(text)

    def remove(self, id: str) -> None:
        """Forget an entry; again is harmless."""
        known = self._texts.pop(id, None)
        if known is not None:
            self._lexicons[known.language].remove(id)

    def ask(
        self,
        question: str,
        may_read: Callable[[str], bool] = lambda id: True,
        likeness: Mapping[str, Likeness] | None = None,
        limit: int = 3,
    ) -> Found:
        """The entries that answer the question best, of those that `may_read` allows.

        `likeness` is that of all entries, by id; without it words alone decide.
        """
        parts = {
            id: fit
            for lexicon in self._lexicons.values()
            for id, fit in lexicon.compare(question, may_read).items()
        }
        if likeness is None:
            fits: dict[str, tuple[float, ...]] = {id: tuple(fit) for id, fit in parts.items()}
            scores = {id: self._learnt(id) + fit.together for id, fit in parts.items()}
            judge, least = weights.BY_WORDS, weights.LIKELY
        else:
            alike = {
                id: like for id, like in likeness.items() if id in self._texts and may_read(id)
            }
            closest = {*parts.keys() & alike.keys(), *_closest(alike)}
            fits = {id: _with_meaning(parts.get(id, Parts()), alike[id]) for id in closest}
            scores = {id: self._learnt(id) + _by_meaning(fit) for id, fit in fits.items()}
            judge, least = weights.BY_MEANING, weights.LIKELY_BY_MEANING
        best = sorted(scores, key=lambda id: (-scores[id], id))[: max(limit, 2)]
        if not best:
            return Found()
        sureness = _sureness(judge, best, scores, fits)
        likely = sureness >= least and (likeness is not None or self._shares(best[0], question))
        return Found(tuple(best[:limit]), sureness, likely)

    def _shares(self, id: str, question: str) -> bool:
        """Does the entry hold enough of the question? Among few entries one word leads by far."""
        lexicon = self._lexicons[self._texts[id].language]
        return lexicon.shared(id, question) >= weights.SHARED

    def _learnt(self, id: str) -> float:
        return weights.LEARNT * max(-1.0, min(1.0, self._texts[id].weight))


def _same_words(one: Text, other: Text) -> bool:
    return (one.questions, one.answer, one.language) == (
        other.questions,
        other.answer,
        other.language,
    )


def _closest(alike: Mapping[str, Likeness]) -> set[str]:
    """The likeliest by either likeness."""
    by_question = nlargest(LOOKED_AT, alike, key=lambda id: alike[id].question)
    return {*by_question, *nlargest(LOOKED_AT, alike, key=lambda id: alike[id].answer)}


def _with_meaning(fit: Parts, like: Likeness) -> tuple[float, ...]:
    scaled = [(cosine - weights.UNLIKE) * weights.SCALE for cosine in like]
    return (fit.together, *scaled)


def _by_meaning(fit: Sequence[float]) -> float:
    lexical, question, answer = fit
    return question / 2 + answer / 2 + weights.LEXICAL_BESIDE_MEANING * lexical


def _sureness(
    judge: weights.Sureness,
    best: Sequence[str],
    scores: Mapping[str, float],
    fits: Mapping[str, tuple[float, ...]],
) -> float:
    """How likely the first of `best` is the answer."""
    first = best[0]
    second = scores[best[1]] if len(best) > 1 else 0.0
    total = judge.bias + judge.best * scores[first] + judge.lead * (scores[first] - second)
    rivals = [fit for id, fit in fits.items() if id != first]
    for at, weight in enumerate(judge.parts):
        total += weight * (fits[first][at] - _highest(fit[at] for fit in rivals))
    return 1 / (1 + math.exp(-total))


def _highest(values: Iterable[float]) -> float:
    return max(values, default=0.0)
