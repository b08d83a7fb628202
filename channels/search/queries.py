"""Questions of search and its index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from channels.core.kinds import ChannelKind
from channels.membership.tables import ChannelRow
from channels.messages.mentions import Asked, Known
from channels.messages.tables import MessageRow
from channels.people.tables import PersonRow
from channels.search.tables import SearchPendingRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_message = table_of(MessageRow)
_channel = table_of(ChannelRow)
_person = table_of(PersonRow)
_pending = table_of(SearchPendingRow)

PUBLIC = _channel.c.kind == ChannelKind.PUBLIC.value


async def anything_pending(snapshot: Snapshot) -> bool:
    """Does a message wait to be indexed?"""
    return await snapshot.first(select(_pending.c.message_id).limit(1)) is not None


async def count_pending(snapshot: Snapshot, most: int) -> int:
    """How many messages wait to be indexed; counted up to `most`."""
    some = select(_pending.c.message_id).limit(most).subquery()
    return int(await snapshot.scalar(select(func.count()).select_from(some)))


async def take_pending(snapshot: Snapshot, limit: int) -> Sequence[str]:
    """Messages that wait and that no other process has taken; they wait no more.

    The newest first: what is said now is sought sooner than what an upgrade has put there.
    """
    newest = select(_pending.c.message_id).order_by(_pending.c.message_id.desc()).limit(limit)
    query = newest.with_for_update(skip_locked=True)
    taken: Sequence[str] = await snapshot.scalars(query)
    if taken:
        await snapshot.connection.execute(delete(_pending).where(_pending.c.message_id.in_(taken)))
    return taken


async def messages_to_index(snapshot: Snapshot, message_ids: Sequence[str]) -> Sequence[Any]:
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


async def people_by_handle(snapshot: Snapshot, handles: Sequence[str]) -> dict[str, str]:
    """Ids of people by their handles."""
    query = select(_person.c.id, _person.c.handle).where(_person.c.handle.in_(handles))
    return {row.handle: row.id for row in await snapshot.all(query)}


async def channels_by_key(snapshot: Snapshot, keys: Sequence[str]) -> dict[str, str]:
    """Ids of channels by what is unique of them, without asking who may see them."""
    query = select(_channel.c.id, _channel.c.name_key).where(_channel.c.name_key.in_(keys))
    return {row.name_key: row.id for row in await snapshot.all(query)}
