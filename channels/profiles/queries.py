"""Questions about profiles, each named by what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    tuple_,
)

from channels.core.actor import Role
from channels.membership.tables import ChannelRow, MemberRow
from channels.people.names import query_words
from channels.people.tables import PersonRow
from channels.profiles.fields import USUAL, FieldChoice, Said, Visibility
from channels.profiles.protocol import Narrowed
from channels.profiles.tables import KnowingRow, ProfileFieldRow, ProfileRow, ProfileTagRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

Row = Mapping[str, Any]
MOST_FACETS = 40

_person = table_of(PersonRow)
_profile = table_of(ProfileRow)
_tag = table_of(ProfileTagRow)
_field = table_of(ProfileFieldRow)
_knowing = table_of(KnowingRow)
_channel = table_of(ChannelRow)
_member = table_of(MemberRow)
# Whom the directory never names. Few, so that they are left out rather than the others asked for.
_CLOSED = select(_person.c.id).where(or_(_person.c.active.is_(False), _person.c.bot.is_(True)))


async def field_choices(snapshot: Snapshot) -> dict[str, FieldChoice]:
    """The fields as the administrator has them, in order."""
    chosen = {row.key: row for row in await snapshot.all(select(_field))}
    found = {}
    for key, usual in USUAL.items():
        row = chosen.get(key)
        found[key] = (
            usual
            if row is None
            else usual._replace(
                used=row.used, visibility=Visibility(row.visibility), label=row.label
            )
        )
    return found


async def said_by(snapshot: Snapshot, person_ids: Collection[str]) -> dict[str, Said]:
    """What these people wrote; who wrote nothing is left out."""
    query = select(_profile.c.person_id, _profile.c.packed).where(
        _profile.c.person_id.in_(list(person_ids))
    )
    return {row.person_id: unpack(row.packed) for row in await snapshot.all(query)}


def pack(said: Said) -> bytes:
    """As it is stored."""
    return msgspec.msgpack.encode(said)


def unpack(packed: bytes) -> Said:
    """What was stored."""
    return msgspec.msgpack.decode(packed, type=Said)


async def managers(snapshot: Snapshot) -> dict[str, str | None]:
    """Everybody's manager."""
    query = select(_profile.c.person_id, _profile.c.manager_id).where(
        _profile.c.manager_id.is_not(None)
    )
    return {row.person_id: row.manager_id for row in await snapshot.all(query)}


async def manager_of(snapshot: Snapshot, person_ids: Collection[str]) -> dict[str, str]:
    """The managers of these people; who has none is left out."""
    query = select(_profile.c.person_id, _profile.c.manager_id).where(
        _profile.c.person_id.in_(list(person_ids)), _profile.c.manager_id.is_not(None)
    )
    return {row.person_id: row.manager_id for row in await snapshot.all(query)}


async def chain_above(snapshot: Snapshot, person_id: str, *, shown: bool = False) -> list[str]:
    """The manager, their manager and so on, the nearest first; `shown`: as the chart tells it."""
    step = select(_profile.c.manager_id).where(_profile.c.manager_id.is_not(None))
    if shown:
        step = step.where(_profile.c.manager_open.is_(True), _profile.c.manager_id.not_in(_CLOSED))
    above = step.where(_profile.c.person_id == person_id).cte("above", recursive=True)
    above = above.union(step.join_from(_profile, above, _profile.c.person_id == above.c.manager_id))
    found: Sequence[str] = await snapshot.scalars(select(above.c.manager_id))
    return list(found)


async def count_reports(snapshot: Snapshot, person_ids: Collection[str]) -> dict[str, int]:
    """How many people report to each, as the chart tells it."""
    query = (
        select(_profile.c.manager_id, func.count().label("people"))
        .where(
            _profile.c.manager_id.in_(list(person_ids)),
            _profile.c.manager_open.is_(True),
            _profile.c.person_id.not_in(_CLOSED),
        )
        .group_by(_profile.c.manager_id)
    )
    return {row.manager_id: row.people for row in await snapshot.all(query)}


