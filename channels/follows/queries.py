"""Questions about who follows and mutes what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select, tuple_

from channels.core.actor import Role
from channels.follows.protocol import Kind, Stance, StanceView
from channels.follows.tables import StanceRow
from channels.membership.tables import MemberRow
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

FOLLOWERS_SHOWN = 50
COUNT_MAX = 10_000

_member = table_of(MemberRow)
_person = table_of(PersonRow)
_stance = table_of(StanceRow)


async def stance_of(snapshot: Snapshot, person_id: str, kind: Kind, target: str) -> Stance:
    """How a person stands towards another or a hashtag."""
    query = select(_stance.c.muted).where(*_key(person_id, kind, target))
    row = await snapshot.first(query)
    return "none" if row is None else _word(row.muted)


async def stances_of(
    snapshot: Snapshot, person_id: str, after: tuple[str, str], limit: int
) -> list[StanceView]:
    """What a person follows and has muted, after a place in the order of kind and target."""
    query = (
        select(_stance)
        .where(
            _stance.c.person_id == person_id,
            tuple_(_stance.c.kind, _stance.c.target) > tuple_(*after),
        )
        .order_by(_stance.c.kind, _stance.c.target)
        .limit(limit)
    )
    return [
        StanceView(kind=row.kind, target=row.target, stance=_word(row.muted))
        for row in await snapshot.all(query)
    ]


async def count_of(snapshot: Snapshot, person_id: str) -> int:
    """How many a person follows or has muted."""
    query = select(func.count()).where(_stance.c.person_id == person_id)
    return int(await snapshot.scalar(query) or 0)


async def followers(snapshot: Snapshot, kind: Kind, target: str) -> tuple[int, Sequence[str]]:
    """How many follow it (up to 10,000), and the latest of them."""
    following = (
        _stance.c.kind == kind,
        _stance.c.target == target,
        _stance.c.muted.is_(False),
    )
    counted = select(_stance.c.person_id).where(*following).limit(COUNT_MAX).subquery()
    latest = (
        select(_stance.c.person_id)
        .where(*following)
        .order_by(_stance.c.since_ms.desc(), _stance.c.person_id)
        .limit(FOLLOWERS_SHOWN)
    )
    count = await snapshot.scalar(select(func.count()).select_from(counted))
    return int(count or 0), await snapshot.scalars(latest)


async def followers_outside(
    snapshot: Snapshot, targets: Collection[tuple[Kind, str]], channel_id: str, limit: int
) -> Sequence[str]:
    """Who follows one of these at least, may read public channels, and is not in this one; in no
    order, no more than `limit`. One question."""
    inside = exists().where(
        _member.c.channel_id == channel_id, _member.c.person_id == _stance.c.person_id
    )
    query = (
        select(_stance.c.person_id)
        .join(_person, _person.c.id == _stance.c.person_id)
        .where(
            or_(*(and_(_stance.c.kind == kind, _stance.c.target == one) for kind, one in targets)),
            _stance.c.muted.is_(False),
            _person.c.active.is_(True),
            _person.c.role != Role.GUEST.value,
            ~inside,
        )
    )
    return await snapshot.scalars(query.distinct().limit(limit))


def targets(person_id: str, kind: Kind, muted: bool = False) -> Select[Any]:
    """What a person follows (or has muted) of a kind, as a subquery."""
    return select(_stance.c.target).where(
        _stance.c.person_id == person_id,
        _stance.c.kind == kind,
        _stance.c.muted.is_(muted),
    )


class Standing(NamedTuple):
    """The hashtags that a person follows and has muted, and whether they have muted anybody."""

    followed: list[str]
    muted: list[str]
    mutes_people: bool


async def standing(snapshot: Snapshot, person_id: str) -> Standing:
    """What a person wants to read more of, and what not at all; one query."""
    query = select(_stance.c.kind, _stance.c.target, _stance.c.muted).where(
        _stance.c.person_id == person_id,
        or_(_stance.c.kind == "hashtag", _stance.c.muted.is_(True)),
    )
    rows = await snapshot.all(query)
    tags = [row for row in rows if row.kind == "hashtag"]
    return Standing(
        [row.target for row in tags if not row.muted],
        [row.target for row in tags if row.muted],
        any(row.kind == "person" for row in rows),
    )


async def muters(snapshot: Snapshot, author_ids: Collection[str]) -> dict[str, set[str]]:
    """Who has muted these people, by the one who is muted."""
    query = select(_stance.c.target, _stance.c.person_id).where(
        _stance.c.kind == "person", _stance.c.target.in_(author_ids), _stance.c.muted.is_(True)
    )
    found: dict[str, set[str]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.target, set()).add(row.person_id)
    return found


def is_muted(person_id: str, author: ColumnElement[str]) -> ScalarSelect[Any] | Any:
    """The condition that a person has muted an author."""
    return author.in_(targets(person_id, "person", muted=True))


def _key(person_id: str, kind: Kind, target: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _stance.c.person_id == person_id,
        _stance.c.kind == kind,
        _stance.c.target == target,
    )


def _word(muted: bool) -> Stance:
    return "mute" if muted else "follow"
