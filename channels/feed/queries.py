"""What is known of the threads on a page of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select, union

from channels.feed.scoring import Signals
from channels.feed.sources import ANNOUNCEMENT, Reader, recommendations_for
from channels.feed.tables import FeedSettingsRow, FeedThreadRow
from channels.follows import queries as follows
from channels.hashtags.tables import HashtagThreadRow
from channels.membership.tables import MemberRow
from channels.messages.protocol import MessageView
from channels.messages.queries import to_view
from channels.messages.tables import MentionRow, MessageRow
from channels.reactions.tables import ReactionRow
from channels.reads.tables import ReadMarkRow
from channels.threads.tables import FollowRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.streams import Stream, channel_of, channel_stream
from persistence.tables import StreamRow

QUESTION = "question"
LIVELY_MAX = 200  # replies that count
REPLIES_SHOWN = 2

_feed = table_of(FeedThreadRow)
_settings = table_of(FeedSettingsRow)
_tagged = table_of(HashtagThreadRow)
_member = table_of(MemberRow)
_mention = table_of(MentionRow)
_message = table_of(MessageRow)
_reaction = table_of(ReactionRow)
_follow = table_of(FollowRow)
_mark = table_of(ReadMarkRow)
_stream = table_of(StreamRow)


async def settings_of(snapshot: Snapshot, person_id: str) -> bytes | None:
    """A person's settings, packed; None as long as all are as they come."""
    row = await snapshot.first(select(_settings.c.packed).where(_settings.c.person_id == person_id))
    return row.packed if row is not None else None


async def signals_of(
    snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]
) -> dict[str, Signals]:
    """How each thread concerns the reader; a few queries, however many threads."""
    rows = await snapshot.all(select(_feed).where(_feed.c.root_id.in_(root_ids)))
    channels = await _memberships(snapshot, reader, {row.channel_id for row in rows})
    named = await _naming(snapshot, reader, root_ids)
    authors = await _followed_authors(snapshot, reader, {row.author_id for row in rows})
    tags = await _followed_tags(snapshot, reader, root_ids)
    part = await _taking_part(snapshot, reader, root_ids)
    recommended = await _recommended(snapshot, reader, root_ids)
    files = await _new_files(snapshot, reader, root_ids)
    answered = await _answered(snapshot, reader, rows)
    lively = await _lively(snapshot, root_ids)
    return {
        row.root_id: Signals(
            active_us=row.active_us,
            mentioned=row.root_id in named,
            announcement=row.kind == ANNOUNCEMENT,
            person_id=row.author_id if row.author_id in authors else "",
            recommended_by=recommended.get(row.root_id, ""),
            tag=tags.get(row.root_id, ""),
            file_by=files.get(row.root_id, ""),
            answered=row.root_id in answered,
            mine=row.author_id == reader.person_id,
            part=row.root_id in part,
            starred=channels.get(row.channel_id, False),
            joined=row.channel_id in channels,
            lively=lively.get(row.root_id, 0),
        )
        for row in rows
    }


async def last_replies(
    snapshot: Snapshot, reader_id: str, root_ids: Sequence[str]
) -> dict[str, list[MessageView]]:
    """The last replies of each thread, oldest first, without those of people whom the reader has
    muted; along the index, however many there are."""
    reply = _message.alias("reply")
    end = (
        select(reply.c.seq)
        .where(reply.c.thread_id == _feed.c.root_id, reply.c.deleted.is_(False))
        .where(~follows.is_muted(reader_id, reply.c.author_id))
        .order_by(reply.c.seq.desc())
        .limit(1)
        .offset(REPLIES_SHOWN - 1)
        .correlate(_feed)
        .scalar_subquery()
    )
    floors = (
        select(_feed.c.root_id, func.coalesce(end, 0).label("floor"))
        .where(_feed.c.root_id.in_(root_ids))
        .cte("floors")
    )
    query = (
        select(_message)
        .join(floors, _message.c.thread_id == floors.c.root_id)
        .where(_message.c.seq >= floors.c.floor, _message.c.deleted.is_(False))
        .where(~follows.is_muted(reader_id, _message.c.author_id))
        .order_by(_message.c.seq)
    )
    found: dict[str, list[MessageView]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.thread_id, []).append(to_view(row))
    return found


async def heads_of(snapshot: Snapshot, channel_ids: set[str]) -> dict[str, int]:
    """Where each channel's stream stands."""
    names = [channel_stream(channel_id) for channel_id in channel_ids]
    rows = await snapshot.all(
        select(_stream.c.name, _stream.c.seq).where(_stream.c.name.in_(names))
    )
    return {channel_of(Stream(row.name)) or "": row.seq for row in rows}


async def _memberships(snapshot: Snapshot, reader: Reader, ids: set[str]) -> dict[str, bool]:
    """The channels that the reader is in, and whether they are starred."""
    query = select(_member.c.channel_id, _member.c.starred).where(
        _member.c.person_id == reader.person_id, _member.c.channel_id.in_(ids)
    )
    return {row.channel_id: row.starred for row in await snapshot.all(query)}


