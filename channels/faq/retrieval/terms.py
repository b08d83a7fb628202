"""The words of a text as retrieval compares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from channels.core.text import english_stem, fold, french_stem

Language = Literal["en", "fr"]
GRAM = 4

_WORD = re.compile(r"[^\W_]+")
_STEM: Mapping[str, Callable[[str], str]] = {"en": english_stem, "fr": french_stem}

# Words that nearly every question holds; folded, with what an apostrophe leaves.
STOP: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "a about am an and any anybody anyone are as at be been being but by can could d did "
        "do does doesn don for from get got had has have hello hey hi how i id if im in into "
        "is isn it its ive just know knows like ll m make me my need no not of on or our "
        "please possible re s should so some somebody someone t thanks that the there these "
        "they this those to use using ve want was way we were what when where which who why "
        "will with would you your".split()
    ),
    "fr": frozenset(
        "a ai ait alors as au aux avec avez avoir bonjour c ca ce cela ces cet cette ceux "
        "comme comment d dans de des dois doit donc du elle elles en es est et etait ete etes "
        "etre eu eux faire fait faut il ils j je l la le les leur lui m ma mais me merci mes "
        "moi mon n ne nos notre nous on ou par pas peut peuvent peux plus pour pourquoi puis "
        "qu quand que quel quelle quelles quelqu quels qui quoi s sa sait salut sans savez se "
        "ses si son sont sur t ta te tes ton tu un une veut veux vos votre vous y".split()
    ),
}


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def language_of(text: str) -> Language:
    """French where more of the small words are French than English, else English."""
    found = words(text)
    small = {code: sum(word in STOP[code] for word in found) for code in STOP}
    return "fr" if small["fr"] > small["en"] else "en"


def telling(found: Sequence[str], language: Language) -> list[str]:
    """The words that tell something; all of them where none does."""
    return [word for word in found if word not in STOP[language]] or list(found)


def stems(found: Sequence[str], language: Language) -> list[str]:
    """The stem of each word."""
    return [_STEM[language](word) for word in found]


def grams(found: Sequence[str]) -> list[str]:
    """The part-words: every four letters in a row, with the ends of words marked."""
    parts = []
    for word in found:
        marked = f"^{word}$"
        parts += [marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1))]
    return parts
