"""The entries of one language, compared with a question by their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from channels.faq.retrieval import terms
from channels.faq.retrieval.field import Doc, Field, rarity
from channels.faq.retrieval.typos import Vocabulary
from channels.faq.retrieval.weights import SHARED, SLIP, VARIANT, Parts

LOOKED_AT = 60  # how many of the likeliest by each part are compared in all


@dataclass(frozen=True, slots=True)
class Text:
    """What retrieval knows of an entry. `weight` is what people made of it, from -1 to 1."""

    id: str
    questions: tuple[str, ...]  # the question, then its variants
    answer: str
    language: terms.Language
    weight: float = 0.0


class Lexicon:
    """Scores entries by the stems, part-words and rare words that a question shares with them."""

    def __init__(self, language: terms.Language) -> None:
        self._language = language
        self._questions = Field(spread=0.5)
        self._letters = Field(spread=0.5)
        self._answers = Field(spread=0.75)
        self._holding: Counter[str] = Counter()  # how many entries hold a stem
        self._vocabulary = Vocabulary()
        self._texts: dict[str, Text] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: Text) -> None:
        """Take an entry in; one of its id is not there yet."""
        self._texts[text.id] = text
        questions, answer = self._read(text)
        for at, found in enumerate(questions):
            self._questions.add((text.id, at), terms.stems(found, self._language))
            self._letters.add((text.id, at), terms.grams(found))
        self._answers.add((text.id, 0), terms.stems(answer, self._language))
        self._vocabulary.add({*answer, *(word for found in questions for word in found)})
        self._holding.update(self._stems(text.id))

    def remove(self, id: str) -> None:
        """Forget an entry; again is harmless."""
        text = self._texts.get(id)
        if text is None:
            return
        questions, answer = self._read(text)
        self._vocabulary.remove({*answer, *(word for found in questions for word in found)})
        for stem in self._stems(id):
            self._holding[stem] -= 1
            if not self._holding[stem]:
                del self._holding[stem]
        del self._texts[id]
        for at in range(len(text.questions)):
            self._questions.remove((id, at))
            self._letters.remove((id, at))
        self._answers.remove((id, 0))

    def compare(self, question: str, may_read: Callable[[str], bool]) -> dict[str, Parts]:
        """How well the likeliest entries fit that `may_read` allows, by id."""
        found = terms.telling(terms.words(question), self._language)
        wanted = self._wanted(found)
        letters = {gram: self._letters.rarity(gram) for gram in terms.grams(found)}
        by_question = _best(self._questions.score(wanted), may_read)
        by_answer = _best(self._answers.score(wanted), may_read)
        by_letters = _best(self._letters.score(letters), may_read)
        most, most_letters = _most(wanted.values()), _most(letters.values())
        return {
            id: Parts(
                by_question.get(id, 0.0) / most,
                by_answer.get(id, 0.0) / most,
                by_letters.get(id, 0.0) / most_letters,
                self._asked(id, wanted),
            )
            for id in {*_first(by_question), *_first(by_answer), *_first(by_letters)}
        }

    def sharing(self, ids: Iterable[str], question: str) -> set[str]:
        """Those of the entries that hold enough of what the question tells.

        Among few entries one word leads by far: a lead alone does not make an answer.
        """
        wanted = self._wanted(terms.telling(terms.words(question), self._language))
        enough = SHARED * sum(wanted.values())
        return {id for id in ids if self._held(id, wanted) >= enough}

    def _held(self, id: str, wanted: Mapping[str, float]) -> float:
        """What the words of the question tell that the entry holds."""
        texts = [self._answers.terms((id, 0))]
        texts += (self._questions.terms((id, at)) for at in range(len(self._texts[id].questions)))
        return sum(tells for stem, tells in wanted.items() if any(stem in text for text in texts))

    def _wanted(self, found: Sequence[str]) -> dict[str, float]:
        """The stems to look for, with what each tells; what nobody wrote may be a slip."""
        wanted: dict[str, float] = {}
        for word in found:
            stem = terms.stems([word], self._language)[0]
            if stem in self._holding:
                wanted[stem] = self._rarity(stem)
                continue
            meant = self._vocabulary.meant(word)
            if meant is None:
                wanted[stem] = self._rarity(stem)
            else:
                near = terms.stems([meant], self._language)[0]
                wanted[near] = max(wanted.get(near, 0.0), SLIP * self._rarity(near))
        return wanted

    def _asked(self, id: str, wanted: dict[str, float]) -> float:
        """How much of what the entry's question asks is asked here too."""
        best = 0.0
        for at in range(len(self._texts[id].questions)):
            own = {stem: self._rarity(stem) for stem in self._questions.terms((id, at))}
            shared = sum(own[stem] for stem in own.keys() & wanted.keys())
            best = max(best, (VARIANT if at else 1.0) * shared / (sum(own.values()) or 1.0))
        return best

    def _rarity(self, stem: str) -> float:
        return rarity(self._holding[stem], len(self._texts))

    def _stems(self, id: str) -> set[str]:
        """The stems of an entry that is in the fields."""
        found = set(self._answers.terms((id, 0)))
        for at in range(len(self._texts[id].questions)):
            found |= self._questions.terms((id, at))
        return found

    def _read(self, text: Text) -> tuple[list[list[str]], list[str]]:
        """The telling words of each question, and those of the answer."""
        questions = [
            terms.telling(terms.words(question), self._language) for question in text.questions
        ]
        return questions, terms.telling(terms.words(text.answer), self._language)


def _best(scores: dict[Doc, float], may_read: Callable[[str], bool]) -> dict[str, float]:
    """The best of each entry's texts."""
    best: dict[str, float] = {}
    for (id, at), score in scores.items():
        counted = score * VARIANT if at else score
        if counted > best.get(id, 0.0) and may_read(id):
            best[id] = counted
    return best


def _first(scores: dict[str, float]) -> list[str]:
    """The likeliest by one part."""
    return nlargest(LOOKED_AT, scores, key=scores.__getitem__)


def _most(rarities: Iterable[float]) -> float:
    """What a text would score that holds every term often."""
    return sum(rarities) * (Field.SATURATION + 1) or 1.0
