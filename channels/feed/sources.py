"""Where the threads of a feed come from, each source newest first; one query for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from channels.core.kinds import ChannelKind
from channels.feed.newest import Place, newest
from channels.feed.tables import FeedThreadRow
from channels.follows import queries as follows
from channels.hashtags.tables import HashtagPlaceRow, HashtagThreadRow
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.tables import MentionRow, MessageRow
from channels.reads.tables import ReadMarkRow
from channels.recommendations.tables import RecommendationRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_feed = table_of(FeedThreadRow)
_tagged = table_of(HashtagThreadRow)
_tag_place = table_of(HashtagPlaceRow)
_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_mention = table_of(MentionRow)
_message = table_of(MessageRow)
_mark = table_of(ReadMarkRow)
_recommendation = table_of(RecommendationRow)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. `followed` and `muted` are hashtags in all their spellings; what people whom they
    follow recommend counts since `recommended_ms`; `mutes` is false who has muted nobody."""

    person_id: str
    guest: bool
    followed: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    recommended_ms: int = 0
    mutes: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of the list is wanted."""

    limit: int
    place: Place | None = None


ANNOUNCEMENT = "announcement"
_AN_ANNOUNCEMENT: ColumnElement[str] = literal_column(
    f"'{ANNOUNCEMENT}'"
)  # as in the index that it is found by

Found = tuple[int, str]  # (active_us, root_id)


async def from_channels(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Of the channels that the reader is in and has not muted."""
    keys = _own_channels(reader)
    query = newest(keys, _feed, _same_channel, _allowed(reader, stretch), stretch.limit)
    return await _found(snapshot, query)


