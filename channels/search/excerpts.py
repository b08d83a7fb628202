"""The piece of a found message that shows why it was found; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from channels.core.text import fold
from persistence.fulltext import ALONE, MAX_WORD, words

LENGTH = 280
BEFORE = 80  # characters shown before the first mark
CUT = "…"
BETWEEN = " · "  # the text and the names of files
MOST_NAMES = 3

# A word as it stands in the text, with accents that are written apart.
_WORD = re.compile(rf"[{ALONE}]|(?:[^\W_{ALONE}][\u0300-\u036f]*)+")

Mark = tuple[int, int]
_Term = tuple[Sequence[str], bool]  # its words, and whether the last one may go on


class Excerpt(NamedTuple):
    """A piece of text; `marks` are [start, end) offsets into it, ascending, apart."""

    text: str
    marks: list[Mark]


class _Token(NamedTuple):
    folded: str
    start: int
    end: int


def make_excerpt(
    text: str, beginnings: Sequence[str], phrases: Sequence[str], file_names: Sequence[str] = ()
) -> Excerpt:
    """Some 280 characters around the first match, on one line; matches are marked.

    `beginnings` match where words begin so, `phrases` word for word; both are folded. Up to three
    names of files in which something matches follow, whole.
    """
    terms = [(words(term), True) for term in beginnings]
    terms += [(words(term), False) for term in phrases]
    parts = [_cut(*_marked(text, terms))]
    named = (Excerpt(*_marked(name, terms)) for name in file_names)
    parts += [name for name in named if name.marks][:MOST_NAMES]
    return _joined([part for part in parts if part.text])


def _joined(parts: Sequence[Excerpt]) -> Excerpt:
    """One after another, the marks moved with their words."""
    text, marks = "", []
    for part in parts:
        text += BETWEEN if text else ""
        marks += [(start + len(text), end + len(text)) for start, end in part.marks]
        text += part.text
    return Excerpt(text, marks)


def _marked(text: str, terms: Sequence[_Term]) -> tuple[str, list[Mark]]:
    """The text on one line, and where the terms are in it."""
    flat = re.sub(r"\s", " ", text)
    tokens = _tokens(flat) if terms else []
    return flat, _merged(mark for term in terms for mark in _matches(tokens, *term))


def _tokens(text: str) -> list[_Token]:
    """The words of a text with their places; most texts are ASCII, where folding keeps places."""
    if text.isascii():
        return [
            _Token(match[0][:MAX_WORD], match.start(), match.end())
            for match in _WORD.finditer(text.lower())
        ]
    return [
        _Token(folded, match.start(), match.end())
        for match in _WORD.finditer(text)
        for folded in words(fold(match[0]))
    ]


def _matches(tokens: Sequence[_Token], term: Sequence[str], open_end: bool) -> list[Mark]:
    """Where the term's words follow one another; the last may go on where the end is open."""
    if not term:
        return []
    last = len(term) - 1
    found = []
    for at in range(len(tokens) - last):
        run = tokens[at : at + len(term)]
        folded = [token.folded for token in run]
        ends = folded[last].startswith(term[last]) if open_end else folded[last] == term[last]
        if ends and folded[:last] == list(term[:last]):
            found.append((run[0].start, run[last].end))
    return found


def _merged(marks: Iterable[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, marks: list[Mark]) -> Excerpt:
    """The window that holds the first mark; cut where words end, if they do."""
    if len(text) <= LENGTH:
        return Excerpt(text, marks)
    first = marks[0][0] if marks else 0
    start = max(0, min(first - BEFORE, len(text) - LENGTH))
    if start > 0:
        start = _next_word(text, start, first)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + LENGTH // 2, end)
        end = space if space >= 0 else end
    before, after = CUT if start > 0 else "", CUT if end < len(text) else ""
    shift = start - len(before)
    kept = [(a - shift, min(b, end) - shift) for a, b in marks if a >= start and a < end]
    return Excerpt(before + text[start:end] + after, kept)


def _next_word(text: str, start: int, latest: int) -> int:
    space = text.find(" ", start, latest)
    return space + 1 if space >= 0 else start
