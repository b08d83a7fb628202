"""Leaves: the spans that are not markdown (mentions, hashtags, emoji, bare addresses), by trigger.

The same rules serve the fast path and markdown-it's inline parser, so that both read alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from markdown_it.common.normalize_url import normalizeLink

from channels.core.text.names import Names
from channels.core.text.spans import Broadcast, Channel, Emoji, Hashtag, Link, Person, Run, Span

# `[#]`: this also stands in a verbose pattern.
CONTROL = r"<(?:@[UWB][0-9A-Z]{1,31}|[#][CGD][0-9A-Z]{1,31}|!channel|!here)>"
_CONTROL = re.compile(CONTROL)
# Combining accents count as letters: some keyboards send "é" as two characters.
_W = r"\w\u0300-\u036f"
# Not after a letter or digit, nor within an address, nor after `<@U1>` (as not after `@ada`).
_FREE = r"(?<![^\W_])(?<![\u0300-\u036f/@#&+=%<>])"
_AT = re.compile(rf"{_FREE}@([{_W}][{_W}.-]{{0,63}})(?![{_W}])")
_HASH = re.compile(rf"{_FREE}#((?!_)\w[{_W}-]{{0,79}})(?![{_W}])")
_EMOJI = re.compile(r"(?<![A-Za-z0-9:>])(?::[\w+-]{1,64}:)+(?![A-Za-z0-9:])")
_URL = re.compile(r"https?://[^\s<>\[\]`\"\\\x00-\x1f/?#][^\s<>\[\]`\"\\\x00-\x1f]*", re.IGNORECASE)
_URL_TAIL = "?!.,:;*_~'’”»|"
_SAFE_URL = re.compile(r"https?://[^/?#\s]|mailto:[^\s?]", re.IGNORECASE)


class Leaf(NamedTuple):
    """What was read at `source[start:end]`, and what to write there instead (None: leave it)."""

    start: int
    end: int
    spans: tuple[Span, ...]
    edit: str | None = None


# (source, position of the trigger, end of what is read already) -> leaf
LeafRule = Callable[[str, int, int], Leaf | None]
LeafRules = Mapping[str, LeafRule]


def safe_url(url: str) -> bool:
    """Whether a message may link to `url`: absolute http or https with a host, or mailto."""
    return _SAFE_URL.match(url) is not None


def _control(source: str, at: int, floor: int) -> Leaf | None:
    found = _CONTROL.match(source, at)
    if found is None:
        return None
    kind, value = source[at + 1], source[at + 2 : found.end() - 1]
    span: Span
    if kind == "@":
        span = Person(id=value)
    elif kind == "#":
        span = Channel(id=value)
    else:
        span = Broadcast(kind="here" if value == "here" else "channel")
    return Leaf(at, found.end(), (span,))


def _hashtag(source: str, at: int, floor: int) -> Leaf | None:
    found = _HASH.match(source, at)
    if found is None:
        return None
    tag = found[1].rstrip("-_")
    if not any(map(str.isalpha, tag)):  # "#1" is a number
        return None
    return Leaf(at, at + 1 + len(tag), (Hashtag(tag=tag),))


def _emoji_or_url(source: str, at: int, floor: int) -> Leaf | None:
    if found := _EMOJI.match(source, at):
        names = found[0].strip(":").split("::")
        return Leaf(at, found.end(), tuple([Emoji(name=name) for name in names]))
    if not source.startswith("//", at + 1):
        return None
    start = at - (5 if source[max(at - 5, 0) : at].lower() == "https" else 4)
    if start < floor or (start and source[start - 1].isascii() and source[start - 1].isalnum()):
        return None
    found = _URL.match(source, start)
    if found is None:
        return None
    typed = _without_tail(found[0])
    url = normalizeLink(typed)
    if len(typed) <= at - start + 3 or not safe_url(url):
        return None
    return Leaf(start, start + len(typed), (Link(url=url, children=(Run(text=typed),)),))


def _without_tail(url: str) -> str:
    """`url` without the punctuation of the sentence around it; balanced parentheses stay."""
    end = len(url)
    surplus = url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in _URL_TAIL:
            break
        end -= 1
    return url[:end]


def _handle(names: Names, source: str, at: int, floor: int) -> Leaf | None:
    found = _AT.match(source, at)
    if found is None:
        return None
    word = found[1]
    while word:
        end = at + 1 + len(word)
        key = _key(word)
        if key in ("channel", "here"):
            kind: Span = Broadcast(kind="here" if key == "here" else "channel")
            return Leaf(at, end, (kind,), f"<!{key}>")
        if person_id := names.person(key):
            return Leaf(at, end, (Person(id=person_id),), f"<@{person_id}>")
        if word[-1] not in "._-":  # a longer word is another's name: "@bob-b" is not "@bob"
            return None
        word = word[:-1]
    return None


def _hash(names: Names, source: str, at: int, floor: int) -> Leaf | None:
    leaf = _hashtag(source, at, floor)
    word = source[at + 1 : leaf.end] if leaf else ""
    if leaf is None:  # a channel may be called "2026"
        found = _HASH.match(source, at)
        word = found[1].rstrip("-_") if found else ""
    if word and (channel_id := names.channel(_key(word))):
        end = at + 1 + len(word)
        return Leaf(at, end, (Channel(id=channel_id),), f"<#{channel_id}>")
    return leaf


def _typed_control(names: Names, source: str, at: int, floor: int) -> Leaf | None:
    leaf = _control(source, at, floor)
    if leaf is None or _label(names, leaf.spans[0]) is not None:
        return leaf
    words = source[at : leaf.end]
    return leaf._replace(spans=(Run(text=words),), edit="\\" + words)


def _edited_control(names: Names, source: str, at: int, floor: int) -> Leaf | None:
    leaf = _control(source, at, floor)
    word = leaf and _label(names, leaf.spans[0])
    if leaf is None or word is None:
        return leaf
    # The word goes in only where it would be read back as the same mention.
    probe = source[max(at - 1, 0) : at] + word + source[leaf.end : leaf.end + 80]
    rule = _hash if word[0] == "#" else _handle
    again = rule(names, probe, min(at, 1), 0)
    same = again and again.spans == leaf.spans and again.end == min(at, 1) + len(word)
    return leaf._replace(edit=word) if same else leaf


def _label(names: Names, span: Span) -> str | None:
    match span:
        case Person(id=id):
            word, sign = names.handle(id), "@"
        case Channel(id=id):
            word, sign = names.channel_name(id), "#"
        case Broadcast(kind=kind):
            word, sign = kind, "@"
        case _:
            return None
    return None if word is None else sign + word


def _key(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word.lower())


STORED: LeafRules = {"<": _control, "#": _hashtag, ":": _emoji_or_url}


def typed_rules(names: Names) -> LeafRules:
    """Rules for what a person types; the edits make it canonical."""
    return {
        "<": partial(_typed_control, names),
        "@": partial(_handle, names),
        "#": partial(_hash, names),
        ":": _emoji_or_url,
    }


def editing_rules(names: Names) -> LeafRules:
    """Rules for stored text; the edits make it what a person edits."""
    return {**STORED, "<": partial(_edited_control, names)}
