"""Exported messages as rows: text, author, thread, reactions; reads nothing, writes nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from channels.core.searching import Searched
from channels.core.text import Mentions, mentions, parse_spans, plain, tagged
from channels.core.text.spans import Run, Span
from channels.extracts.service import to_read
from channels.files.queries import to_searched
from channels.hashtags.reactors import written as hashtag_rows
from channels.messages.mentions import EVERYBODY
from channels.messages.spans import pack_spans, shown_spans
from channels.messages.tables import MentionRow, MessageRow
from channels.reactions.emoji import kept_name
from channels.reactions.tables import ReactionRow
from channels.search import documents
from persistence.decision import Change, Insert
from persistence.fulltext import Document
from persistence.ids import to_base32
from persistence.jobs_rows import job_changes
from server.slack.importing.channels import Channels
from server.slack.importing.files import Kept
from server.slack.importing.marks import Follows
from server.slack.importing.people import People
from server.slack.importing.scan import Scan, author_of, thread_of
from server.slack.importing.shapes import (
    UNKNOWN,
    Item,
    object_of,
    objects_of,
    text_of,
    texts_of,
    ts_us,
)
from server.slack.importing.text import source_of

_NOTICES = ("channel_", "group_", "bot_", "pinned_", "reminder_", "huddle", "sh_room", "app_")
_US_DIGITS, _ORDINAL_DIGITS = 11, 4


@dataclass(slots=True)
class Counts:
    """What was loaded."""

    messages: int = 0
    reactions: int = 0
    pins: int = 0
    skipped: int = 0
    threads: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Written:
    """A message's rows, its entry in the search index, and its author."""

    changes: list[Change]
    document: Document | None


class Labels:
    """Words for the search index."""

    def __init__(self, people: People, channels: Channels) -> None:
        self.handle = people.handle
        self.channel_name = channels.channel_name
        self.person = people.person
        self.channel = channels.channel


