"""Folding: text without case and accents, for search and completion."""

from __future__ import annotations

import unicodedata

# Letters that NFKD leaves whole although people type them as two, or without the stroke.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i"})


def fold(text: str) -> str:
    """`text` as search compares it: no case, no accents, compatibility forms made plain.

    Idempotent. The length may change, so positions in the result are not positions in `text`.
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    bare = unicodedata.normalize("NFKD", bare.casefold())
    return "".join([c for c in bare if not unicodedata.combining(c)]).translate(_LETTERS)
