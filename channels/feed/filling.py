"""The feed's rows of a channel whose history was loaded beside the door."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from channels.feed.tables import FeedThreadRow
from channels.hashtags.tables import HashtagThreadRow
from channels.messages.mentions import EVERYBODY
from channels.messages.tables import MentionRow, MessageRow
from persistence.bulk import table_of
from persistence.decision import Change, Insert, Update
from persistence.snapshot import Snapshot

_message = table_of(MessageRow)
_mention = table_of(MentionRow)
_tagged = table_of(HashtagThreadRow)


async def rows_for(snapshot: Snapshot, channel_id: str) -> list[Change]:
    """Threads with replies, lines with a hashtag and lines that name people, as rows that may
    be there already. The channel is not one of direct messages."""
    naming = await snapshot.all(_lines(channel_id, _mention.c.message_id, _naming(channel_id)))
    tagged = await snapshot.all(_lines(channel_id, _tagged.c.root_id, _with_tags(channel_id)))
    replied = await snapshot.all(_replied(channel_id))
    found = {row.id: (row, True) for row in naming}
    found |= {row.id: (row, False) for row in [*tagged, *replied]}
    changes = [_row(row, channel_id, lone=lone) for row, lone in found.values()]
    with_tags = {row.id for row in tagged}
    return [*changes, *(_moved(row) for row in replied if row.id in with_tags)]


def _lines(channel_id: str, root_id: Any, ids: Select[Any]) -> Select[Any]:
    return select(
        _message.c.id, _message.c.author_id, _message.c.seq, _message.c.created_us.label("at_us")
    ).where(
        _message.c.id.in_(ids.with_only_columns(root_id)),
        _message.c.channel_id == channel_id,
        _message.c.thread_id.is_(None),
        _message.c.deleted.is_(False),
    )


def _naming(channel_id: str) -> Select[Any]:
    return select(_mention).where(
        _mention.c.channel_id == channel_id,
        _mention.c.thread_id.is_(None),
        _mention.c.person_id != EVERYBODY,
    )


def _with_tags(channel_id: str) -> Select[Any]:
    return select(_tagged).where(_tagged.c.channel_id == channel_id)


def _replied(channel_id: str) -> Select[Any]:
    reply = _message.alias("reply")
    return (
        select(
            _message.c.id,
            _message.c.author_id,
            _message.c.seq,
            func.max(reply.c.created_us).label("at_us"),
        )
        .join(reply, reply.c.thread_id == _message.c.id)
        .where(
            _message.c.channel_id == channel_id,
            _message.c.thread_id.is_(None),
            _message.c.deleted.is_(False),
            reply.c.deleted.is_(False),
        )
        .group_by(_message.c.id, _message.c.author_id, _message.c.seq)
    )


def _row(found: Any, channel_id: str, *, lone: bool) -> Change:
    row = {
        "root_id": found.id,
        "channel_id": channel_id,
        "author_id": found.author_id,
        "seq": found.seq,
        "active_us": found.at_us,
        "lone": lone,
    }
    return Insert(FeedThreadRow, row, update=("active_us", "lone"), greatest=("active_us",))


def _moved(found: Any) -> Change:
    values = {"active_us": found.at_us}
    return Update(HashtagThreadRow, {"root_id": found.id}, values, greatest=("active_us",))
