"""The numbers that retrieval was tuned to; docs/faq.md says on what, and how well they do.

Found on questions of some entries and judged on those of others, never the same.
"""

from __future__ import annotations

from typing import NamedTuple

LIKELY = 0.30  # lexical: answered from here on
SHARED = 0.30  # and where the entry holds so much of what the question tells
LIKELY_BY_MEANING = 0.50
VARIANT = 0.95  # a variant counts nearly as much as the question itself
SLIP = 0.8  # a word that is taken for another
LEARNT = 0.03  # what the most that people have said of an entry adds or takes away

# What the likeness of meanings counts from: unlike sentences are at about 0.8.
UNLIKE, SCALE = 0.8, 5.0
LEXICAL_BESIDE_MEANING = 0.3


class Parts(NamedTuple):
    """How well an entry fits, by part; each from 0 to about 1."""

    question: float = 0.0  # the words of the question in the entry's question
    answer: float = 0.0  # … in its answer
    letters: float = 0.0  # part-words in its question
    asked: float = 0.0  # how much of the entry's question is in the question

    @property
    def together(self) -> float:
        """The lexical score."""
        return (3 * self.question + 5 * self.answer + 3 * self.letters + 5 * self.asked) / 16


class Sureness(NamedTuple):
    """A logistic judgement: of the best score, of its lead, and of its lead in each part."""

    bias: float
    best: float
    lead: float
    parts: tuple[float, ...]


BY_WORDS = Sureness(-2.95, 3.55, 8.29, (7.04, 5.09, 6.07, 0.52))
BY_MEANING = Sureness(-5.85, 8.33, 4.30, (2.35, 4.07, 10.18))
