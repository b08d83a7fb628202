"""What a word may have meant that hardly any message holds: one letter off, a part, two words."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.fulltext import KNOWN_TO, FullText, words

SHORTEST = 4  # of shorter words too many are one letter away
MOST = 20  # other words for one
_LATIN = string.ascii_lowercase
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψως"


async def meant(
    fulltext: FullText, connection: AsyncConnection, asked: Sequence[str]
) -> list[list[str]]:
    """For each folded word, the words of messages that may have been meant, or words side by side.

    None are given for what is no single word of letters.
    """
    return [await _close(fulltext, connection, words(one)) for one in asked]


async def _close(fulltext: FullText, connection: AsyncConnection, term: Sequence[str]) -> list[str]:
    word = term[0] if len(term) == 1 else ""
    if not (SHORTEST <= len(word) <= KNOWN_TO and word.isalpha()):
        return []
    split = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    near = list(dict.fromkeys(one_off(word)))
    parts = [part for pair in split for part in pair]
    known = await fulltext.known(connection, [*near, *parts])
    pairs = [f"{one} {other}" for one, other in split if {one, other} <= known]
    close = [one for one in near if one in known]
    holding = [one for one in await fulltext.holding(connection, word, MOST) if one != word]
    return list(dict.fromkeys([*close, *pairs, *holding]))[:MOST]


def one_off(word: str) -> Iterator[str]:
    """Every word that one mistake leads to: letters changed, left out, too many or wrong."""
    letters = _letters(word)
    for at in range(len(word)):
        before, letter, rest = word[:at], word[at], word[at + 1 :]
        if rest and rest[0] != letter:
            yield f"{before}{rest[0]}{letter}{rest[1:]}"
        yield before + rest
        yield from (before + other + rest for other in letters if other != letter)
        yield from (before + other + letter + rest for other in letters)
    yield from (word + other for other in letters)


def _letters(word: str) -> Iterable[str]:
    for alphabet in (_CYRILLIC, _GREEK):
        if word[0] in alphabet:
            return alphabet
    return _LATIN
