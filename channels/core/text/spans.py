"""The typed spans that a message's text is parsed to, as they travel to clients.

A container (the message, a quote, a list's item) that holds one paragraph only holds that
paragraph's spans directly, so that the usual message is a flat list. Depth is bounded (see
`tree.MAX_DEPTH`); clients may recurse.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class _Span(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", omit_defaults=True, gc=False):
    """Base of all spans; `t` on the wire tells which one it is."""


class Run(_Span, frozen=True, kw_only=True, tag="text"):
    """Plain words, shown as they are."""

    text: str


class Bold(_Span, frozen=True, kw_only=True, tag="bold"):
    """Strong emphasis."""

    children: tuple[Span, ...]


class Italic(_Span, frozen=True, kw_only=True, tag="italic"):
    """Emphasis."""

    children: tuple[Span, ...]


class Strike(_Span, frozen=True, kw_only=True, tag="strike"):
    """Struck out."""

    children: tuple[Span, ...]


class Code(_Span, frozen=True, kw_only=True, tag="code"):
    """Code within a line."""

    text: str


class Pre(_Span, frozen=True, kw_only=True, tag="pre"):
    """A block of code; `lang` as written after the fence, empty when unknown."""

    text: str
    lang: str = ""


class Link(_Span, frozen=True, kw_only=True, tag="link"):
    """A link to an absolute http, https or mailto address. Holds no other link and no mention."""

    url: str
    children: tuple[Span, ...]


class Person(_Span, frozen=True, kw_only=True, tag="person"):
    """A person is mentioned."""

    id: str


class Channel(_Span, frozen=True, kw_only=True, tag="channel"):
    """A channel is mentioned."""

    id: str


class Broadcast(_Span, frozen=True, kw_only=True, tag="broadcast"):
    """Everybody in the channel is mentioned, or (`here`) those who are present."""

    kind: Literal["channel", "here"]


class Hashtag(_Span, frozen=True, kw_only=True, tag="hashtag"):
    """A hashtag, as typed and without `#`; `fold` makes it comparable."""

    tag: str


class Emoji(_Span, frozen=True, kw_only=True, tag="emoji"):
    """A short code between colons; a client that does not know it shows `:name:`."""

    name: str


class Break(_Span, frozen=True, kw_only=True, tag="break"):
    """A new line within a paragraph."""


class Rule(_Span, frozen=True, kw_only=True, tag="rule"):
    """A line across the message."""


class Paragraph(_Span, frozen=True, kw_only=True, tag="paragraph"):
    """A paragraph among other blocks."""

    children: tuple[Span, ...]


class Heading(_Span, frozen=True, kw_only=True, tag="heading"):
    """A heading, modest: three levels."""

    level: Literal[1, 2, 3]
    children: tuple[Span, ...]


class Quote(_Span, frozen=True, kw_only=True, tag="quote"):
    """Quoted blocks."""

    children: tuple[Span, ...]


class Items(_Span, frozen=True, kw_only=True, tag="list"):
    """A list; `start` is the first number of an ordered one."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False
    start: int = 1


Span = (
    Run
    | Bold
    | Italic
    | Strike
    | Code
    | Pre
    | Link
    | Person
    | Channel
    | Broadcast
    | Hashtag
    | Emoji
    | Break
    | Rule
    | Paragraph
    | Heading
    | Quote
    | Items
)
