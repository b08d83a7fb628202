"""A message's spans as HTML for feed readers. Pure; every word is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from channels.core.text import spans as s
from channels.core.text.spans import Span


class Labels(NamedTuple):
    """The names of those whom the text mentions."""

    handles: dict[str, str]
    channels: dict[str, str]


def to_html(text: str, spans: Sequence[Span], labels: Labels) -> str:
    """What the message says; without spans it is plain words."""
    if not spans:
        return f"<p>{escape(text)}</p>" if text else ""
    return _blocks(spans, labels)


_BLOCKS = (s.Paragraph, s.Heading, s.Quote, s.Pre, s.Items, s.Rule)


def _blocks(spans: Sequence[Span], labels: Labels) -> str:
    """Blocks as they are; what stands loose between them is a paragraph."""
    parts: list[str] = []
    loose: list[str] = []
    for span in spans:
        if isinstance(span, _BLOCKS):
            _settle(parts, loose)
            parts.append(_block(span, labels))
        else:
            loose.append(_word(span, labels))
    _settle(parts, loose)
    return "".join(parts)


def _settle(parts: list[str], loose: list[str]) -> None:
    if loose:
        parts.append(f"<p>{''.join(loose)}</p>")
        loose.clear()


def _block(
    span: s.Paragraph | s.Heading | s.Quote | s.Pre | s.Items | s.Rule, labels: Labels
) -> str:
    match span:
        case s.Paragraph(children=children):
            return f"<p>{_words(children, labels)}</p>"
        case s.Heading(level=level, children=children):
            return f"<h{level + 2}>{_words(children, labels)}</h{level + 2}>"
        case s.Quote(children=children):
            return f"<blockquote>{_blocks(children, labels)}</blockquote>"
        case s.Pre(text=text):
            return f"<pre>{escape(text)}</pre>"
        case s.Items():
            items = "".join(f"<li>{_blocks(item, labels)}</li>" for item in span.items)
            start = f' start="{span.start}"' if span.start != 1 else ""
            return f"<ol{start}>{items}</ol>" if span.ordered else f"<ul>{items}</ul>"
        case _:
            return "<hr>"


def _words(spans: Sequence[Span], labels: Labels) -> str:
    return "".join(_word(span, labels) for span in spans)


def _word(span: Span, labels: Labels) -> str:
    match span:
        case s.Bold(children=children):
            return f"<strong>{_words(children, labels)}</strong>"
        case s.Italic(children=children):
            return f"<em>{_words(children, labels)}</em>"
        case s.Strike(children=children):
            return f"<del>{_words(children, labels)}</del>"
        case s.Code(text=text):
            return f"<code>{escape(text)}</code>"
        case s.Link(url=url, children=children):
            return f'<a href="{escape(url)}">{_words(children, labels)}</a>'
        case s.Break():
            return "<br>"
        case _:
            return escape(_name(span, labels))


def _name(span: Span, labels: Labels) -> str:
    match span:
        case s.Run(text=text):
            return text
        case s.Person(id=id):
            return "@" + labels.handles.get(id, id)
        case s.Channel(id=id):
            return "#" + labels.channels.get(id, id)
        case s.Broadcast(kind=kind):
            return "@" + kind
        case s.Hashtag(tag=tag):
            return "#" + tag
        case s.Emoji(name=name):
            return f":{name}:"
        case _:
            return ""
