"""Words that differ by one slip of the finger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

SHORTEST = 5  # in shorter words a letter makes another word
LONGEST = 40  # a longer one is no word, and would have as many forms as letters


class Vocabulary:
    """The words of all entries, found also with one letter wrong, missing, added or swapped.

    Every word is kept under itself and under each of its forms with a letter left out: two words
    that share such a form are at most two such steps apart.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._forms: dict[str, set[str]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def add(self, words: Iterable[str]) -> None:
        """Count these words once more."""
        for word in words:
            self._counts[word] += 1
            if self._counts[word] == 1:
                for form in _forms(word):
                    self._forms.setdefault(form, set()).add(word)

    def remove(self, words: Iterable[str]) -> None:
        """Count these words once less."""
        for word in words:
            self._counts[word] -= 1
            if self._counts[word] <= 0:
                del self._counts[word]
                for form in _forms(word):
                    self._forms[form].discard(word)
                    if not self._forms[form]:
                        del self._forms[form]

    def meant(self, word: str) -> str | None:
        """The most frequent known word that `word` may be a slip of; None where there is none."""
        near = {
            known
            for form in _forms(word)
            for known in self._forms.get(form, ())
            if abs(len(known) - len(word)) <= 1
        }
        return max(near, key=lambda known: (self._counts[known], known), default=None)


def _forms(word: str) -> set[str]:
    if not SHORTEST <= len(word) <= LONGEST or word.isdecimal():
        return set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