async def _naming(snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]) -> set[str]:
    """The threads in which the reader is named by another whom they have not muted."""
    me = reader.person_id
    by_other = (
        _mention.c.person_id == me,
        _mention.c.author_id != me,
        ~follows.is_muted(me, _mention.c.author_id),
    )
    roots = select(_mention.c.message_id).where(*by_other, _mention.c.message_id.in_(root_ids))
    replies = select(_mention.c.thread_id).where(*by_other, _mention.c.thread_id.in_(root_ids))
    return set(await snapshot.scalars(union(roots, replies)))


async def _followed_authors(snapshot: Snapshot, reader: Reader, ids: set[str]) -> set[str]:
    followed = follows.targets(reader.person_id, "person").subquery()
    query = select(followed.c.target).where(followed.c.target.in_(ids))
    return set(await snapshot.scalars(query))


async def _followed_tags(
    snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]
) -> dict[str, str]:
    if not reader.followed:
        return {}
    query = select(_tagged.c.root_id, _tagged.c.tag).where(
        _tagged.c.root_id.in_(root_ids), _tagged.c.tag.in_(reader.followed)
    )
    return {row.root_id: row.tag for row in await snapshot.all(query.order_by(_tagged.c.tag))}


async def _taking_part(snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]) -> set[str]:
    query = select(_follow.c.thread_id).where(
        _follow.c.person_id == reader.person_id,
        _follow.c.thread_id.in_(root_ids),
        _follow.c.following.is_(True),
    )
    return set(await snapshot.scalars(query))


async def _recommended(
    snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]
) -> dict[str, str]:
    """Who recommends each thread, of those whom the reader follows; the last to do so."""
    some = recommendations_for(reader).subquery()
    query = select(some).where(some.c.root_id.in_(root_ids)).order_by(some.c.at_ms)
    return {row.root_id: row.person_id for row in await snapshot.all(query)}


async def _new_files(snapshot: Snapshot, reader: Reader, root_ids: Sequence[str]) -> dict[str, str]:
    """Who put a file in each thread that the reader follows, or began a thread with one in their
    channels, below their mark; the last whom the reader has not muted."""
    mark_of = (
        and_(_mark.c.thread_id == _message.c.thread_id, _message.c.thread_id.in_(root_ids)),
        and_(
            _mark.c.thread_id == "",
            _mark.c.channel_id == _message.c.channel_id,
            _message.c.id.in_(root_ids),
        ),
    )
    found: dict[str, str] = {}
    for below in reversed(mark_of):
        query = (
            select(
                func.coalesce(_message.c.thread_id, _message.c.id).label("root_id"),
                _message.c.author_id,
            )
            .join(_mark, below)
            .where(
                _mark.c.person_id == reader.person_id,
                _message.c.seq > _mark.c.seq,
                _message.c.file_count > 0,
                _message.c.author_id != reader.person_id,
                _message.c.deleted.is_(False),
                ~follows.is_muted(reader.person_id, _message.c.author_id),
            )
            .order_by(_message.c.seq)
        )
        found |= {row.root_id: row.author_id for row in await snapshot.all(query)}
    return found


async def _answered(snapshot: Snapshot, reader: Reader, rows: Sequence[Any]) -> set[str]:
    """The reader's own questions in which another whom they have not muted has written."""
    me = reader.person_id
    asked = [row.root_id for row in rows if row.kind == QUESTION and row.author_id == me]
    if not asked:
        return set()
    query = select(_message.c.thread_id).where(
        _message.c.thread_id.in_(asked),
        _message.c.author_id != me,
        _message.c.deleted.is_(False),
        ~follows.is_muted(me, _message.c.author_id),
    )
    return set(await snapshot.scalars(query.distinct()))


async def _lively(snapshot: Snapshot, root_ids: Sequence[str]) -> dict[str, int]:
    """Replies (up to 200) and reactions to the root."""
    some = (
        select(_message.c.seq)
        .where(_message.c.thread_id == _feed.c.root_id, _message.c.deleted.is_(False))
        .correlate(_feed)
        .limit(LIVELY_MAX)
        .subquery()
    )
    count: Any = select(func.count()).select_from(some).correlate(_feed).scalar_subquery()
    replies = select(_feed.c.root_id, count.label("replies")).where(_feed.c.root_id.in_(root_ids))
    found = {row.root_id: row.replies for row in await snapshot.all(replies)}
    reactions = (
        select(_reaction.c.message_id, func.count().label("reactions"))
        .where(_reaction.c.message_id.in_(root_ids))
        .group_by(_reaction.c.message_id)
    )
    for row in await snapshot.all(reactions):
        found[row.message_id] = found.get(row.message_id, 0) + row.reactions
    return found