async def reports_of(snapshot: Snapshot, person_id: str, limit: int) -> list[Row]:
    """Who reports to a person, by name, as the chart tells it."""
    query = (
        select(_person)
        .join_from(_person, _profile, _profile.c.person_id == _person.c.id)
        .where(
            _profile.c.manager_id == person_id,
            _profile.c.manager_open.is_(True),
            _person.c.id.not_in(_CLOSED),
        )
        .order_by(_person.c.folded, _person.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in await snapshot.all(query)]


_REPORTS = and_(
    _profile.c.manager_id.is_not(None),
    _profile.c.manager_open.is_(True),
    _profile.c.person_id.not_in(_CLOSED),
)
_LEADS = select(_profile.c.manager_id).where(_REPORTS)
_LED = select(_profile.c.person_id).where(_REPORTS, _profile.c.manager_id.not_in(_CLOSED))


async def top_of_chart(snapshot: Snapshot, limit: int) -> list[Row]:
    """Those to whom somebody reports and who report to nobody, by name."""
    query = (
        select(_person)
        .where(_person.c.id.in_(_LEADS), _person.c.id.not_in(_LED), _person.c.id.not_in(_CLOSED))
        .order_by(_person.c.folded, _person.c.id)
        .limit(limit)
    )
    return [row._asdict() for row in await snapshot.all(query)]


async def apart_from_chart(snapshot: Snapshot, limit: int) -> tuple[list[Row], int]:
    """Those of the directory who report to nobody and to whom nobody reports: the first of them by
    name, and how many they are."""
    stands = or_(_person.c.id.in_(_LEADS), _person.c.id.in_(_LED))
    apart = _narrowed(select(_person), Narrowed(), ()).where(not_(stands))
    count = await snapshot.scalar(select(func.count()).select_from(apart.subquery()))
    rows = await snapshot.all(apart.order_by(_person.c.folded, _person.c.id).limit(limit))
    return [row._asdict() for row in rows], int(count)


async def all_said(snapshot: Snapshot) -> dict[str, Said]:
    """What everybody wrote."""
    rows = await snapshot.all(select(_profile.c.person_id, _profile.c.packed))
    return {row.person_id: unpack(row.packed) for row in rows}


async def tags_of_people(
    snapshot: Snapshot, person_ids: Collection[str]
) -> dict[str, set[tuple[str, str]]]:
    """(kind, folded) of the words that each of these people is kept under."""
    found: dict[str, set[tuple[str, str]]] = {}
    query = select(_tag.c.person_id, _tag.c.kind, _tag.c.folded).where(
        _tag.c.person_id.in_(list(person_ids))
    )
    for row in await snapshot.all(query):
        found.setdefault(row.person_id, set()).add((row.kind, row.folded))
    return found


async def accounts_by_email(snapshot: Snapshot) -> dict[str, Row]:
    """Everybody who has an e-mail address, by it."""
    rows = await snapshot.all(select(_person).where(_person.c.email.is_not(None)))
    return {row.email: row._asdict() for row in rows}


async def ids_by_handle(snapshot: Snapshot) -> dict[str, str]:
    """Everybody's id by their handle."""
    return {
        row.handle: row.id for row in await snapshot.all(select(_person.c.handle, _person.c.id))
    }


async def open_tags(
    snapshot: Snapshot, person_ids: Collection[str], kinds: Collection[str]
) -> dict[str, dict[str, str]]:
    """(kind -> label) of the words that these people show to everybody."""
    found: dict[str, dict[str, str]] = {}
    if not kinds:
        return found
    query = select(_tag.c.person_id, _tag.c.kind, _tag.c.label).where(
        _tag.c.person_id.in_(list(person_ids)),
        _tag.c.kind.in_(list(kinds)),
        _tag.c.is_open.is_(True),
    )
    for row in await snapshot.all(query):
        found.setdefault(row.person_id, {})[row.kind] = row.label
    return found


async def shared_channels(snapshot: Snapshot, me: str, other: str, limit: int) -> list[str]:
    """The named channels that both are in, by id."""
    mine = select(_member.c.channel_id).where(_member.c.person_id == me)
    query = (
        select(_member.c.channel_id)
        .join_from(_member, _channel, _channel.c.id == _member.c.channel_id)
        .where(
            _member.c.person_id == other,
            _member.c.channel_id.in_(mine),
            _channel.c.kind.in_(("public", "private")),
            _channel.c.archived.is_(False),
        )
        .order_by(_member.c.channel_id)
        .limit(limit)
    )
    return list(await snapshot.scalars(query))


async def page_of_directory(
    snapshot: Snapshot, asked: Narrowed, kinds: Collection[str], after: str | None, limit: int
) -> list[Row]:
    """People by name, those after the person `after`."""
    query = _narrowed(select(_person), asked, kinds).order_by(_person.c.folded, _person.c.id)
    if after is not None:
        last = select(_person.c.folded).where(_person.c.id == after).scalar_subquery()
        query = query.where(tuple_(_person.c.folded, _person.c.id) > tuple_(last, after))
    return [row._asdict() for row in await snapshot.all(query.limit(limit))]


async def count_directory(snapshot: Snapshot, asked: Narrowed, kinds: Collection[str]) -> int:
    """How many people the directory holds."""
    query = _narrowed(select(func.count()).select_from(_person), asked, kinds)
    return int(await snapshot.scalar(query))


async def count_initials(
    snapshot: Snapshot, asked: Narrowed, kinds: Collection[str]
) -> list[tuple[str, int]]:
    """How many names begin with each sign."""
    initial = func.substr(_person.c.folded, 2, 1).label("initial")
    query = _narrowed(select(initial, func.count().label("people")), asked, kinds)
    rows = await snapshot.all(query.group_by(initial))
    return [(row.initial, row.people) for row in rows]


async def count_words(
    snapshot: Snapshot, kind: str, asked: Narrowed, kinds: Collection[str]
) -> list[tuple[str, str, int]]:
    """(folded, label, people) of the most frequent words of a kind among those narrowed to."""
    people = func.count().label("people")
    query = (
        select(_tag.c.folded, func.max(_tag.c.label).label("label"), people)
        .where(_tag.c.kind == kind, _tag.c.is_open.is_(True), _tag.c.person_id.not_in(_CLOSED))
        .group_by(_tag.c.folded)
        .order_by(people.desc(), _tag.c.folded)
        .limit(MOST_FACETS)
    )
    if _is_narrow(asked):
        query = query.where(_tag.c.person_id.in_(_narrowed(select(_person.c.id), asked, kinds)))
    return [(row.folded, row.label, row.people) for row in await snapshot.all(query)]


async def who_says(
    snapshot: Snapshot, words: Sequence[str], kinds: Sequence[str], limit: int
) -> list[tuple[str, str, str]]:
    """(person, kind, label) of those who name a word that all of `words` begin a part of."""
    asked = (
        select(_tag.c.person_id, _tag.c.kind, _tag.c.label)
        .where(
            _tag.c.kind.in_(kinds),
            _tag.c.is_open.is_(True),
            _tag.c.person_id.not_in(_CLOSED),
            *(_says(word) for word in words),
        )
        .order_by(_tag.c.kind.desc(), func.length(_tag.c.folded), _tag.c.person_id)
        .limit(limit)
    )
    return [(row.person_id, row.kind, row.label) for row in await snapshot.all(asked)]


async def who_is_spoken_for(
    snapshot: Snapshot, words: Sequence[str], readable: Collection[str], limit: int
) -> Sequence[Any]:
    """Messages about all these words that speak for their author, where they may be read, the
    latest first."""
    channels: BindParameter[str] = bindparam(
        "readable", list(readable), expanding=True, literal_execute=True
    )
    query = (
        select(_knowing)
        .where(
            _knowing.c.contested.is_(False),
            _knowing.c.person_id.not_in(_CLOSED),
            _knowing.c.channel_id.in_(channels),
            *(_knowing.c.folded.like(f"% {word}%") for word in words),
        )
        .order_by(_knowing.c.message_id.desc())
        .limit(limit)
    )
    return await snapshot.all(query)


async def answers_about(snapshot: Snapshot, message_id: str) -> list[tuple[str, str]]:
    """(answer, question) of the accepted answers that are this message, or answer it."""
    query = select(_knowing.c.message_id, _knowing.c.question_id).where(
        _knowing.c.kind == "answer",
        or_(_knowing.c.message_id == message_id, _knowing.c.question_id == message_id),
    )
    return [(row.message_id, row.question_id) for row in await snapshot.all(query)]


async def messages_that_name(
    snapshot: Snapshot, person_id: str, after: str | None, limit: int
) -> Sequence[Any]:
    """The rows of the messages that speak for a person, the latest message first; by `limit` and
    `after` whole messages are counted."""
    mine = _knowing.c.person_id == person_id
    page = select(_knowing.c.message_id).where(mine).distinct()
    if after is not None:
        page = page.where(_knowing.c.message_id < after)
    ids = await snapshot.scalars(page.order_by(_knowing.c.message_id.desc()).limit(limit))
    query = (
        select(_knowing)
        .where(mine, _knowing.c.message_id.in_(list(ids)))
        .order_by(_knowing.c.message_id.desc(), _knowing.c.kind, _knowing.c.by_id)
    )
    return await snapshot.all(query)


async def is_contested(snapshot: Snapshot, message_id: str) -> bool:
    """Does its author say that the message is no reason to name them?"""
    query = select(_knowing.c.kind).where(
        _knowing.c.message_id == message_id, _knowing.c.contested.is_(True)
    )
    return await snapshot.first(query) is not None


async def speaks_for(snapshot: Snapshot, message_id: str, person_id: str) -> bool:
    """Does the message speak for the person?"""
    query = select(_knowing.c.kind).where(
        _knowing.c.message_id == message_id, _knowing.c.person_id == person_id
    )
    return await snapshot.first(query) is not None


def _is_narrow(asked: Narrowed) -> bool:
    wanted = (asked.query, asked.letter, asked.department, asked.site, asked.skill, asked.language)
    return any(wanted)


def _narrowed(query: Select[Any], asked: Narrowed, kinds: Collection[str]) -> Select[Any]:
    """The people of the directory; a word of a kind that is not shown to all finds nobody."""
    query = query.where(
        _person.c.active.is_(True), _person.c.bot.is_(False), _person.c.role != Role.GUEST
    )
    for word in query_words(asked.query):
        says = select(_tag.c.person_id).where(
            _tag.c.kind.in_(list(kinds)), _tag.c.is_open.is_(True), _says(word)
        )
        query = query.where(or_(_person.c.folded.like(f"% {word}%"), _person.c.id.in_(says)))
    if asked.letter is not None:
        query = query.where(_begins(asked.letter))
    for kind in ("department", "site", "skill", "language"):
        folded = getattr(asked, kind)
        if folded:
            tagged = select(_tag.c.person_id).where(
                _tag.c.kind == (kind if kind in kinds else ""),
                _tag.c.folded == folded,
                _tag.c.is_open.is_(True),
            )
            query = query.where(_person.c.id.in_(tagged))
    return query


def _begins(letter: str) -> ColumnElement[bool]:
    initial = func.substr(_person.c.folded, 2, 1)
    if letter == "#":
        return not_(initial.between("a", "z"))
    return initial == letter


def _says(word: str) -> ColumnElement[bool]:
    """A word begins the tag, or a later word of it."""
    return or_(_tag.c.folded.like(f"{word}%"), _tag.c.folded.like(f"% {word}%"))