async def readable(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Of all channels that the reader may read and has not muted."""
    keys = select(_channel.c.id).where(_channel.c.id.in_(_readable(reader)))
    query = newest(
        keys,
        _feed,
        lambda thread, key: thread.c.channel_id == key.c.id,
        _allowed(reader, stretch),
        stretch.limit,
    )
    return await _found(snapshot, query)


async def announcements(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Of the channels that the reader is in, muted or not."""
    heard = await _announced(snapshot, reader, stretch, _own_channels(reader))
    return heard + await _announced(snapshot, reader, stretch, _muted_channels(reader))


async def from_muted(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """What still comes of the channels that the reader has muted: announcements, and threads that
    name them."""
    if not await snapshot.scalar(_muted_channels(reader).limit(1)):
        return []
    found = await _announced(snapshot, reader, stretch, _muted_channels(reader))
    named = _naming(reader, stretch).where(_feed.c.channel_id.in_(_muted_channels(reader)))
    return found + await _found(snapshot, _ordered(named.subquery(), stretch))


async def _announced(
    snapshot: Snapshot, reader: Reader, stretch: Stretch, keys: Select[Any]
) -> list[Found]:
    wanted = _allowed(reader, stretch)
    query = newest(
        keys,
        _feed,
        _same_channel,
        lambda thread: and_(wanted(thread), thread.c.kind == _AN_ANNOUNCEMENT),
        stretch.limit,
    )
    return await _found(snapshot, query)


async def from_people(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Begun by people whom the reader follows, wherever the reader may read."""
    keys = follows.targets(reader.person_id, "person")
    readable = _readable(reader)
    wanted = _allowed(reader, stretch)
    query = newest(
        keys,
        _feed,
        lambda thread, key: thread.c.author_id == key.c.target,
        lambda thread: and_(wanted(thread), thread.c.channel_id.in_(readable)),
        stretch.limit,
    )
    return await _found(snapshot, query)


async def recommended(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Recommended lately by people whom the reader follows, wherever the reader may read."""
    wanted = _allowed(reader, stretch, lone=True)
    query = select(_feed.c.root_id, _feed.c.active_us).where(
        _feed.c.root_id.in_(select(recommendations_for(reader).subquery().c.root_id)),
        _feed.c.channel_id.in_(_readable(reader)),
        wanted(_feed),
    )
    return await _found(snapshot, _ordered(query.subquery(), stretch))


def recommendations_for(reader: Reader) -> Select[Any]:
    """(root_id, person_id, at_ms) of what people whom the reader follows recommend."""
    return (
        select(
            func.coalesce(_message.c.thread_id, _message.c.id).label("root_id"),
            _recommendation.c.person_id,
            _recommendation.c.at_ms,
        )
        .join_from(_recommendation, _message, _message.c.id == _recommendation.c.message_id)
        .where(
            _recommendation.c.person_id.in_(follows.targets(reader.person_id, "person")),
            _recommendation.c.at_ms > reader.recommended_ms,
            _recommendation.c.person_id != _message.c.author_id,
        )
    )


async def from_hashtags(
    snapshot: Snapshot, reader: Reader, tags: Sequence[str], stretch: Stretch
) -> list[Found]:
    """With one of the hashtags, wherever the reader may read."""
    if not tags:
        return []
    keys = select(_tag_place.c.tag, _tag_place.c.channel_id).where(
        _tag_place.c.tag.in_(tags), _tag_place.c.channel_id.in_(_readable(reader))
    )
    # Threads with several of the hashtags are counted with each: where that leaves too few, more
    # are looked at, as many as it can at worst take.
    found: list[Found] = []
    for limit in sorted({stretch.limit, stretch.limit * len(tags)}):
        query = newest(keys, _tagged, _same_tag_place, _unmuted_tagged(reader, stretch), limit)
        found = await _found(snapshot, query)
        if len(found) >= stretch.limit:
            break
    return found[: stretch.limit]


async def answered(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """With replies that the reader has not read, of the threads that they follow."""
    news = exists().where(
        _message.c.thread_id == _feed.c.root_id,
        _message.c.seq > _mark.c.seq,
        _message.c.author_id != reader.person_id,
        _message.c.deleted.is_(False),
    )
    followed = (
        select(_feed.c.root_id, _feed.c.active_us)
        .join(_mark, _mark.c.thread_id == _feed.c.root_id)
        .where(
            _mark.c.person_id == reader.person_id,
            _mark.c.thread_id != "",
            _feed.c.channel_id.in_(_own_channels(reader)),
            _allowed(reader, stretch)(_feed),
            news,
        )
    )
    return await _found(snapshot, _ordered(followed.subquery(), stretch))


async def begun(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """Begun by others below the reader's mark, in the channels that they are in.

    The sum keeps the database to the index by activity: unread threads are among the newest.
    """
    unread = exists().where(_feed.c.channel_id == _mark.c.channel_id, _feed.c.seq > _mark.c.seq)
    keys = select(_mark.c.channel_id, _mark.c.seq).where(
        _mark.c.person_id == reader.person_id,
        _mark.c.thread_id == "",
        _mark.c.channel_id.in_(_own_channels(reader)),
        unread,
    )
    wanted = _allowed(reader, stretch)
    query = newest(
        keys,
        _feed,
        lambda thread, key: and_(
            thread.c.channel_id == key.c.channel_id, thread.c.seq + 0 > key.c.seq
        ),
        lambda thread: and_(wanted(thread), thread.c.author_id != reader.person_id),
        stretch.limit,
    )
    return await _found(snapshot, query)


async def mentions(snapshot: Snapshot, reader: Reader, stretch: Stretch) -> list[Found]:
    """In which the reader is named by somebody whom they have not muted."""
    mine = or_(
        _feed.c.channel_id.in_(_own_channels(reader)),
        _feed.c.channel_id.in_(_muted_channels(reader)),
    )
    named = _naming(reader, stretch).where(mine)
    return await _found(snapshot, _ordered(named.subquery(), stretch))


def _naming(reader: Reader, stretch: Stretch) -> Select[Any]:
    wanted = _allowed(reader, stretch)
    return (
        select(_feed.c.root_id, _feed.c.active_us)
        .join(
            _mention, _feed.c.root_id == func.coalesce(_mention.c.thread_id, _mention.c.message_id)
        )
        .where(
            _mention.c.person_id == reader.person_id,
            _mention.c.author_id != reader.person_id,
            ~follows.is_muted(reader.person_id, _mention.c.author_id),
            wanted(_feed),
        )
        .distinct()
    )


def _ordered(found: Any, stretch: Stretch) -> Select[Any]:
    return (
        select(found.c.root_id, found.c.active_us)
        .order_by(found.c.active_us.desc(), found.c.root_id.desc())
        .limit(stretch.limit)
    )


async def _found(snapshot: Snapshot, query: Select[Any]) -> list[Found]:
    return [(row.active_us, row.root_id) for row in await snapshot.all(query)]


# -- conditions


def _same_channel(thread: Any, key: Any) -> ColumnElement[bool]:
    return thread.c.channel_id == key.c.channel_id  # type: ignore[no-any-return]


def _same_tag_place(thread: Any, key: Any) -> ColumnElement[bool]:
    return and_(thread.c.tag == key.c.tag, thread.c.channel_id == key.c.channel_id)


def _own_channels(reader: Reader) -> Select[Any]:
    """The channels that the reader is in and has not muted; direct messages are no news."""
    return _channels_of(reader, muted=False)


def _muted_channels(reader: Reader) -> Select[Any]:
    """The channels that the reader is in and has muted."""
    return _channels_of(reader, muted=True)


def _channels_of(reader: Reader, *, muted: bool) -> Select[Any]:
    return (
        select(_member.c.channel_id)
        .join(_channel, _channel.c.id == _member.c.channel_id)
        .where(
            _member.c.person_id == reader.person_id,
            _member.c.muted.is_(muted),
            _channel.c.kind.in_([ChannelKind.PUBLIC.value, ChannelKind.PRIVATE.value]),
        )
    )


def _readable(reader: Reader) -> Select[Any]:
    """The channels that the reader may read and has not muted."""
    mine = _own_channels(reader)
    if reader.guest:
        return mine
    muted = select(_member.c.channel_id).where(
        _member.c.person_id == reader.person_id, _member.c.muted.is_(True)
    )
    public = _channel.c.kind == ChannelKind.PUBLIC.value
    return select(_channel.c.id).where(
        or_(public, _channel.c.id.in_(mine)), _channel.c.id.not_in(muted)
    )


def _allowed(reader: Reader, stretch: Stretch, *, lone: bool = False) -> Any:
    """Conditions on `feed_thread`: further down the list, nothing muted, and (but for `lone`) a
    line in passing only where it names the reader."""

    call = _mention.alias("call")

    def condition(thread: Any) -> ColumnElement[bool]:
        named = exists().where(
            call.c.person_id == reader.person_id,
            call.c.channel_id == thread.c.channel_id,
            call.c.seq == thread.c.seq,
        )
        return and_(
            stretch.place.before(thread) if stretch.place is not None else true(),
            true() if lone else or_(thread.c.lone.is_(False), named),
            ~_is_muted(reader, thread),
            ~_has_tag(thread, reader.muted),
        )

    return condition


def _unmuted_tagged(reader: Reader, stretch: Stretch) -> Any:
    """The same on `hashtag_thread`, which does not know the author."""

    def condition(thread: Any) -> ColumnElement[bool]:
        by_muted = exists().where(_feed.c.root_id == thread.c.root_id, _is_muted(reader, _feed))
        return and_(
            stretch.place.before(thread) if stretch.place is not None else true(),
            ~by_muted if reader.mutes else true(),
            ~_has_tag(thread, reader.muted),
        )

    return condition


def _is_muted(reader: Reader, thread: Any) -> ColumnElement[bool]:
    if not reader.mutes:
        return false()
    return follows.is_muted(reader.person_id, thread.c.author_id)


def _has_tag(thread: Any, tags: Sequence[str]) -> ColumnElement[bool]:
    if not tags:
        return false()
    other = _tagged.alias("other")
    return exists().where(other.c.root_id == thread.c.root_id, other.c.tag.in_(tags))
