"""Between what a person types, what is stored, and spans.

Stored source is markdown with mentions by id: `<@U123>` a person, `<#C123>` a channel,
`<!channel>` and `<!here>` everybody. A person types `@handle`, `#name`, `@channel`, `@here`.
Nothing is resolved within code, links or addresses.
"""

from __future__ import annotations

from typing import NamedTuple

from channels.core.text.fast import Edit, clean, is_bare, is_plain, read_plain
from channels.core.text.leaves import STORED, LeafRules, editing_rules, typed_rules
from channels.core.text.markdown import read_markdown
from channels.core.text.names import Names
from channels.core.text.spans import Run, Span


class Text(NamedTuple):
    """A message's text, ready to store: canonical source and its spans."""

    source: str
    spans: list[Span]


def parse(source: str, names: Names) -> Text:
    """What a person typed, made canonical and parsed. Never fails, whatever the text."""
    stored, spans = _canonical(source, names)
    return Text(stored, parse_spans(stored) if spans is None else spans)


def canonical(source: str, names: Names) -> str:
    """Typed source to stored source.

    Idempotent. A control sequence with an id that `names` does not know is escaped, so that it
    stays text whatever happens later.
    """
    return _canonical(source, names)[0]


def parse_spans(stored: str) -> list[Span]:
    """The spans of stored source."""
    return _read(clean(stored), STORED)[0]


def editable(stored: str, names: Names) -> str:
    """Stored source to what a person edits; `canonical` gives the stored source back.

    A mention keeps its control sequence where the word would not be read back as the same one
    (`x<@U1>y`) or where `names` has no word for it.
    """
    stored = clean(stored)
    typed = _applied(stored, _read(stored, editing_rules(names))[1])
    return typed if canonical(typed, names) == stored else stored


def _canonical(source: str, names: Names) -> tuple[str, list[Span] | None]:
    """Stored source, and its spans where they are known already."""
    source = clean(source)
    spans, edits = _read(source, typed_rules(names))
    return (_applied(source, edits), None) if edits else (source, spans)


def _read(source: str, rules: LeafRules) -> tuple[list[Span], list[Edit]]:
    words = source.rstrip(" \n")  # as markdown does; keyboards of phones leave a blank
    if is_bare(words):
        return [Run(text=words)], []
    if words and is_plain(words):
        return read_plain(words, rules)
    spans, edits = read_markdown(source, rules)
    if not spans and (left := source.strip()):  # markers alone, such as "#" or ">", are words
        return [Run(text=left)], edits
    return spans, edits


def _applied(source: str, edits: list[Edit]) -> str:
    parts: list[str] = []
    floor = 0
    for start, end, text in edits:
        parts += (source[floor:start], text)
        floor = end
    parts.append(source[floor:])
    return "".join(parts)
