"""From markdown-it's flat tokens to the tree of spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from markdown_it.token import Token

from channels.core.text import spans as s
from channels.core.text.spans import Span

# Emphasis below this depth loses its look, not its text.
MAX_DEPTH = 24

_LANG = re.compile(r"[\w+#.-]{1,32}")
_Child = Span | str | tuple[Span, ...]  # a str awaits joining, a tuple is a list's item


class _Frame:
    """An element that is open; `opener` is None for one that only passes its children up."""

    __slots__ = ("children", "opener")

    def __init__(self, opener: Token | None, children: list[_Child]) -> None:
        self.opener = opener
        self.children = children


def build(tokens: Sequence[Token]) -> list[Span]:
    """The spans of a whole message."""
    root: list[_Child] = []
    stack = [_Frame(None, root)]
    for token in tokens:
        for part in token.children or [] if token.type == "inline" else [token]:
            _take(part, stack)
    return _joined(root)


def _take(token: Token, stack: list[_Frame]) -> None:
    top = stack[-1]
    if token.nesting > 0:
        flat = token.hidden or _is_flat(token, stack)
        stack.append(_Frame(None, top.children) if flat else _Frame(token, []))
    elif token.nesting < 0:
        stack.pop()
        if top.opener is not None:
            closed = _closed(top.opener, top.children)
            if closed is not None:
                stack[-1].children.append(closed)
    elif token.type in ("text", "text_special"):
        if token.content:
            top.children.append(token.content)
    elif token.type == "leaf":
        top.children.extend(token.meta["spans"])
    else:
        top.children.append(_single(token))


def _is_flat(token: Token, stack: list[_Frame]) -> bool:
    if token.type == "link_open":
        inside = any(frame.opener and frame.opener.type == "link_open" for frame in stack)
        return inside or not token.attrs.get("href")
    return len(stack) >= MAX_DEPTH and token.type in ("em_open", "strong_open", "s_open")


def _single(token: Token) -> Span:
    match token.type:
        case "softbreak" | "hardbreak":
            return s.Break()
        case "code_inline":
            return s.Code(text=token.content)
        case "fence":
            return _pre(token)
        case "hr":
            return s.Rule()
        case _:
            return s.Run(text=token.content)


def _pre(token: Token) -> Span:
    text = token.content.removesuffix("\n")
    words = token.info.strip()
    if not words or _LANG.fullmatch(words):
        return s.Pre(text=text, lang=words)
    return s.Pre(text=f"{words}\n{text}" if text else words)  # code begun on the fence's own line


def _closed(opener: Token, children: list[_Child]) -> Span | tuple[Span, ...] | None:
    if opener.type in ("bullet_list_open", "ordered_list_open"):
        items = tuple([child for child in children if isinstance(child, tuple)])
        start = int(opener.attrs.get("start", 1))
        return s.Items(items=items, ordered=opener.type == "ordered_list_open", start=start)
    inner = tuple(_joined(children))
    if opener.type == "list_item_open":
        return inner
    if opener.type == "link_open":
        url = str(opener.attrs["href"])
        return s.Link(url=url, children=inner or (s.Run(text=url),))
    return _element(opener, inner) if inner else None


def _element(opener: Token, inner: tuple[Span, ...]) -> Span:
    match opener.type:
        case "strong_open":
            return s.Bold(children=inner)
        case "em_open":
            return s.Italic(children=inner)
        case "s_open":
            return s.Strike(children=inner)
        case "heading_open":
            return s.Heading(level=_level(opener.tag), children=inner)
        case "blockquote_open":
            return s.Quote(children=inner)
        case _:
            return s.Paragraph(children=inner)


def _level(tag: str) -> Literal[1, 2, 3]:
    return 1 if tag == "h1" else 2 if tag == "h2" else 3


def _joined(children: list[_Child]) -> list[Span]:
    """`children` with neighbouring words made one, and a lone paragraph taken out of its wrap."""
    joined: list[Span] = []
    for is_text, group in groupby(children, key=lambda child: isinstance(child, str)):
        if is_text:
            joined.append(s.Run(text="".join([part for part in group if isinstance(part, str)])))
        else:
            joined += [part for part in group if isinstance(part, _Span)]
    if len(joined) == 1 and isinstance(joined[0], s.Paragraph):
        return list(joined[0].children)
    return joined


_Span = s._Span
