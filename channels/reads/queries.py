"""Read marks, and the counts that are computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from channels.core.kinds import ChannelKind
from channels.membership.queries import visible_to
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.mentions import EVERYBODY
from channels.messages.tables import MentionRow, MessageRow
from channels.reads.tables import ReadMarkRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.tables import StreamRow

COUNT_MAX = 100  # "99+": what a list of 500 channels costs is bounded
BADGE_MAX = 1_000

_mark = table_of(ReadMarkRow)
_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_message = table_of(MessageRow)
_mention = table_of(MentionRow)
_stream = table_of(StreamRow)


class Mark(NamedTuple):
    """How far a person has read, and what others have written since."""

    channel_id: str
    thread_id: str
    seq: int
    unread: int
    mentions: int
    head: int


async def marks_of(
    snapshot: Snapshot, person_id: str, guest: bool, after: tuple[str, str], limit: int
) -> list[Mark]:
    """A person's marks with their counts, by channel and thread, after a place in that order.

    Marks in channels that the person may not see (any more) are left out.
    """
    visible = select(_channel.c.id).where(visible_to(person_id, guest))
    query = (
        _counted(person_id, _mark)
        .where(
            _mark.c.person_id == person_id,
            tuple_(_mark.c.channel_id, _mark.c.thread_id) > tuple_(*after),
            _mark.c.channel_id.in_(visible),
        )
        .order_by(_mark.c.channel_id, _mark.c.thread_id)
        .limit(limit)
    )
    return [_to_mark(row) for row in await snapshot.all(query)]


async def mark_of(
    snapshot: Snapshot, person_id: str, channel_id: str, thread_id: str
) -> Mark | None:
    """One mark with its counts, or None where there is none."""
    query = _counted(person_id, _mark).where(
        _mark.c.person_id == person_id,
        _mark.c.channel_id == channel_id,
        _mark.c.thread_id == thread_id,
    )
    row = await snapshot.first(query)
    return _to_mark(row) if row is not None else None


async def seq_of(snapshot: Snapshot, person_id: str, channel_id: str, thread_id: str) -> int | None:
    """How far a person has read a channel or thread; None without a mark."""
    found: int | None = await snapshot.scalar(
        select(_mark.c.seq).where(
            _mark.c.person_id == person_id,
            _mark.c.channel_id == channel_id,
            _mark.c.thread_id == thread_id,
        )
    )
    return found


async def heads_of(snapshot: Snapshot, person_id: str) -> Sequence[tuple[str, int]]:
    """(channel_id, seq of its last event) of the channels that a person has marks in, but for
    conversations of a few."""
    query = (
        select(_mark.c.channel_id, _stream.c.seq)
        .join(_channel, _channel.c.id == _mark.c.channel_id)
        .join(_stream, _stream.c.name == "c:" + _mark.c.channel_id)
        .where(
            _mark.c.person_id == person_id,
            _mark.c.thread_id == "",
            _channel.c.kind.in_([ChannelKind.PUBLIC.value, ChannelKind.PRIVATE.value]),
        )
    )
    return [(row.channel_id, row.seq) for row in await snapshot.all(query)]


async def badge_of(snapshot: Snapshot, person_id: str) -> int:
    """How many unread messages call a person: mentions, and all in conversations of a few.

    What they have muted does not count; it stops at 1,000.
    """
    direct = [ChannelKind.DIRECT.value, ChannelKind.GROUP.value]
    in_marked = and_(
        _mark.c.person_id == person_id,
        _mark.c.channel_id == _member.c.channel_id,
        _member.c.person_id == person_id,
        _member.c.muted.is_(False),
        _channel.c.id == _mark.c.channel_id,
    )
    mentions = (
        select(_mention.c.message_id)
        .where(in_marked, _channel.c.kind.not_in(direct), calls(person_id, _mark))
        .distinct()
    )
    messages = select(_message.c.seq).where(
        in_marked,
        _channel.c.kind.in_(direct),
        _mark.c.thread_id == "",
        _message.c.channel_id == _mark.c.channel_id,
        _message.c.in_channel == true(),
        _message.c.seq > _mark.c.seq,
        _message.c.author_id != person_id,
        _message.c.deleted.is_(False),
    )
    counted = 0
    for called in (mentions, messages):
        some = called.limit(BADGE_MAX).subquery()
        counted += int(await snapshot.scalar(select(func.count()).select_from(some)))
    return min(BADGE_MAX, counted)


async def counts_after(
    snapshot: Snapshot, person_id: str, channel_id: str, thread_id: str, seq: int
) -> tuple[int, int]:
    """(unread, mentions) that a mark at `seq` would give."""
    given = select(
        literal(channel_id, String).label("channel_id"),
        literal(thread_id, String).label("thread_id"),
        literal(seq, BigInteger).label("seq"),
    ).subquery("given")
    mark = _to_mark(await snapshot.first(_counted(person_id, given)))
    return mark.unread, mark.mentions


def calls(person_id: str, mark: FromClause) -> ColumnElement[bool]:
    """The condition on `mention` that it calls the person after a mark, where the mark is.

    A reply that is also in its channel calls in both.
    """
    return and_(
        _mention.c.person_id.in_([person_id, EVERYBODY]),
        _mention.c.channel_id == mark.c.channel_id,
        _mention.c.seq > mark.c.seq,
        _mention.c.author_id != person_id,
        or_(
            _mention.c.thread_id == mark.c.thread_id,
            and_(mark.c.thread_id == "", _mention.c.in_channel.is_(True)),
        ),
    )


def _counted(person_id: str, mark: FromClause) -> Select[Any]:
    """Marks, each with its counts as subqueries along the indexes."""
    in_channel = _unread(
        person_id, mark, _message.c.channel_id == mark.c.channel_id, _message.c.in_channel == true()
    )
    in_thread = _unread(person_id, mark, _message.c.thread_id == mark.c.thread_id)
    called = (
        select(_mention.c.seq)
        .where(calls(person_id, mark))
        .correlate(mark)
        .limit(COUNT_MAX)
        .subquery()
    )
    mentions = select(func.count()).select_from(called).correlate(mark).scalar_subquery()
    head = (
        select(_stream.c.seq)
        .where(_stream.c.name == "c:" + mark.c.channel_id)
        .correlate(mark)
        .scalar_subquery()
    )
    return select(
        mark.c.channel_id,
        mark.c.thread_id,
        mark.c.seq,
        case((mark.c.thread_id == "", in_channel), else_=in_thread).label("unread"),
        mentions.label("mentions"),
        func.coalesce(head, 0).label("head"),
    )


def _unread(person_id: str, mark: FromClause, *where: ColumnElement[bool]) -> Any:
    """How many messages of others come after the mark; counting stops at 100."""
    after = (
        select(_message.c.seq)
        .where(
            *where,
            _message.c.seq > mark.c.seq,
            _message.c.author_id != person_id,
            _message.c.deleted.is_(False),
        )
        .correlate(mark)
        .limit(COUNT_MAX)
        .subquery()
    )
    return select(func.count()).select_from(after).correlate(mark).scalar_subquery()


def _to_mark(row: Any) -> Mark:
    return Mark(row.channel_id, row.thread_id, row.seq, row.unread, row.mentions, row.head)
