"""The numbers that retrieval goes by; docs/faq.md says how they were found, and how well they do.

Those of `Weights` are what `ruche faq eval FILE.json --folds N --json` gives as `weights`.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

SHARED = 0.30  # by words alone answered only where the entry holds so much of what is asked
VARIANT = 0.95  # a variant counts nearly as much as the question itself
WORTH_OFFERING = 0.02  # with less sureness nothing comes close
NEAR = 0.025  # with a lower score an entry is no likelier to be meant than any other
SLIP = 0.8  # a word that is taken for another
LEARNT = 0.03  # what the most that people have said of an entry adds or takes away

# The likeness of meanings counts from that of all entries to the question: a short or vague one
# is less like anything. Among few, as if there were some more at what unlike sentences have.
UNLIKE, AS_IF, SCALE = 0.8, 10, 5.0


class Parts(NamedTuple):
    """How well an entry fits by its words, by part; each from 0 to about 1."""

    question: float = 0.0  # the words of the question in the entry's question
    answer: float = 0.0  # … in its answer
    letters: float = 0.0  # part-words in its question
    asked: float = 0.0  # how much of the entry's question is in the question


class Weights(msgspec.Struct, frozen=True):
    """How parts are judged: `ranking` puts entries in order, the others say if the first is right.

    That is a logistic judgement: of the best score, of its lead on the second, and of its lead in
    each part. `likely` is the least sureness with which the first is given as the answer.
    """

    ranking: tuple[float, ...]
    bias: float
    best: float
    lead: float
    parts: tuple[float, ...]
    likely: float


# By the four parts of words.
BY_WORDS = Weights(
    ranking=(0.1876, 0.2859, 0.4474, 0.0791),
    bias=-2.945,
    best=2.6703,
    lead=20.9828,
    parts=(9.376, 3.6077, -2.1491, 1.5503),
    likely=0.2882,
)
# By these, then the likeness of the questions, and that of question and answer.
BY_MEANING = Weights(
    ranking=(0.0739, 0.092, 0.1428, 0.0186, 0.2594, 0.4134),
    bias=-4.596,
    best=10.3854,
    lead=2.5527,
    parts=(4.239, 2.1503, 0.137, 0.3661, 6.3786, 10.1338),
    likely=0.5368,
)
