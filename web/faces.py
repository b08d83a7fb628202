"""A person's face where there is no photo: the same initials on the same ground as in the chat
(`web/client/src/ui/avatar.tsx`); pure."""

from __future__ import annotations

import re

GROUNDS = 8
_BETWEEN_WORDS = re.compile(r"[\s._-]+")


def initials_of(name: str) -> str:
    """First letters of the first and last word: "Ada Lovelace" is AL, "bob" is B."""
    words = [word for word in _BETWEEN_WORDS.split(name) if any(map(str.isalnum, word))]
    letters = _first_letter(words[0] if words else name)
    if len(words) > 1:
        letters += _first_letter(words[-1])
    return letters.upper() or "?"


def ground_of(person_id: str) -> int:
    """The number of the ground, from 1."""
    total = 0
    for letter in person_id:
        total = (total * 31 + ord(letter)) % 100_003
    return total % GROUNDS + 1


def _first_letter(word: str) -> str:
    return next(filter(str.isalnum, word), "")
