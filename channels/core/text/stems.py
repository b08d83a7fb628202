"""Stems: what the forms of a word have in common, in French and in English."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import Protocol

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer

SHORTEST, LONGEST = 3, 30  # other words have no forms
SHORTEST_STEM = 3  # *bees* is no form of *be*
_LETTERS = re.compile(rf"[a-z]{{{SHORTEST},{LONGEST}}}")
_CACHED = 1 << 16  # words of a language are few; a stem takes some 70 µs


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's name)


_ENGLISH: _Stemmer = EnglishStemmer()
_FRENCH: _Stemmer = FrenchStemmer()
_LOCK = Lock()  # a stemmer keeps state while it works


@lru_cache(_CACHED)
def english_stem(word: str) -> str:
    """The stem of a folded word as if it were English; the word itself where it has no forms."""
    return _stem(_ENGLISH, word)


@lru_cache(_CACHED)
def french_stem(word: str) -> str:
    """The stem of a folded word as if it were French; the word itself where it has no forms.

    Taken twice, which makes up for the accents that folding took: *parlée* and *parler* are one
    whether they are written with accents or without.
    """
    return _stem(_FRENCH, _stem(_FRENCH, word))


def _stem(stemmer: _Stemmer, word: str) -> str:
    if not _LETTERS.fullmatch(word):
        return word
    with _LOCK:
        stem = stemmer.stemWord(word)
    return stem if len(stem) >= SHORTEST_STEM else word
