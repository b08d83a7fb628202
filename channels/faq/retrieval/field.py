"""One field of all entries: an inverted index that scores by BM25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

Doc = tuple[str, int]  # an entry's id, and which of its texts in this field


class Field:
    """Texts as bags of terms. `spread` is BM25's b: how much longer texts are held back.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009).
    """

    SATURATION = 1.2  # BM25's k1: what more of the same term still adds

    def __init__(self, spread: float) -> None:
        self._spread = spread
        self._postings: dict[str, dict[Doc, int]] = {}
        self._terms: dict[Doc, frozenset[str]] = {}
        self._lengths: dict[Doc, int] = {}
        self._total = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    def terms(self, doc: Doc) -> frozenset[str]:
        """The different terms of a text."""
        return self._terms[doc]

    def add(self, doc: Doc, terms: Iterable[str]) -> None:
        """Take a text in; it is not there yet."""
        counted = Counter(terms)
        for term, count in counted.items():
            self._postings.setdefault(term, {})[doc] = count
        self._terms[doc] = frozenset(counted)
        self._lengths[doc] = counted.total()
        self._total += counted.total()

    def remove(self, doc: Doc) -> None:
        """Forget a text; again is harmless."""
        for term in self._terms.pop(doc, ()):
            docs = self._postings[term]
            del docs[doc]
            if not docs:
                del self._postings[term]
        self._total -= self._lengths.pop(doc, 0)

    def rarity(self, term: str) -> float:
        """The inverse document frequency within this field."""
        return rarity(len(self._postings.get(term, ())), len(self._lengths))

    def score(self, wanted: Mapping[str, float]) -> dict[Doc, float]:
        """BM25 of every text that holds a term of `wanted` (term: weight)."""
        scores: dict[Doc, float] = {}
        if not self._lengths:
            return scores
        average = max(1.0, self._total / len(self._lengths))
        k, b = self.SATURATION, self._spread
        for term, weight in wanted.items():
            for doc, count in self._postings.get(term, {}).items():
                norm = k * (1 - b + b * self._lengths[doc] / average)
                scores[doc] = scores.get(doc, 0.0) + weight * count * (k + 1) / (count + norm)
        return scores


def rarity(holding: int, among: int) -> float:
    """How much a term tells that so many of the texts hold: always above 0."""
    return math.log(1 + (among - holding + 0.5) / (holding + 0.5))
