"""A message as the index knows it: its words, their kin, and what a query can ask of it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from channels.core.searching import Searched
from channels.core.text import Span, fold, links, mentions
from channels.search.kin import kin_of
from persistence.fulltext import Document

MOST_LETTERS = 200_000  # of a message with all that hangs on it
REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Written:
    """A message's row, as far as it is searched; `said` is what a reader sees of it.

    `there` are the people of a direct or group conversation, `before` those who had written in
    the thread.
    """

    message_id: str
    channel_id: str
    author_id: str
    created_us: int
    said: str
    spans: Sequence[Span] = ()
    is_reply: bool = False
    there: Iterable[str] = ()
    before: Iterable[str] = ()


def to_document(written: Written, more: Iterable[Searched] = ()) -> Document:
    """The message with what other slices add."""
    texts, flags = [written.said], _flags(written)
    for searched in more:
        texts += searched.texts
        flags += searched.flags
    text = fold("\n".join(texts)[:MOST_LETTERS])
    return Document(
        message_id=written.message_id,
        channel_id=written.channel_id,
        author_id=written.author_id,
        created_us=written.created_us,
        text=text,
        flags=tuple(dict.fromkeys(flags)),
        kin=tuple(kin_of(text)),
    )


def to_flag(person_id: str) -> str:
    """The mark of messages to a person."""
    return f"to{person_id}"


def with_flag(person_id: str) -> str:
    """The mark of messages of a conversation or thread with a person."""
    return f"with{person_id}"


def _flags(written: Written) -> list[str]:
    flags = ["link"] if links(written.spans) else []
    flags += [REPLY] if written.is_reply else []
    others = [one for one in written.there if one != written.author_id]
    named = mentions(written.spans).person_ids if written.spans else ()
    flags += map(to_flag, [*others, *named])
    return [*flags, *map(with_flag, [*written.there, *written.before])]
