"""Questions about channels' homes, each named by what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from channels.core.kinds import ChannelKind
from channels.core.text import fold
from channels.homes.protocol import Door, ListCatalogue
from channels.homes.tables import HomeRow, JoinRequestRow
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

Row = Mapping[str, Any]
SMALL = 50  # who is together in a channel of so many knows one another
_LOOKED_AT = 300  # people that one knows so

_NOTHING: ColumnElement[str] = literal_column(
    "''"
)  # not a parameter: PostgreSQL would take each for another
_home = table_of(HomeRow)
_request = table_of(JoinRequestRow)
_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_message = table_of(MessageRow)
_LISTED = (Door.REQUEST.value, Door.INVITATION.value)


async def home_of(snapshot: Snapshot, channel_id: str) -> Row | None:
    """A channel's home, if it was ever furnished."""
    row = await snapshot.first(select(_home).where(_home.c.channel_id == channel_id))
    return row._asdict() if row is not None else None


async def requests_for(snapshot: Snapshot, channel_ids: Collection[str]) -> list[Row]:
    """Who asks to come into these channels, the latest first."""
    query = select(_request).where(_request.c.channel_id.in_(list(channel_ids)))
    return await _requests(snapshot, query)


async def requests_by(snapshot: Snapshot, person_id: str) -> list[Row]:
    """What a person asks, the latest first."""
    return await _requests(snapshot, select(_request).where(_request.c.person_id == person_id))


async def _requests(snapshot: Snapshot, query: Any) -> list[Row]:
    ordered = query.order_by(_request.c.asked_at_ms.desc(), _request.c.channel_id)
    return [row._asdict() for row in await snapshot.all(ordered)]


async def request_of(snapshot: Snapshot, channel_id: str, person_id: str) -> Row | None:
    """A person's request to come into a channel."""
    query = select(_request).where(
        _request.c.channel_id == channel_id, _request.c.person_id == person_id
    )
    row = await snapshot.first(query)
    return row._asdict() if row is not None else None


async def is_member(snapshot: Snapshot, channel_id: str, person_id: str) -> bool:
    """Is the person in the channel?"""
    query = select(_member.c.person_id).where(
        _member.c.channel_id == channel_id, _member.c.person_id == person_id
    )
    return await snapshot.first(query) is not None


async def private_channels_of(snapshot: Snapshot, person_id: str) -> list[str]:
    """The private channels that a person is in."""
    query = (
        select(_member.c.channel_id)
        .join_from(_member, _channel, _channel.c.id == _member.c.channel_id)
        .where(_member.c.person_id == person_id, _channel.c.kind == ChannelKind.PRIVATE.value)
    )
    return list(await snapshot.scalars(query))


async def catalogue(
    snapshot: Snapshot, me: str, asked: ListCatalogue, after: tuple[str, str] | None, limit: int
) -> Sequence[Any]:
    """The channels that a person may know of, by name, with what is told of each."""
    query = _listed(me).order_by(_channel.c.name_key, _channel.c.id).limit(limit)
    for word in asked.query.removeprefix("#").split():
        query = query.where(or_(_holds(fold(word)), _holds(word.lower())))
    if asked.section is not None:
        query = query.where(func.coalesce(_home.c.section, "") == asked.section)
    if asked.theme is not None:
        query = query.where(func.coalesce(_home.c.theme_key, "") == fold(asked.theme))
    if after is not None:
        name, id = after
        query = query.where(
            or_(_channel.c.name_key > name, and_(_channel.c.name_key == name, _channel.c.id > id))
        )
    return await snapshot.all(query)


async def listed_among(snapshot: Snapshot, me: str, channel_ids: Collection[str]) -> Sequence[Any]:
    """The same of these channels."""
    return await snapshot.all(_listed(me).where(_channel.c.id.in_(list(channel_ids))))


def _listed(me: str) -> Any:
    """Public channels, private ones that are listed, and those that the person is in."""
    mine = and_(_member.c.channel_id == _channel.c.id, _member.c.person_id == me)
    asks = and_(_request.c.channel_id == _channel.c.id, _request.c.person_id == me)
    named = _channel.c.kind.in_((ChannelKind.PUBLIC.value, ChannelKind.PRIVATE.value))
    known = or_(
        _channel.c.kind == ChannelKind.PUBLIC.value,
        _member.c.person_id.is_not(None),
        _home.c.door.in_(_LISTED),
    )
    inside = _member.alias("inside")
    people = (
        select(func.count(inside.c.person_id))
        .where(inside.c.channel_id == _channel.c.id)
        .correlate(_channel)
        .scalar_subquery()
    )
    latest = (
        select(func.max(_message.c.created_us))
        .where(_message.c.channel_id == _channel.c.id)
        .correlate(_channel)
        .scalar_subquery()
    )
    return (
        select(
            _channel.c.id,
            _channel.c.name,
            _channel.c.name_key,
            _channel.c.kind,
            _channel.c.topic,
            _channel.c.purpose,
            _home.c.section,
            _home.c.theme,
            _home.c.door,
            _member.c.person_id.label("me"),
            _request.c.person_id.label("asker"),
            people.label("people"),
            latest.label("latest_us"),
        )
        .select_from(
            _channel.outerjoin(_member, mine)
            .outerjoin(_home, _home.c.channel_id == _channel.c.id)
            .outerjoin(_request, asks)
        )
        .where(named, known, _channel.c.archived.is_(False), _channel.c.wall_of == _NOTHING)
    )


def _holds(word: str) -> ColumnElement[bool]:
    texts = (_channel.c.name_key, _channel.c.purpose, _home.c.theme_key)
    return or_(*(func.lower(text).contains(word, autoescape=True) for text in texts))


async def count_themes(snapshot: Snapshot, me: str) -> Sequence[Any]:
    """(section, theme, channels) of those that the person may know of, by theme."""
    listed = _listed(me).subquery()
    query = (
        select(
            func.coalesce(listed.c.section, _NOTHING).label("section"),
            func.coalesce(listed.c.theme, _NOTHING).label("theme"),
            func.count().label("channels"),
        )
        .group_by(
            func.coalesce(listed.c.section, _NOTHING), func.coalesce(listed.c.theme, _NOTHING)
        )
        .order_by("theme", "section")
    )
    return await snapshot.all(query)


async def where_people_i_know_are(snapshot: Snapshot, me: str, limit: int) -> list[tuple[str, int]]:
    """(channel, people) of public channels that one is not in, where most of those are with whom
    one shares a small channel."""
    mine = select(_member.c.channel_id).where(_member.c.person_id == me)
    small = (
        select(_member.c.channel_id)
        .where(_member.c.channel_id.in_(mine))
        .group_by(_member.c.channel_id)
        .having(func.count() <= SMALL)
    )
    near = (
        select(_member.c.person_id)
        .where(
            _member.c.channel_id.in_(small),
            _member.c.person_id != me,
        )
        .distinct()
        .limit(_LOOKED_AT)
    )
    people = func.count().label("people")
    query = (
        select(_member.c.channel_id, people)
        .join_from(_member, _channel, _channel.c.id == _member.c.channel_id)
        .where(
            _member.c.person_id.in_(near),
            _member.c.channel_id.not_in(mine),
            _channel.c.kind == ChannelKind.PUBLIC.value,
            _channel.c.archived.is_(False),
            _channel.c.wall_of == _NOTHING,
        )
        .group_by(_member.c.channel_id)
        .order_by(people.desc(), _member.c.channel_id)
        .limit(limit)
    )
    return [(row.channel_id, row.people) for row in await snapshot.all(query)]
