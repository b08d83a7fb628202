"""People whom somebody may want to follow: near to them, and writing lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.kinds import ChannelKind
from channels.core.protocol import Page
from channels.feed import protocol as p
from channels.feed import sources
from channels.feed.sources import Reader, Stretch
from channels.follows import queries as follows
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.tables import MessageRow
from channels.people import queries as people
from channels.people.views import to_person
from channels.profiles import queries as profiles
from channels.profiles.showing import open_kinds
from channels.profiles.tables import ProfileTagRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

LATELY_US = 30 * 24 * 3_600 * 1_000_000
THREADS = 100  # the newest, in which is looked for who writes
MOST = 500  # people who are weighed
SHARED_MAX = 3  # channels that count

_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
_message = table_of(MessageRow)
_tag = table_of(ProfileTagRow)


@dataclass(slots=True)
class Known:
    """What speaks for somebody. `channels` are shared ones, but for the one where all are."""

    near: set[str] = field(default_factory=set)
    channels: int = 0
    words: int = 0


async def suggest_people(ctx: Ctx, command: p.SuggestPeople) -> Page[p.SuggestedPersonView]:
    """Near and writing first. Nobody whom I follow or have muted, no bots, none who is gone."""
    reader = Reader(ctx.me, ctx.actor.role is Role.GUEST)
    since_us = ctx.now_ms * 1_000 - LATELY_US
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        known = await _known(snapshot, reader, since_us)
        mine = {ctx.me, *await _chosen_before(snapshot, ctx.me)}
        rows = {row["id"]: row for row in await people.people_by_ids(snapshot, set(known) - mine)}
    fit = [
        id
        for id, row in rows.items()
        if row["active"] and not row["bot"] and not row["dormant"] and (seen is None or id in seen)
    ]
    best = sorted(fit, key=lambda id: (*_rank(known[id]), rows[id]["folded"], id))
    items = [
        p.SuggestedPersonView(
            person=to_person(rows[id], ctx.now_ms),
            near=[one for one in p.NEAR if one in known[id].near],
            channels=known[id].channels,
            writes=known[id].words > 0,
        )
        for id in best[: command.limit]
    ]
    return Page(items=items, next=None)


def _rank(known: Known) -> tuple[int, int]:
    """The lowest comes first. Who writes comes before who only stands near, if not much farther."""
    weights = {"department": 3, "site": 2}
    near = sum(weights[one] for one in known.near) + min(known.channels, SHARED_MAX)
    return -(near + (4 if known.words else 0)), -known.words


async def _known(snapshot: Snapshot, reader: Reader, since_us: int) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for id, kind in await _with_my_words(snapshot, reader.person_id):
        found.setdefault(id, Known()).near.add(kind)
    for id, count in await _in_my_channels(snapshot, reader.person_id):
        found.setdefault(id, Known()).channels = count
    for id, count in (await _writers(snapshot, reader, since_us)).most_common(MOST):
        found.setdefault(id, Known()).words = count
    return found


async def _with_my_words(snapshot: Snapshot, person_id: str) -> list[tuple[str, str]]:
    """Who says openly that they are of my department, or at my site."""
    kinds = open_kinds(await profiles.field_choices(snapshot)) & set(p.NEAR)
    query = select(_tag.c.kind, _tag.c.folded)
    mine = await snapshot.all(query.where(_tag.c.person_id == person_id, _tag.c.kind.in_(kinds)))
    if not mine:
        return []
    same = or_(*(and_(_tag.c.kind == row.kind, _tag.c.folded == row.folded) for row in mine))
    rows = await snapshot.all(
        select(_tag.c.person_id, _tag.c.kind).where(same, _tag.c.is_open.is_(True)).limit(MOST)
    )
    return [(row.person_id, row.kind) for row in rows]


async def _in_my_channels(snapshot: Snapshot, person_id: str) -> list[tuple[str, int]]:
    """With whom I share most channels; that where all are is none."""
    mine = (
        select(_member.c.channel_id)
        .join(_channel, _channel.c.id == _member.c.channel_id)
        .where(
            _member.c.person_id == person_id,
            _channel.c.general.is_(False),
            _channel.c.kind.in_([ChannelKind.PUBLIC.value, ChannelKind.PRIVATE.value]),
        )
    )
    count = func.count().label("shared")
    rows = await snapshot.all(
        select(_member.c.person_id, count)
        .where(_member.c.channel_id.in_(mine))
        .group_by(_member.c.person_id)
        .order_by(count.desc(), _member.c.person_id)
        .limit(MOST)
    )
    return [(row.person_id, row.shared) for row in rows]


async def _writers(snapshot: Snapshot, reader: Reader, since_us: int) -> Counter[str]:
    """Who writes in the newest threads that I may read, and how often."""
    found = await sources.readable(snapshot, reader, Stretch(THREADS))
    ids = [root_id for active_us, root_id in found if active_us > since_us]
    return Counter(await _authors(snapshot, ids, since_us))


async def _authors(snapshot: Snapshot, root_ids: Collection[str], since_us: int) -> Sequence[str]:
    return await snapshot.scalars(
        select(_message.c.author_id)
        .where(
            or_(_message.c.id.in_(root_ids), _message.c.thread_id.in_(root_ids)),
            _message.c.created_us > since_us,
            _message.c.deleted.is_(False),
        )
        .limit(20 * THREADS)
    )


async def _chosen_before(snapshot: Snapshot, person_id: str) -> set[str]:
    followed = await snapshot.scalars(follows.targets(person_id, "person"))
    return {*followed, *await snapshot.scalars(follows.targets(person_id, "person", muted=True))}
