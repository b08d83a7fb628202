"""Questions of search and its index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, union

from channels.core.kinds import ChannelKind
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.mentions import Asked, Known
from channels.messages.pending import SearchPendingRow, search_anew
from channels.messages.tables import MessageRow
from channels.people.tables import PersonRow
from persistence.bulk import apply, table_of, to_batches
from persistence.snapshot import Snapshot

_message = table_of(MessageRow)
_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_person = table_of(PersonRow)
_pending = table_of(SearchPendingRow)

_CONVERSATIONS = (ChannelKind.DIRECT.value, ChannelKind.GROUP.value)

PUBLIC = _channel.c.kind == ChannelKind.PUBLIC.value


async def anything_pending(snapshot: Snapshot) -> bool:
    """Does a message wait to be indexed?"""
    return await snapshot.first(select(_pending.c.message_id).limit(1)) is not None


async def count_pending(snapshot: Snapshot, most: int) -> int:
    """How many messages wait to be indexed; counted up to `most`."""
    some = select(_pending.c.message_id).limit(most).subquery()
    return int(await snapshot.scalar(select(func.count()).select_from(some)))


async def index_anew(snapshot: Snapshot, after: str, limit: int) -> tuple[str, int] | None:
    """Let so many messages from an id on wait for the indexer, deleted ones too.

    Answers the last of them and how many they were; None where there are no more.
    """
    some = select(_message.c.id).where(_message.c.id > after).order_by(_message.c.id).limit(limit)
    found = list(await snapshot.scalars(some))
    if not found:
        return None
    connection = snapshot.connection
    await apply(connection, to_batches(map(search_anew, found), connection.dialect.name))
    return found[-1], len(found)


async def pending(snapshot: Snapshot, limit: int, skip: int = 0) -> dict[str, int]:
    """Messages that wait but the newest `skip`, with their stamps.

    The newest first: what is said now is sought sooner than what an upgrade has put there.
    """
    newest = select(_pending).order_by(_pending.c.message_id.desc()).limit(limit).offset(skip)
    return {row.message_id: row.stamp for row in await snapshot.all(newest)}


async def take_pending(snapshot: Snapshot, stamps: Mapping[str, int]) -> set[str]:
    """Those of the messages that wait as they did and that no other process takes now.

    They wait no more.
    """
    waiting = select(_pending).where(_pending.c.message_id.in_(stamps))
    rows = await snapshot.all(waiting.with_for_update(skip_locked=True))
    taken = {row.message_id for row in rows if row.stamp == stamps[row.message_id]}
    if taken:
        await snapshot.connection.execute(delete(_pending).where(_pending.c.message_id.in_(taken)))
    return taken


async def messages_to_index(snapshot: Snapshot, message_ids: Collection[str]) -> Sequence[Any]:
    """The rows of those that are there."""
    query = select(_message).where(_message.c.id.in_(message_ids), _message.c.deleted.is_(False))
    return await snapshot.all(query)


async def labels_for(
    snapshot: Snapshot,
    asked: Asked,
    visible: ColumnElement[bool],
    seen: set[str] | None = None,
) -> Known:
    """Names for the ids asked for: of channels that are `visible`, of people in `seen`, or all."""
    known = Known()
    if asked.person_ids:
        people = select(_person.c.id, _person.c.handle).where(_person.c.id.in_(asked.person_ids))
        for row in await snapshot.all(people):
            if seen is None or row.id in seen:
                known.add_person(row.id, row.handle)
    if asked.channel_ids:
        channels = select(_channel.c.id, _channel.c.name).where(
            _channel.c.id.in_(asked.channel_ids), visible
        )
        for row in await snapshot.all(channels):
            known.add_channel(row.id, row.name)
    return known


async def people_of_conversations(
    snapshot: Snapshot, channel_ids: Collection[str]
) -> dict[str, list[str]]:
    """The members of those of the channels that are direct or group conversations."""
    query = (
        select(_member.c.channel_id, _member.c.person_id)
        .join(_channel, _channel.c.id == _member.c.channel_id)
        .where(_channel.c.id.in_(channel_ids), _channel.c.kind.in_(_CONVERSATIONS))
        .order_by(_member.c.person_id)
    )
    found: dict[str, list[str]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.channel_id, []).append(row.person_id)
    return found


async def began_to_write(
    snapshot: Snapshot, thread_ids: Collection[str]
) -> dict[str, list[tuple[str, int]]]:
    """Who wrote in each thread, the root's author too, and the seq of their first message there."""
    thread_id = func.coalesce(_message.c.thread_id, _message.c.id).label("thread_id")
    query = (
        select(thread_id, _message.c.author_id, func.min(_message.c.seq).label("first"))
        .where(
            or_(_message.c.thread_id.in_(thread_ids), _message.c.id.in_(thread_ids)),
            _message.c.deleted.is_(False),
        )
        .group_by(thread_id, _message.c.author_id)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.thread_id, []).append((row.author_id, row.first))
    return found


async def in_threads_for(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that are replies or have any."""
    replies = select(_message.c.id).where(
        _message.c.id.in_(message_ids), _message.c.thread_id.is_not(None)
    )
    roots = select(_message.c.thread_id).where(
        _message.c.thread_id.in_(message_ids), _message.c.deleted.is_(False)
    )
    return set(await snapshot.scalars(union(replies, roots)))


async def channels_joined(snapshot: Snapshot, person_id: str) -> set[str]:
    """The channels that a person is in."""
    query = select(_member.c.channel_id).where(_member.c.person_id == person_id)
    return set(await snapshot.scalars(query))


async def people_by_handle(snapshot: Snapshot, handles: Sequence[str]) -> dict[str, str]:
    """Ids of people by their handles."""
    query = select(_person.c.id, _person.c.handle).where(_person.c.handle.in_(handles))
    return {row.handle: row.id for row in await snapshot.all(query)}


async def channels_by_key(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, str]:
    """Ids of channels by what is unique of them, without asking who may see them."""
    query = select(_channel.c.id, _channel.c.name_key).where(_channel.c.name_key.in_(keys))
    return {row.name_key: row.id for row in await snapshot.all(query)}
