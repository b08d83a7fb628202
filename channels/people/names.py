"""Names, handles and e-mail addresses: how they are cleaned, made and found; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from channels.core.errors import Conflict, Invalid
from channels.core.text import fold

MYSELF = frozenset({"me", "moi"})  # whoever searches; who has such a handle of old keeps it
RESERVED_HANDLES = MYSELF | {"channel", "here", "everyone", "all"}
HANDLE_MAX = 40
SHORTEST_WITH_A_MISTAKE = 3
LONGEST_WITH_A_MISTAKE = 20

_NOT_IN_HANDLE = re.compile(r"[^a-z0-9._-]+")
_NOT_IN_WORD = re.compile(r"[\W_]+")
_JOINERS = "\u200c\u200d"  # they shape Persian words and hold emoji together
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def clean_line(text: str, field: str) -> str:
    """One line with single spaces; Errors: Invalid for control characters."""
    line = " ".join(text.split())
    if not line.isprintable() and any(map(_is_unseen, line)):
        raise Invalid("Leave out control characters and invisible ones.", field)
    return line


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN and char not in _JOINERS


def clean_name(text: str, field: str = "name") -> str:
    """A name as it is stored; Errors: Invalid where nothing is left of it."""
    name = clean_line(text, field)
    if not name.strip(_JOINERS):
        raise Invalid("A name needs at least one character.", field)
    return name


def clean_email(text: str) -> str:
    """An address as it is stored and compared: lower case."""
    return text.strip().lower()


def words_of(name: str, handle: str) -> str:
    """The words by which a person is found, each after a space, without case and accents."""
    return " " + _NOT_IN_WORD.sub(" ", fold(f"{name} {handle}")).strip()


def query_words(query: str) -> list[str]:
    """The folded words of a query; each must begin one of a person's words."""
    return _NOT_IN_WORD.sub(" ", fold(query)).split()


def one_mistake(word: str) -> list[str]:
    """Patterns (`_` is any letter) of what a word may have meant: one letter wrong, missing, too
    many, or changed with the next. The first letter counts as right, and so do short words.
    """
    patterns = [word]
    if len(word) < SHORTEST_WITH_A_MISTAKE or len(word) > LONGEST_WITH_A_MISTAKE:
        return patterns
    for at in range(1, len(word)):
        before, letter, rest = word[:at], word[at], word[at + 1 :]
        patterns += [f"{before}_{rest}", f"{before}{rest}", f"{before}_{letter}{rest}"]
        if rest:
            patterns.append(f"{before}{rest[0]}{letter}{rest[1:]}")
    return list(dict.fromkeys(patterns))


def handle_base(source: str) -> str:
    """What a handle is made of: the local part of an address, or a name, in a-z0-9._- ."""
    local = _NOT_IN_HANDLE.sub("", fold(source.partition("@")[0]).replace(" ", "."))
    return local.strip("._-")[: HANDLE_MAX - 6].rstrip("._-") or "person"


def free_handle(base: str, taken: Container[str]) -> str:
    """`base`, or with the first number from 2 that makes it free."""
    if base not in taken and base not in RESERVED_HANDLES:
        return base
    number = 2
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def check_handle(handle: str) -> None:
    """Errors: Conflict for a word that mentions or the search use."""
    if handle in MYSELF:
        raise Conflict(f"In a search, {handle} is who searches. Choose another handle.", "handle")
    if handle in RESERVED_HANDLES:
        raise Conflict(f"@{handle} speaks to many people at once. Choose another handle.", "handle")
