"""Kin of a word: its stems, and what dashed and dotted words are when joined; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from channels.core.text import english_stem, french_stem
from persistence.fulltext import KIN_SIGNS, words

_STEM, _JOINED = KIN_SIGNS
LONGEST_JOINED = 40
MOST_PARTS = 4
_COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010\u2011\u2013._'\u2019/][^\W_]+)+")
_HYPHEN = re.compile(r"[-\u2010\u2011\u2013._'\u2019/](?=[^\W_])")
_LETTER = re.compile(r"[^\W\d_]")


def stems(word: str) -> frozenset[str]:
    """The French and the English stem of a folded word; often one, often the word itself."""
    return frozenset((english_stem(word), french_stem(word)))


def kin_of(text: str) -> list[str]:
    """What the index keeps of a folded text beside its words, in no order.

    A stem that is the word itself is found by the word.
    """
    found = {kin for word in set(words(text)) for kin in _other_stems(word)}
    if _HYPHEN.search(text):  # far quicker to ask for
        found.update(
            kin for one in map(_join, _COMPOUND.findall(text)) if one for kin in joined_kin(one)
        )
    return sorted(found)


@lru_cache(1 << 15)
def _other_stems(word: str) -> tuple[str, ...]:
    return tuple(_STEM + stem for stem in stems(word) if stem != word)


def stem_kin(word: str) -> list[str]:
    """Kin that other forms of the word have."""
    return sorted(_STEM + stem for stem in stems(word))


def stem_words(word: str) -> list[str]:
    """Stems of the word that are words of their own, and so are kept as no kin."""
    return sorted(stem for stem in stems(word) if stem != word and stem in stems(stem))


def joined_kin(whole: str) -> list[str]:
    """Kin of a compound that is written with a dash or a dot in a text, and of its forms."""
    return sorted({_JOINED + one for one in (whole, *stems(whole))})


def joined(parts: Iterable[str]) -> str | None:
    """Words written as one; None where no text would be indexed so."""
    found = "".join(parts)
    return found if len(found) <= LONGEST_JOINED and _LETTER.search(found) else None


def _join(compound: str) -> str | None:
    parts = words(compound)
    return joined(parts) if len(parts) <= MOST_PARTS else None
