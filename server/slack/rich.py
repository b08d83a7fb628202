"""Our typed spans as Slack's message text; pure. The way back is `mrkdwn.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from channels.core.text import spans as s
from server.slack.mrkdwn import unescape

_SEQUENCE = re.compile(
    r"<(?:[@#!][^<>\n]{1,200}|(?:https?://|mailto:)[^<>\n|]{1,3000}(?:\|[^<>\n]*)?)>"
)
_CONTROL = re.compile(rf"{_SEQUENCE.pattern}|&(?:amp|lt|gt);")


def escape(text: str) -> str:
    """The three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_loose(text: str) -> str:
    """The same for a text that may hold escapes and control sequences already."""
    return _around(_CONTROL, text, escape)


def escape_markdown(text: str) -> str:
    """The same for markdown, which is never escaped; control sequences stay."""
    return _around(_SEQUENCE, text, escape)


def unescape_markdown(text: str) -> str:
    """What `escape_markdown` was given."""
    return _around(_SEQUENCE, text, unescape)


def _around(kept: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    floor = 0
    for found in kept.finditer(text):
        parts += (change(text[floor : found.start()]), found[0])
        floor = found.end()
    parts.append(change(text[floor:]))
    return "".join(parts)


def to_mrkdwn(text: str, spans: Iterable[s.Span]) -> str:
    """A message's text; `text` is its stored source, which alone counts where no spans are."""
    found = list(spans)
    return _block(found) if found else escape(text)


def _block(spans: Iterable[s.Span]) -> str:
    parts: list[str] = []
    for span in spans:
        whole = isinstance(span, s.Paragraph | s.Heading | s.Quote | s.Items | s.Pre | s.Rule)
        if whole and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts.append(_one(span))
        if whole and not parts[-1].endswith("\n"):
            parts.append("\n")
    return "".join(parts).rstrip("\n") if parts else ""


def _one(span: s.Span) -> str:
    match span:
        case s.Run(text=text):
            return escape(text)
        case s.Bold(children=children):
            return f"*{_block(children)}*"
        case s.Italic(children=children):
            return f"_{_block(children)}_"
        case s.Strike(children=children):
            return f"~{_block(children)}~"
        case s.Code(text=text):
            return f"`{escape(text)}`"
        case s.Pre(text=text):
            return f"```{escape(text)}```"
        case s.Link(url=url, children=children):
            label = _block(children)
            bare = label in (escape(url), escape(url.removeprefix("mailto:")))
            return f"<{escape(url)}>" if bare else f"<{escape(url)}|{label}>"
        case s.Person(id=id):
            return f"<@{id}>"
        case s.Channel(id=id):
            return f"<#{id}>"
        case s.Broadcast(kind=kind):
            return f"<!{kind}>"
    return _other(span)


def _other(span: s.Span) -> str:
    match span:
        case s.Hashtag(tag=tag):
            return f"#{escape(tag)}"
        case s.Emoji(name=name):
            return f":{name}:"
        case s.Break():
            return "\n"
        case s.Rule():
            return "———"
        case s.Paragraph(children=children):
            return _block(children) + "\n"
        case s.Heading(children=children):
            return f"*{_block(children)}*"
        case s.Quote(children=children):
            return "\n".join(f"&gt; {line}" for line in _block(children).split("\n"))
        case s.Items(items=items, ordered=ordered, start=start):
            marks = (f"{start + n}." if ordered else "•" for n in range(len(items)))
            return "\n".join(
                f"{mark} {_block(item)}" for mark, item in zip(marks, items, strict=True)
            )
    return ""
