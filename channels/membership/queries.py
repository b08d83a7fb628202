"""Questions about channels and members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, func, null, or_, select, union_all

from channels.core.actor import ChannelId, PersonId, Role
from channels.core.cards import ChannelCard, ChannelFacts, MemberCard
from channels.core.kinds import ChannelKind, MemberRole, Posting
from channels.membership.tables import ChannelRow, MemberRow
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.streams import WORKSPACE, Stream, channel_stream, person_of, user_stream
from persistence.tables import StreamRow

_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_person = table_of(PersonRow)
_stream = table_of(StreamRow)


class MySettings(NamedTuple):
    """A member's own settings for a channel, and what they may do in it."""

    level: str
    muted: bool
    starred: bool
    role: str = MemberRole.MEMBER.value


async def load_channel(snapshot: Snapshot, channel_id: str) -> ChannelCard | None:
    """The channel's card with all members, or None."""
    row = await snapshot.first(select(_channel).where(_channel.c.id == channel_id))
    if row is None:
        return None
    version = await snapshot.scalar(
        select(_stream.c.members_version).where(_stream.c.name == channel_stream(channel_id))
    )
    members = await snapshot.all(
        select(_member.c.person_id, _member.c.role, _member.c.joined_at_ms).where(
            _member.c.channel_id == channel_id
        )
    )
    parts = {
        PersonId(member.person_id): MemberCard(MemberRole(member.role), member.joined_at_ms)
        for member in members
    }
    return ChannelCard(to_facts(row), parts, version or 0)


def to_facts(row: Any) -> ChannelFacts:
    """A channel's row as facts."""
    return ChannelFacts(
        id=ChannelId(row.id),
        name=row.name,
        kind=ChannelKind(row.kind),
        topic=row.topic,
        purpose=row.purpose,
        archived=row.archived,
        general=row.general,
        created_at_ms=row.created_at_ms,
        creator_id=row.creator_id,
        posting=Posting(row.posting),
        wall_of=row.wall_of,
    )


def visible_to(person_id: str, guest: bool) -> Any:
    """The condition on `channel` that a person may see it."""
    joined = _channel.c.id.in_(select(_member.c.channel_id).where(_member.c.person_id == person_id))
    return joined if guest else or_(_channel.c.kind == ChannelKind.PUBLIC.value, joined)


class ChannelPage(NamedTuple):
    """What a list of channels asks for."""

    person_id: str
    guest: bool
    query: str
    joined: bool | None
    archived: bool
    after: str
    limit: int


async def list_channels(snapshot: Snapshot, page: ChannelPage) -> Sequence[Any]:
    """Visible channels by id with the person's settings, head and member count; one too many."""
    mine = and_(_member.c.channel_id == _channel.c.id, _member.c.person_id == page.person_id)
    query: Select[Any] = (
        select(
            _channel,
            _member.c.person_id.label("me"),
            _member.c.level,
            _member.c.muted,
            _member.c.starred,
            _member.c.role,
            func.coalesce(_stream.c.seq, 0).label("head"),
            func.coalesce(_stream.c.members_version, 0).label("members_version"),
        )
        .select_from(
            _channel.outerjoin(_member, mine).outerjoin(
                _stream, _stream.c.name == "c:" + _channel.c.id
            )
        )
        .where(visible_to(page.person_id, page.guest), _channel.c.id > page.after)
        .order_by(_channel.c.id)
        .limit(page.limit + 1)
    )
    if page.query:
        query = query.where(_channel.c.name_key.contains(page.query, autoescape=True))
    if page.joined is not None:
        condition = _member.c.person_id.is_not(None)
        query = query.where(condition if page.joined else ~condition)
    if not page.archived:
        query = query.where(_channel.c.archived.is_(False))
    return await snapshot.all(query)


async def count_members(snapshot: Snapshot, versions: Mapping[str, int]) -> dict[str, int]:
    """How many people are in each channel, given with its `members_version`."""
    memo = snapshot.memo
    counts: dict[str, int] = memo.known("members", versions) if memo is not None else {}
    unknown = [channel_id for channel_id in versions if channel_id not in counts]
    if not unknown:
        return counts
    query = (
        select(_member.c.channel_id, func.count().label("people"))
        .where(_member.c.channel_id.in_(unknown))
        .group_by(_member.c.channel_id)
    )
    counted = {row.channel_id: row.people for row in await snapshot.all(query)}
    for channel_id in unknown:
        counts[channel_id] = counted.get(channel_id, 0)
        if memo is not None:
            memo.keep("members", channel_id, versions[channel_id], counts[channel_id])
    return counts


async def members_of_small(snapshot: Snapshot, channel_ids: Sequence[str]) -> dict[str, list[str]]:
    """The members of direct and group channels, by person id."""
    found: dict[str, list[str]] = {}
    if not channel_ids:
        return found
    query = (
        select(_member.c.channel_id, _member.c.person_id)
        .where(_member.c.channel_id.in_(channel_ids))
        .order_by(_member.c.person_id)
    )
    for row in await snapshot.all(query):
        found.setdefault(row.channel_id, []).append(row.person_id)
    return found


