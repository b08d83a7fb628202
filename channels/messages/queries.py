"""Questions about messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, select, true

from channels.core.actor import ChannelId
from channels.core.cards import FoundMessage
from channels.membership.tables import ChannelRow
from channels.messages.protocol import MessageView
from channels.messages.spans import unpack_spans
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_message = table_of(MessageRow)
_channel = table_of(ChannelRow)

_KINDS: Mapping[str, Literal["message", "notice", "me"]] = {  # a default is known by identity
    "message": "message",
    "notice": "notice",
    "me": "me",
}


async def find_message(snapshot: Snapshot, message_id: str) -> FoundMessage | None:
    """What the door needs to know of a message, deleted or not."""
    row = await snapshot.first(
        select(
            _message.c.id,
            _message.c.channel_id,
            _message.c.seq,
            _message.c.author_id,
            _message.c.thread_id,
            _message.c.deleted,
            _message.c.closed,
        ).where(_message.c.id == message_id)
    )
    if row is None:
        return None
    return FoundMessage(
        row.id,
        ChannelId(row.channel_id),
        row.seq,
        row.author_id,
        row.thread_id,
        row.deleted,
        row.closed,
    )


async def by_ids(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, MessageView]:
    """Messages that are there, by id."""
    rows = await snapshot.all(
        select(_message).where(_message.c.id.in_(message_ids), _message.c.deleted.is_(False))
    )
    return {row.id: to_view(row) for row in rows}


async def sent_before(
    snapshot: Snapshot, author_id: str, channel_id: str, client_id: str
) -> MessageView | None:
    """The message that this author has already sent to this channel under this client id."""
    row = await snapshot.first(
        select(_message).where(
            _message.c.author_id == author_id,
            _message.c.channel_id == channel_id,
            _message.c.client_id == client_id,
        )
    )
    return to_view(row) if row is not None else None


async def has_replies(snapshot: Snapshot, thread_id: str) -> bool:
    """Does the thread hold a reply that is there?"""
    query = (
        select(_message.c.id)
        .where(_message.c.thread_id == thread_id, _message.c.deleted.is_(False))
        .limit(1)
    )
    return await snapshot.first(query) is not None


class Window(NamedTuple):
    """A stretch of messages: strictly `before` or strictly `after` a seq, or the newest."""

    limit: int
    before: int | None = None
    after: int | None = None


async def channel_window(snapshot: Snapshot, channel_id: str, window: Window) -> list[MessageView]:
    """A channel's messages: newest first, oldest first where `after` is given."""
    where = [_message.c.channel_id == channel_id, _message.c.in_channel == true()]
    mixed = await snapshot.scalar(select(_channel.c.mixed).where(_channel.c.id == channel_id))
    if not mixed:
        return await _window(snapshot, where, _message.c.seq, window)
    in_time = Window(
        window.limit,
        before=await _time_of(snapshot, channel_id, window.before),
        after=await _time_of(snapshot, channel_id, window.after),
    )
    return await _window(snapshot, where, _message.c.created_us, in_time)


async def thread_window(snapshot: Snapshot, thread_id: str, window: Window) -> list[MessageView]:
    """A thread's replies that are there, in the same order as a channel's messages."""
    where = [_message.c.thread_id == thread_id, _message.c.deleted.is_(False)]
    return await _window(snapshot, where, _message.c.seq, window)


async def seq_at(snapshot: Snapshot, channel_id: str, at_ms: int) -> int:
    """The seq of the channel's first message from a time on; of its last where none is."""
    there = (_message.c.channel_id == channel_id) & (_message.c.in_channel == true())
    later = select(_message.c.seq).where(there, _message.c.created_us >= at_ms * 1_000)
    found = await snapshot.scalar(later.order_by(_message.c.created_us).limit(1))
    if found is None:
        last = select(_message.c.seq).where(there).order_by(_message.c.created_us.desc())
        found = await snapshot.scalar(last.limit(1))
    return found or 0


async def _window(
    snapshot: Snapshot,
    where: list[ColumnElement[bool]],
    order: ColumnElement[int],
    window: Window,
) -> list[MessageView]:
    query: Select[Any] = select(_message).where(*where).limit(window.limit)
    if window.after is not None:
        query = query.where(order > window.after).order_by(order)
    else:
        query = query.order_by(order.desc())
        if window.before is not None:
            query = query.where(order < window.before)
    return [to_view(row) for row in await snapshot.all(query)]


async def _time_of(snapshot: Snapshot, channel_id: str, seq: int | None) -> int | None:
    """Where a seq stands in time: that of the message, or of the nearest one before it."""
    if seq is None:
        return None
    found = await snapshot.scalar(
        select(_message.c.created_us)
        .where(_message.c.channel_id == channel_id, _message.c.seq <= seq)
        .order_by(_message.c.seq.desc())
        .limit(1)
    )
    return found if found is not None else 0


def to_view(row: Any) -> MessageView:
    """A message's row as it is shown, without what other slices add."""
    return MessageView(
        id=row.id,
        channel_id=row.channel_id,
        seq=row.seq,
        author_id=row.author_id,
        text=row.text,
        created_at=row.created_us // 1_000,
        spans=unpack_spans(row.spans),
        kind=_KINDS[row.kind],
        thread_id=row.thread_id,
        also_to_channel=row.thread_id is not None and row.in_channel,
        client_id=row.client_id,
        author_name=row.author_name,
        edited_at=row.edited_at_ms,
        deleted=row.deleted,
        title=row.title,
    )
