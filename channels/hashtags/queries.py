"""Questions about hashtags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select

from channels.hashtags.tables import (
    HashtagPlaceRow,
    HashtagRow,
    HashtagThreadRow,
    HashtagUseRow,
)
from channels.membership.queries import visible_to
from channels.membership.tables import ChannelRow
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

THREADS_COUNTED = 1_000
RELATED_FROM = 200  # of the latest threads
RELATED_SHOWN = 8

_hashtag = table_of(HashtagRow)
_use = table_of(HashtagUseRow)
_thread = table_of(HashtagThreadRow)
_place = table_of(HashtagPlaceRow)
_channel = table_of(ChannelRow)
_message = table_of(MessageRow)


class Reader(NamedTuple):
    """Who asks, as far as it decides what they may read."""

    person_id: str
    guest: bool


async def by_tag(snapshot: Snapshot, tag: str) -> Any | None:
    """A hashtag's row."""
    return await snapshot.first(select(_hashtag).where(_hashtag.c.tag == tag))


async def spelt_as(snapshot: Snapshot, tag: str) -> dict[str, str]:
    """The labels of those merged into a hashtag, by tag."""
    query = select(_hashtag.c.tag, _hashtag.c.label).where(_hashtag.c.merged_into == tag)
    return {row.tag: row.label for row in await snapshot.all(query.order_by(_hashtag.c.tag))}


async def spellings(snapshot: Snapshot, tags: Iterable[str]) -> dict[str, str]:
    """All spellings of some hashtags, these too, each with the tag that it stands for."""
    asked = list(dict.fromkeys(tags))
    if not asked:
        return {}
    merged = select(_hashtag.c.tag, _hashtag.c.merged_into).where(
        _hashtag.c.tag.in_(asked), _hashtag.c.merged_into.is_not(None)
    )
    meant = {row.tag: row.merged_into for row in await snapshot.all(merged)}
    found = {meant.get(tag, tag): meant.get(tag, tag) for tag in asked} | meant
    also = select(_hashtag.c.tag, _hashtag.c.merged_into).where(
        _hashtag.c.merged_into.in_(list(found.values()))
    )
    return found | {row.tag: row.merged_into for row in await snapshot.all(also)}


async def beginning_with(
    snapshot: Snapshot, reader: Reader, start: str, limit: int
) -> Sequence[Any]:
    """Rows of (tag, label, description) of those used where the reader may read, also as the
    spelling of another; the latest used first."""
    real = _hashtag.alias("real")
    seen = exists().where(
        _place.c.tag == _hashtag.c.tag,
        _place.c.channel_id == _channel.c.id,
        visible_to(reader.person_id, reader.guest),
    )
    query = (
        select(
            real.c.tag, real.c.label, real.c.description, func.max(_hashtag.c.used_us).label("used")
        )
        .select_from(_hashtag)
        .join(real, real.c.tag == func.coalesce(_hashtag.c.merged_into, _hashtag.c.tag))
        .where(seen)
        .group_by(real.c.tag, real.c.label, real.c.description)
        .order_by(func.max(_hashtag.c.used_us).desc(), real.c.tag)
        .limit(limit)
    )
    if start:
        query = query.where(_hashtag.c.tag.startswith(start, autoescape=True))
    return await snapshot.all(query)


async def seen_among(snapshot: Snapshot, reader: Reader, tags: Sequence[str]) -> set[str]:
    """Those of the tags that have been used where the reader may read."""
    query = (
        select(_place.c.tag)
        .join(_channel, _channel.c.id == _place.c.channel_id)
        .where(_place.c.tag.in_(tags), visible_to(reader.person_id, reader.guest))
        .distinct()
    )
    return set(await snapshot.scalars(query))


async def count_threads(snapshot: Snapshot, reader: Reader, tags: Sequence[str]) -> int:
    """How many threads with one of the tags the reader may read, up to 1,000."""
    threads = (
        select(_thread.c.root_id)
        .where(_thread.c.tag.in_(tags), _thread.c.channel_id.in_(_readable(reader)))
        .distinct()
        .limit(THREADS_COUNTED)
        .subquery()
    )
    return int(await snapshot.scalar(select(func.count()).select_from(threads)) or 0)


async def related(snapshot: Snapshot, reader: Reader, tags: Sequence[str]) -> list[str]:
    """The labels of the hashtags that most often stand in the same threads."""
    latest = (
        select(_thread.c.root_id)
        .where(_thread.c.tag.in_(tags), _thread.c.channel_id.in_(_readable(reader)))
        .order_by(_thread.c.active_us.desc())
        .limit(RELATED_FROM)
    )
    roots = await snapshot.scalars(latest)
    others = select(_thread.c.tag).where(
        _thread.c.root_id.in_(list(roots)), _thread.c.tag.not_in(tags)
    )
    counts = Counter(await snapshot.scalars(others))
    meant = await spellings(snapshot, counts)
    merged: Counter[str] = Counter()
    for tag, count in counts.items():
        merged[meant.get(tag, tag)] += count
    chosen = [tag for tag, _ in sorted(merged.items(), key=_often)[:RELATED_SHOWN]]
    labels = await labels_of(snapshot, chosen)
    return [labels.get(tag, tag) for tag in chosen if tag not in tags]


def _often(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


async def labels_of(snapshot: Snapshot, tags: Sequence[str]) -> dict[str, str]:
    """How the tags are shown."""
    query = select(_hashtag.c.tag, _hashtag.c.label).where(_hashtag.c.tag.in_(tags))
    return {row.tag: row.label for row in await snapshot.all(query)} if tags else {}


async def uses_of(snapshot: Snapshot, message_id: str) -> Sequence[str]:
    """The tags that a message holds."""
    return await snapshot.scalars(select(_use.c.tag).where(_use.c.message_id == message_id))


async def elsewhere_in(
    snapshot: Snapshot, root_id: str, message_id: str, tags: Sequence[str]
) -> set[str]:
    """Those of the tags that other messages of the thread hold."""
    query = select(_use.c.tag).where(
        _use.c.root_id == root_id, _use.c.tag.in_(tags), _use.c.message_id != message_id
    )
    return set(await snapshot.scalars(query)) if tags else set()


async def last_us(snapshot: Snapshot, root_id: str) -> int:
    """When the thread's last message was written."""
    query = select(func.max(_message.c.created_us)).where(
        or_(_message.c.id == root_id, _message.c.thread_id == root_id),
        _message.c.deleted.is_(False),
    )
    return int(await snapshot.scalar(query) or 0)


def _readable(reader: Reader) -> ColumnElement[Any] | Any:
    return select(_channel.c.id).where(visible_to(reader.person_id, reader.guest))