async def my_settings(snapshot: Snapshot, channel_id: str, person_id: str) -> MySettings | None:
    """A member's own settings, or None for one who is not in it."""
    row = await snapshot.first(
        select(_member.c.level, _member.c.muted, _member.c.starred, _member.c.role).where(
            _member.c.channel_id == channel_id, _member.c.person_id == person_id
        )
    )
    return MySettings(row.level, row.muted, row.starred, row.role) if row is not None else None


async def head_of(snapshot: Snapshot, channel_id: str) -> int:
    """The head of a channel's stream."""
    name = channel_stream(channel_id)
    return await snapshot.scalar(select(_stream.c.seq).where(_stream.c.name == name)) or 0


async def channel_by_key(snapshot: Snapshot, name_key: str) -> str | None:
    """The id of the channel with this folded name (or set of people)."""
    found = await snapshot.scalar(select(_channel.c.id).where(_channel.c.name_key == name_key))
    return str(found) if found is not None else None


async def former_names(snapshot: Snapshot, channel_id: str) -> list[str]:
    """What the channel was called, the latest first."""
    query = select(_channel.c.former_names).where(_channel.c.id == channel_id)
    return str(await snapshot.scalar(query) or "").split()


async def pasts(snapshot: Snapshot, channel_ids: Sequence[str]) -> Sequence[Any]:
    """Who set these channels' lines, and what they were called."""
    columns = ("id", "topic_by", "topic_at_ms", "purpose_by", "purpose_at_ms", "former_names")
    query = select(*(_channel.c[name] for name in columns))
    return await snapshot.all(query.where(_channel.c.id.in_(list(channel_ids))))


async def heard(
    snapshot: Snapshot, person_ids: Sequence[str]
) -> dict[str, tuple[dict[Stream, int], int]]:
    """Their own streams and those of their channels with the heads; and the workspace's head.

    Everybody has an answer. Source: `persistence.snapshot.Question`.
    """
    nobody = cast(null(), String).label("person_id")
    own = select(nobody, _stream.c.name, _stream.c.seq).where(
        _stream.c.name.in_([WORKSPACE, *map(user_stream, person_ids)])
    )
    name = "c:" + _member.c.channel_id
    joined = (
        select(_member.c.person_id, name, func.coalesce(_stream.c.seq, 0))
        .select_from(_member.outerjoin(_stream, _stream.c.name == name))
        .where(_member.c.person_id.in_(person_ids))
    )
    found = {person_id: {user_stream(person_id): 0} for person_id in person_ids}
    workspace = 0
    for row in await snapshot.all(union_all(own, joined)):
        person_id = row.person_id or person_of(row.name)
        if person_id is None:
            workspace = row.seq
        else:
            found[person_id][Stream(row.name)] = row.seq
    return {person_id: (heads, workspace) for person_id, heads in found.items()}


async def readable_channels(snapshot: Snapshot, person_id: str, guest: bool) -> list[str]:
    """The channels whose messages a person may read."""
    return list(await snapshot.scalars(select(_channel.c.id).where(visible_to(person_id, guest))))


async def public_channels(snapshot: Snapshot) -> set[str]:
    """The channels that every member may read."""
    kind = ChannelKind.PUBLIC.value
    return set(await snapshot.scalars(select(_channel.c.id).where(_channel.c.kind == kind)))


async def visible_among(
    snapshot: Snapshot, person_id: str, guest: bool, channel_ids: Sequence[str]
) -> set[str]:
    """Those of the channels that a person may see."""
    query = select(_channel.c.id).where(
        _channel.c.id.in_(channel_ids), visible_to(person_id, guest)
    )
    return set(await snapshot.scalars(query))


async def companions(snapshot: Snapshot, person_id: str) -> set[str]:
    """All who share a channel with a person, and the person."""
    mine = select(_member.c.channel_id).where(_member.c.person_id == person_id)
    query = select(_member.c.person_id).where(_member.c.channel_id.in_(mine)).distinct()
    return {person_id, *await snapshot.scalars(query)}


async def guests_beside(snapshot: Snapshot, person_id: str) -> set[str]:
    """The guests who share a channel with a person, and the person if it is one."""
    mine = select(_member.c.channel_id).where(_member.c.person_id == person_id)
    beside = select(_member.c.person_id).where(_member.c.channel_id.in_(mine))
    query = select(_person.c.id).where(
        _person.c.role == Role.GUEST,
        _person.c.active.is_(True),
        or_(_person.c.id == person_id, _person.c.id.in_(beside)),
    )
    return set(await snapshot.scalars(query))


async def general_channel(snapshot: Snapshot) -> str | None:
    """The id of the channel that every member is in."""
    found = await snapshot.scalar(select(_channel.c.id).where(_channel.c.general.is_(True)))
    return str(found) if found is not None else None