class Messages:
    """The messages of one channel, to be asked for each once, in any order.

    A message's id is made of its time and the channel's `ordinal` among all imported ones: the
    same at every import, later ones greater, none like those that are made here. Its seq is its
    rank in time after `first_seq`.
    """

    def __init__(self, channel_id: str, ordinal: int, people: People, labels: Labels) -> None:
        self.counts = Counts()
        self.members: set[str] = set()
        self.conversation: Sequence[str] = ()  # who is in it, where it is a direct or group one
        self.authors: set[str] = set()
        self.feed_roots: set[str] = set()  # with replies, files or hashtags, or naming people
        self._channel_id = channel_id
        self._tail = to_base32(ordinal)[-_ORDINAL_DIGITS:]
        self._people = people
        self._labels = labels
        self._scan = Scan()
        self._first_seq = 0
        self._done = bytearray()
        self._follows = Follows(channel_id, people)
        self._known: dict[int, tuple[str, str]] = {}
        self._in_thread: dict[object, dict[str, None]] = {}  # who has written there so far

    def begin(self, scan: Scan, first_seq: int, known: dict[int, tuple[str, str]]) -> None:
        """`known`: (id, author) of the messages that are here already, by time."""
        self._scan, self._first_seq, self._known = scan, first_seq, known
        self._done = bytearray(len(scan.times))

    @property
    def last_seq(self) -> int:
        return self._first_seq + len(self._scan.times) - 1

    def id_at(self, at: int) -> str:
        """The id of the message of this time."""
        known = self._known.get(at)
        return known[0] if known else f"M{to_base32(at)[-_US_DIGITS:]}{self._tail}"

    def has(self, at: int) -> bool:
        """Whether there is a message of this time, here or in the export."""
        return at in self._known or self._rank(at) is not None

    def wants(self, item: Item) -> bool:
        """Whether `write` will give rows."""
        at = ts_us(item.get("ts"))
        rank = None if at is None else self._rank(at)
        return rank is not None and not self._done[rank]

    def write(self, item: Item, kept: Sequence[Kept] = ()) -> Written | None:
        """A message's rows, with its files; None for one that is here already or has no time."""
        at = ts_us(item.get("ts"))
        rank = None if at is None else self._rank(at)
        if at is None or rank is None or self._done[rank]:
            self.counts.skipped += 1
            return None
        self._done[rank] = 1
        self.counts.messages += 1
        return self._written(item, self._begun(item, at, self._first_seq + rank), kept)

    def write_missing(self) -> Iterator[Written]:
        """Empty places for roots that only their replies know."""
        for at in self._scan.missing:
            rank = self._rank(at)
            if rank is not None and not self._done[rank]:
                self._done[rank] = 1
                author = self._people.person(UNKNOWN) or UNKNOWN
                row = {**self._row(at, self._first_seq + rank, author), "deleted": True}
                yield Written([Insert(MessageRow, row)], None)

    def _rank(self, at: int) -> int | None:
        rank = bisect_left(self._scan.times, at)
        found = rank < len(self._scan.times) and self._scan.times[rank] == at
        return rank if found else None

    def _row(self, at: int, seq: int, author_id: str) -> dict[str, object]:
        return {
            "id": self.id_at(at),
            "channel_id": self._channel_id,
            "seq": seq,
            "created_us": at,
            "author_id": author_id,
            "text": "",
            "spans": b"",
        }

    def _begun(self, item: Item, at: int, seq: int) -> dict[str, object]:
        """A message's row without its words."""
        author_id = self._people.person(author_of(item)[0]) or UNKNOWN
        self.authors.add(author_id)
        root = thread_of(item, at)
        subtype = text_of(item, "subtype")
        return {
            **self._row(at, seq, author_id),
            "kind": _kind(subtype),
            "thread_id": None if root is None else self.id_at(root),
            "in_channel": root is None or subtype == "thread_broadcast",
            "author_name": _author_name(item),
            "edited_at_ms": _edited_ms(item),
            "deleted": subtype == "tombstone",
        }

    def _written(self, item: Item, row: dict[str, object], kept: Sequence[Kept]) -> Written:
        at, author_id = int(str(row["created_us"])), str(row["author_id"])
        changes: list[Change] = [Insert(MessageRow, row)]
        changes += self._thread(thread_of(item, at), at, author_id)
        if row["deleted"]:
            return Written(changes, None)
        source = source_of(item, self._labels, {file.foreign for file in kept})
        spans = parse_spans(source) if source else []
        row |= {
            "text": source,
            "spans": pack_spans(shown_spans(source, spans)),
            "file_count": len(kept),
        }
        for place, file in enumerate(kept):
            changes += file.changes(row, place)
        named = self._mentions(mentions(spans), row) if _may_mention(source) else []
        tags = _hashtags(spans, row) if "#" in source else []
        if named or tags or kept:
            self.feed_roots.add(str(row["thread_id"] or row["id"]))
        changes += [*named, *tags]
        changes += self._reactions(item, str(row["id"]), at)
        changes += job_changes([to_read(str(row["id"]))]) if kept else []
        files = [(str(file.row["name"]), str(file.row["mime"])) for file in kept]
        return Written(changes, self._document(row, spans, to_searched(files)))

    def _document(self, row: dict[str, object], spans: list[Span], files: Searched) -> Document:
        bare = len(spans) == 1 and isinstance(spans[0], Run)
        said = str(row["text"]) if bare else plain(spans, self._labels)
        written = documents.Written(
            message_id=str(row["id"]),
            channel_id=self._channel_id,
            author_id=str(row["author_id"]),
            created_us=int(str(row["created_us"])),
            said=said,
            spans=spans,
            is_reply=row["thread_id"] is not None,
            there=self.conversation,
            before=self._in_thread.get(row["thread_id"], ()),
        )
        return documents.to_document(written, [files])

    def _mentions(self, named: Mentions, row: dict[str, object]) -> list[Change]:
        people = [EVERYBODY] if named.channel or named.here else named.person_ids
        return [
            Insert(
                MentionRow,
                {
                    "person_id": person_id,
                    "channel_id": self._channel_id,
                    "seq": row["seq"],
                    "message_id": row["id"],
                    "author_id": row["author_id"],
                    "thread_id": row["thread_id"],
                    "in_channel": row["in_channel"],
                },
                ignore=True,
            )
            for person_id in people
            if person_id == EVERYBODY
            or (person_id in self.members and person_id != row["author_id"])
        ]

    def _reactions(self, item: Item, message_id: str, at: int) -> list[Change]:
        rows: list[Change] = []
        if "reactions" not in item:
            return rows
        for reaction in objects_of(item, "reactions"):
            emoji = kept_name(text_of(reaction, "name")[:100])
            for foreign in texts_of(reaction, "users") if emoji else ():
                row = {
                    "message_id": message_id,
                    "emoji": emoji,
                    "person_id": self._people.person(foreign) or UNKNOWN,
                    "channel_id": self._channel_id,
                    "at_us": at + len(rows),
                }
                rows.append(Insert(ReactionRow, row, ignore=True))
        self.counts.reactions += len(rows)
        return rows

    def _thread(self, root: int | None, at: int, author_id: str) -> list[Change]:
        """Who wrote in a thread follows it; to them it is read to its end."""
        if root is None and at not in self._scan.roots:
            return []
        thread_id = self.id_at(at if root is None else root)
        there = self._in_thread.setdefault(thread_id, {})
        if root in self._known:
            there[self._known[root][1]] = None
        there[author_id] = None
        rows = self._follows.add(thread_id, author_id, self.last_seq)
        if root is not None:
            self.counts.threads.add(thread_id)
            self.feed_roots.add(thread_id)
            if root in self._known:
                rows += self._follows.add(thread_id, self._known[root][1], self.last_seq)
        return rows


def _hashtags(spans: list[Span], row: dict[str, object]) -> list[Change]:
    place = {"root_id": row["thread_id"] or row["id"], "channel_id": row["channel_id"]}
    return hashtag_rows(str(row["id"]), place, tagged(spans), int(str(row["created_us"])))


def _kind(subtype: str) -> str:
    if subtype == "me_message":
        return "me"
    notice = subtype.startswith(_NOTICES) and subtype != "bot_message"
    return "notice" if notice else "message"


def _author_name(item: Item) -> str:
    """The name under which a bot wrote, where the message tells one."""
    if text_of(item, "subtype") != "bot_message":
        return ""
    return " ".join(text_of(item, "username").split())[:80]


def _edited_ms(item: Item) -> int | None:
    at = ts_us(object_of(item, "edited").get("ts"))
    return None if at is None else at // 1_000


def _may_mention(source: str) -> bool:
    return "<@" in source or "<!" in source
