"""One field of all entries: an inverted index that scores by BM25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

Doc = tuple[str, int]  # an entry's id, and which of its texts in this field
UNSEEN = (
    50  # texts there might be besides: among few, a word that none holds is not all that counts
)


class Field:
    """Texts as bags of terms. `spread` is BM25's b: how much longer texts are held back.

    What a term adds to each text is worked out when it is first asked for, and kept until a text
    comes or goes.
    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009).
    """

    SATURATION = 1.2  # BM25's k1: what more of the same term still adds

    def __init__(self, spread: float) -> None:
        self._spread = spread
        self._numbers: dict[Doc, int] = {}
        self._docs: list[Doc | None] = []  # by number; None where one is free again
        self._lengths: list[int] = []
        self._free: list[int] = []
        self._terms: dict[Doc, frozenset[str]] = {}
        self._postings: dict[str, dict[int, int]] = {}
        self._added: dict[str, tuple[list[int], list[float]]] = {}
        self._total = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def terms(self, doc: Doc) -> frozenset[str]:
        """The different terms of a text."""
        return self._terms[doc]

    def add(self, doc: Doc, terms: Iterable[str]) -> None:
        """Take a text in; it is not there yet."""
        counted = Counter(terms)
        number = self._numbers[doc] = self._number()
        self._docs[number] = doc
        self._lengths[number] = counted.total()
        for term, count in counted.items():
            self._postings.setdefault(term, {})[number] = count
        self._terms[doc] = frozenset(counted)
        self._total += counted.total()
        self._added.clear()

    def remove(self, doc: Doc) -> None:
        """Forget a text; again is harmless."""
        number = self._numbers.pop(doc, None)
        if number is None:
            return
        for term in self._terms.pop(doc):
            holding = self._postings[term]
            del holding[number]
            if not holding:
                del self._postings[term]
        self._total -= self._lengths[number]
        self._docs[number] = None
        self._free.append(number)
        self._added.clear()

    def rarity(self, term: str) -> float:
        """The inverse document frequency within this field."""
        return rarity(len(self._postings.get(term, ())), len(self._numbers))

    def score(self, wanted: Mapping[str, float]) -> dict[Doc, float]:
        """BM25 of every text that holds a term of `wanted` (term: weight)."""
        scores = [0.0] * len(self._docs)
        for term, weight in wanted.items():
            numbers, added = self._adds(term)
            for number, more in zip(numbers, added, strict=True):
                scores[number] += weight * more
        return {
            doc: score
            for doc, score in zip(self._docs, scores, strict=True)
            if score > 0.0 and doc is not None
        }

    def _adds(self, term: str) -> tuple[list[int], list[float]]:
        """Which texts hold the term, and what it adds to each, before its weight."""
        known = self._added.get(term)
        if known is not None:
            return known
        holding = self._postings.get(term, {})
        average = max(1.0, self._total / max(1, len(self._numbers)))
        k, b = self.SATURATION, self._spread
        added = [
            count * (k + 1) / (count + k * (1 - b + b * self._lengths[number] / average))
            for number, count in holding.items()
        ]
        if holding:
            self._added[term] = (list(holding), added)
        return list(holding), added

    def _number(self) -> int:
        if self._free:
            return self._free.pop()
        self._docs.append(None)
        self._lengths.append(0)
        return len(self._docs) - 1


def rarity(holding: int, among: int) -> float:
    """How much a term tells that so many of the texts hold: always above 0."""
    among += UNSEEN
    return math.log(1 + (among - holding + 0.5) / (holding + 0.5))
