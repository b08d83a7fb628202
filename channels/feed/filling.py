"""The feed's rows of history that was loaded beside the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select, union

from channels.feed.tables import FeedThreadRow
from channels.hashtags.tables import HashtagThreadRow
from channels.messages.tables import MentionRow, MessageRow
from persistence.bulk import table_of
from persistence.decision import Change, Insert, Update
from persistence.snapshot import Snapshot

AT_ONCE = 500

_message = table_of(MessageRow)
_mention = table_of(MentionRow)
_tagged = table_of(HashtagThreadRow)


async def rows_for(snapshot: Snapshot, root_ids: Sequence[str]) -> list[Change]:
    """Rows, that may be there already, of roots with replies, files, hashtags or names of people.

    No more than 500 at once; none of direct messages.
    """
    reply = _message.alias("reply")
    replied = (
        select(func.max(reply.c.created_us))
        .where(reply.c.thread_id == _message.c.id, reply.c.deleted.is_(False))
        .correlate(_message)
        .scalar_subquery()
    )
    query = select(
        _message.c.id,
        _message.c.channel_id,
        _message.c.author_id,
        _message.c.seq,
        _message.c.created_us,
        _message.c.file_count,
        replied.label("replied_us"),
        exists().where(_tagged.c.root_id == _message.c.id).label("tagged"),
    ).where(
        _message.c.id.in_(root_ids),
        _message.c.thread_id.is_(None),
        _message.c.deleted.is_(False),
    )
    rows = await snapshot.all(query)
    moved = [_moved(row) for row in rows if row.tagged and row.replied_us]
    return [*map(_row, rows), *moved]


async def roots_in(snapshot: Snapshot, channel_id: str) -> list[str]:
    """All roots of a channel to ask `rows_for` about, after a loading that broke off."""
    reply, tagged, call = _message, _tagged, _mention
    query = union(
        select(reply.c.thread_id).where(
            reply.c.channel_id == channel_id, reply.c.thread_id.is_not(None)
        ),
        select(reply.c.id).where(
            reply.c.channel_id == channel_id, reply.c.thread_id.is_(None), reply.c.file_count > 0
        ),
        select(tagged.c.root_id).where(tagged.c.channel_id == channel_id),
        select(call.c.message_id).where(
            call.c.channel_id == channel_id, call.c.thread_id.is_(None)
        ),
    )
    return list(await snapshot.scalars(query))


def _row(found: Any) -> Change:
    row = {
        "root_id": found.id,
        "channel_id": found.channel_id,
        "author_id": found.author_id,
        "seq": found.seq,
        "active_us": found.replied_us or found.created_us,
        "lone": not (found.replied_us or found.tagged or found.file_count),
    }
    return Insert(FeedThreadRow, row, update=("active_us", "lone"), greatest=("active_us",))


def _moved(found: Any) -> Change:
    values = {"active_us": found.replied_us}
    return Update(HashtagThreadRow, {"root_id": found.id}, values, greatest=("active_us",))
