"""What other features read from spans: mentions, hashtags, links, and the bare words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from channels.core.actor import ChannelId, PersonId
from channels.core.text import spans as s
from channels.core.text.fold import fold
from channels.core.text.names import Labels
from channels.core.text.spans import Span


class Mentions(NamedTuple):
    """Who and what a text names, each once, in the order of the text."""

    person_ids: tuple[PersonId, ...]
    channel_ids: tuple[ChannelId, ...]
    channel: bool  # @channel
    here: bool  # @here


NOBODY = Mentions((), (), False, False)


def mentions(spans: Sequence[Span]) -> Mentions:
    """Whom a text mentions; quotes and lists count, code does not."""
    if _words_alone(spans):
        return NOBODY
    everything = list(_walk(spans))
    kinds = {span.kind for span in everything if isinstance(span, s.Broadcast)}
    return Mentions(
        _once(PersonId(span.id) for span in everything if isinstance(span, s.Person)),
        _once(ChannelId(span.id) for span in everything if isinstance(span, s.Channel)),
        "channel" in kinds,
        "here" in kinds,
    )


def hashtags(spans: Sequence[Span]) -> tuple[str, ...]:
    """The hashtags, folded (`#Été` and `#ete` are one), each once, in order."""
    return tuple(tagged(spans))


def tagged(spans: Sequence[Span]) -> dict[str, str]:
    """Each hashtag as it was first typed (without `#`), by its folded form, in order."""
    found: dict[str, str] = {}
    for span in _walk(spans):
        if isinstance(span, s.Hashtag):
            found.setdefault(fold(span.tag), span.tag)
    return found


def links(spans: Sequence[Span]) -> tuple[str, ...]:
    """The addresses linked to, each once, in order."""
    if _words_alone(spans):
        return ()
    return _once(span.url for span in _walk(spans) if isinstance(span, s.Link))


def plain(spans: Sequence[Span], labels: Labels) -> str:
    """The words a reader sees, without markup: for the search index, notifications, excerpts.

    Blocks and items stand on lines of their own. A mention that has no label shows its id.
    """
    parts: list[str] = []
    _write(spans, labels, parts)
    return "".join(parts).strip("\n")


def _write(spans: Iterable[Span], labels: Labels, parts: list[str]) -> None:
    for span in spans:
        if isinstance(span, s.Paragraph | s.Heading | s.Quote | s.Pre | s.Items | s.Rule):
            _new_line(parts)
            _write_block(span, labels, parts)
            _new_line(parts)
        elif isinstance(span, s.Bold | s.Italic | s.Strike | s.Link):
            _write(span.children, labels, parts)
        else:
            parts.append(_word(span, labels))


def _write_block(
    span: s.Paragraph | s.Heading | s.Quote | s.Pre | s.Items | s.Rule,
    labels: Labels,
    parts: list[str],
) -> None:
    match span:
        case s.Pre():
            parts.append(span.text)
        case s.Items():
            for item in span.items:
                _new_line(parts)
                _write(item, labels, parts)
        case s.Rule():
            pass
        case _:
            _write(span.children, labels, parts)


def _word(span: Span, labels: Labels) -> str:
    match span:
        case s.Run(text=text) | s.Code(text=text):
            return text
        case s.Person(id=id):
            return "@" + (labels.handle(id) or id)
        case s.Channel(id=id):
            return "#" + (labels.channel_name(id) or id)
        case s.Broadcast(kind=kind):
            return "@" + kind
        case s.Hashtag(tag=tag):
            return "#" + tag
        case s.Emoji(name=name):
            return f":{name}:"
        case _:
            return "\n"


def _new_line(parts: list[str]) -> None:
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _words_alone(spans: Sequence[Span]) -> bool:
    """Most of what is said."""
    return len(spans) == 1 and type(spans[0]) is s.Run


def _walk(spans: Iterable[Span]) -> Iterator[Span]:
    """Every span, parents before children. Recursion is safe: the depth is bounded."""
    for span in spans:
        yield span
        if isinstance(span, s.Items):
            for item in span.items:
                yield from _walk(item)
        elif not isinstance(span, _LEAVES):
            yield from _walk(span.children)


_LEAVES = (
    s.Run, s.Code, s.Pre, s.Person, s.Channel, s.Broadcast, s.Hashtag, s.Emoji, s.Break, s.Rule,
)  # fmt: skip


_T = TypeVar("_T")


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
