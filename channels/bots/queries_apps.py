"""Questions about what apps were told, where their bots are, and their slash commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select

from channels.bots.running import ListDeliveries
from channels.bots.tables import EVENT, REQUEST, AppCommandRow, AppEventRow
from channels.core.kinds import ChannelKind
from channels.membership.tables import ChannelRow, MemberRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_channel = table_of(ChannelRow)
_command = table_of(AppCommandRow)
_event = table_of(AppEventRow)
_member = table_of(MemberRow)
_KEPT = _event.c.kind == EVENT
_LISTED = _event.c.kind.in_((EVENT, REQUEST))  # what people wait for now is in nobody's list
_SHOWN = [
    column
    for column in _event.c
    if column.name not in ("body", "sent", "answer", "at_us", "message_id")
]


# -- what apps were told


async def deliveries(snapshot: Snapshot, asked: ListDeliveries, limit: int) -> list[Any]:
    """Rows without their bodies, the newest first."""
    kind = asked.kind or (EVENT if asked.state is not None else None)
    of_kind = _LISTED if kind is None else _event.c.kind == kind
    query = select(*_SHOWN).where(_event.c.app_id == asked.app_id, of_kind)
    if asked.state is not None:
        query = query.where(_event.c.state == asked.state)
    at, _, id = asked.after.partition(".")
    if at.isdecimal() and len(at) < 16:
        same = and_(_event.c.created_at_ms == int(at), _event.c.id < id)
        query = query.where(or_(_event.c.created_at_ms < int(at), same))
    ordered = query.order_by(_event.c.created_at_ms.desc(), _event.c.id.desc())
    return list(await snapshot.all(ordered.limit(limit)))


async def counts_of_deliveries(snapshot: Snapshot, app_id: str) -> Mapping[str, int]:
    """How many events, by state, and how many requests."""
    which = case((_KEPT, _event.c.state), else_=literal("requests")).label("which")
    query = select(which, func.count().label("number"))
    query = query.where(_event.c.app_id == app_id, _LISTED).group_by("which")
    return {row.which: row.number for row in await snapshot.all(query)}


async def delivery(snapshot: Snapshot, id: str) -> Any | None:
    """The whole row."""
    return await snapshot.first(select(_event).where(_event.c.id == id, _KEPT))


# -- where their bots are


async def channels_of(snapshot: Snapshot, person_id: str) -> list[Any]:
    """`id name kind` of the named channels that somebody is in, by name."""
    query = (
        select(_channel.c.id, _channel.c.name, _channel.c.kind)
        .join_from(_member, _channel, _channel.c.id == _member.c.channel_id)
        .where(_member.c.person_id == person_id)
        .where(_channel.c.kind.in_([ChannelKind.PUBLIC.value, ChannelKind.PRIVATE.value]))
        .order_by(_channel.c.name_key)
    )
    return list(await snapshot.all(query))


async def channel_ids_of(snapshot: Snapshot, person_id: str) -> set[str]:
    """The channels that somebody is in."""
    mine = select(_member.c.channel_id).where(_member.c.person_id == person_id)
    return set(await snapshot.scalars(mine))


# -- their slash commands


async def find_command(snapshot: Snapshot, name: str) -> Any | None:
    """The row of a slash command."""
    return await snapshot.first(select(_command).where(_command.c.name == name.lower()))


async def all_commands(snapshot: Snapshot) -> list[Any]:
    """All rows, by name."""
    return list(await snapshot.all(select(_command).order_by(_command.c.name)))
