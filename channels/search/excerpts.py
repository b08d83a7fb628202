"""The piece of a found message that shows why it was found; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from channels.core.text import fold
from channels.search.kin import stems
from persistence.fulltext import ALONE, MAX_WORD, words

LENGTH = 280
BEFORE = 80  # characters shown before the first mark
CUT = "…"
BETWEEN = " · "  # the text and the names of files
MOST_NAMES = 3
NAME = 250  # characters of a name at most
NEAR = 4_000  # of a longer text, so many are looked at
STEM = 3  # letters that forms of a word have in common, nearly always

# A word as it stands in the text, with accents that are written apart.
_WORD = re.compile(rf"[{ALONE}]|(?:[^\W_{ALONE}][\u0300-\u036f]*)+")

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: `terms` in any form or where words begin so, `phrases` word for word."""

    terms: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(
        cls, asked: Sequence[str], phrases: Sequence[str], ways: Sequence[Sequence[str]] = ()
    ) -> Sought:
        """All of them folded; `ways` is what each of the words may have meant besides."""
        more = [other for found in ways for other in found]
        return cls(
            tuple(tuple(words(term)) for term in asked),
            tuple(tuple(words(phrase)) for phrase in [*phrases, *more]),
        )


class Excerpt(NamedTuple):
    """A piece of text; `marks` are [start, end) offsets into it, ascending, apart."""

    text: str
    marks: list[Mark]


class _Token(NamedTuple):
    folded: str
    start: int
    end: int


def make_excerpt(text: str, sought: Sought, others: Sequence[str] = ()) -> Excerpt:
    """Some 280 characters around the first match, on one line; matches are marked.

    Of `others`, such as names of files and what these say, those follow in which something
    matches, up to three: a name whole, a long text cut like the first.
    """
    parts = [_cut(*_marked(text, sought))]
    for other in others:
        if len(parts) > MOST_NAMES:
            break
        near = other if len(other) <= NAME else _near(other, sought)
        found = _marked(near, sought)
        if found[1]:
            parts.append(Excerpt(*found) if len(other) <= NAME else _cut(*found))
    return _joined([part for part in parts if part.text])


def _near(text: str, sought: Sought) -> str:
    """Of a very long text the lines around the first that may match: not all of it is marked."""
    begin = {term[0][:STEM] for term in (*sought.terms, *sought.phrases) if term}
    lines = text.split("\n")
    for at, line in enumerate(lines):
        folded = fold(line)
        if any(one in folded for one in begin) and _marked(line, sought)[1]:
            return "\n".join(lines[max(0, at - 1) : at + 3])[:NEAR]
    return ""


def _joined(parts: Sequence[Excerpt]) -> Excerpt:
    """One after another, the marks moved with their words."""
    text, marks = "", []
    for part in parts:
        text += BETWEEN if text else ""
        marks += [(start + len(text), end + len(text)) for start, end in part.marks]
        text += part.text
    return Excerpt(text, marks)


def _marked(text: str, sought: Sought) -> tuple[str, list[Mark]]:
    """The text on one line, and where the terms are in it."""
    flat = re.sub(r"\s", " ", text)
    tokens = _tokens(flat) if sought.terms or sought.phrases else []
    marks = [mark for phrase in sought.phrases for mark in _runs(tokens, phrase, _same)]
    for term in sought.terms:
        marks += _runs(tokens, term, _related)
        marks += _compounds(tokens, "".join(term))
    return flat, _merged(marks)


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


def _runs(
    tokens: Sequence[_Token], term: Sequence[str], fits: Callable[[str, str], bool]
) -> list[Mark]:
    """Where the term's words follow one another and the last of them fits."""
    if not term:
        return []
    last = len(term) - 1
    found = []
    for at in range(len(tokens) - last):
        run = tokens[at : at + len(term)]
        if fits(run[last].folded, term[last]) and all(
            token.folded == word for token, word in zip(run[:last], term, strict=False)
        ):
            found.append((run[0].start, run[last].end))
    return found


def _same(word: str, sought: str) -> bool:
    return word == sought


def _related(word: str, sought: str) -> bool:
    return word.startswith(sought) or not stems(word).isdisjoint(stems(sought))


def _compounds(tokens: Sequence[_Token], whole: str) -> list[Mark]:
    """Where words that follow one another are written as one in the term."""
    found = []
    for at, token in enumerate(tokens):
        joined, end = token.folded, at
        while len(joined) < len(whole) and whole.startswith(joined) and end + 1 < len(tokens):
            end += 1
            joined += tokens[end].folded
        if end > at and joined == whole:
            found.append((token.start, tokens[end].end))
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
