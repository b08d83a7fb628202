"""All entries in memory, and the ones that answer a question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from heapq import nlargest
from typing import NamedTuple, get_args

from channels.faq.retrieval import weights
from channels.faq.retrieval.judgement import Compared, Fit, Found, decide
from channels.faq.retrieval.lexicon import LOOKED_AT, Lexicon, Text
from channels.faq.retrieval.terms import Language
from channels.faq.retrieval.weights import Parts


class Likeness(NamedTuple):
    """How like in meaning (cosines): the question to an entry's questions, and to its answer."""

    question: float
    answer: float


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
        judged_by = weights.BY_WORDS if likeness is None else weights.BY_MEANING
        return decide(self.compare(question, may_read, likeness), judged_by, limit)

    def compare(
        self,
        question: str,
        may_read: Callable[[str], bool] = lambda id: True,
        likeness: Mapping[str, Likeness] | None = None,
    ) -> Compared:
        """How well the likeliest entries fit, by part, of those that `may_read` allows."""
        parts: dict[str, Parts] = {}
        sharing: set[str] = set()
        for lexicon in self._lexicons.values():
            found = lexicon.compare(question, may_read)
            parts |= found
            if likeness is None:
                sharing |= lexicon.sharing(found, question)
        if likeness is None:
            fits: dict[str, Fit] = {id: tuple(fit) for id, fit in parts.items()}
        else:
            alike = {
                id: like for id, like in likeness.items() if id in self._texts and may_read(id)
            }
            sharing = {*parts.keys() & alike.keys(), *_closest(alike)}
            usual = _usual(alike.values())
            fits = {id: (*parts.get(id, Parts()), *_scaled(alike[id], usual)) for id in sharing}
        learnt = {id: self._learnt(id) for id in fits}
        return Compared(fits, sharing, learnt, {id: self._texts[id].language for id in fits})

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


def _usual(alike: Collection[Likeness]) -> Likeness:
    """How like the question is to any entry."""
    count = len(alike) + weights.AS_IF
    unlike = weights.AS_IF * weights.UNLIKE
    return Likeness(
        question=(sum(one.question for one in alike) + unlike) / count,
        answer=(sum(one.answer for one in alike) + unlike) / count,
    )


def _scaled(like: Likeness, usual: Likeness) -> Fit:
    return tuple(
        (cosine - from_here) * weights.SCALE for cosine, from_here in zip(like, usual, strict=True)
    )
