"""Questions that the digest asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Select, func, select

from channels.core.text import plain
from channels.digest.calendar import Schedule
from channels.digest.protocol import DigestDefaultView
from channels.digest.tables import DigestRow
from channels.membership.queries import visible_to
from channels.membership.tables import ChannelRow
from channels.messages.mentions import Asked, Known
from channels.messages.protocol import MessageView
from channels.notifications.tables import NotificationSettingsRow
from channels.people.tables import PersonRow, SessionRow, WorkspaceRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.tables import StoreFact

DEFAULT = "digest_default"  # the fact that holds what the workspace has

_channel = table_of(ChannelRow)
_digest = table_of(DigestRow)
_fact = table_of(StoreFact)
_person = table_of(PersonRow)
_session = table_of(SessionRow)
_settings = table_of(NotificationSettingsRow)
_workspace = table_of(WorkspaceRow)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person with what holds for them: their own choice, else the workspace's."""

    person_id: str
    name: str
    address: str
    language: str
    frequency: str
    schedule: Schedule
    always: bool
    period: str
    asked_at_ms: int
    told_until_ms: int


async def default_of(snapshot: Snapshot) -> DigestDefaultView:
    """What the workspace has; off as long as nobody has chosen."""
    value = await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == DEFAULT))
    if value is None:
        return DigestDefaultView()
    return msgspec.json.decode(value, type=DigestDefaultView)


async def own_row(snapshot: Snapshot, person_id: str) -> Any:
    """What a person has chosen (None where nothing), and the time zone of their notifications."""
    query = (
        select(_digest, _settings.c.time_zone.label("known_zone"))
        .select_from(
            _person.outerjoin(_digest, _digest.c.person_id == _person.c.id).outerjoin(
                _settings, _settings.c.person_id == _person.c.id
            )
        )
        .where(_person.c.id == person_id)
    )
    return await snapshot.first(query)


async def subscriber(
    snapshot: Snapshot, person_id: str, default: DigestDefaultView
) -> Subscriber | None:
    """None for who gets no mail: a closed account, one nobody signs in to, a bot, no address."""
    row = await snapshot.first(_addressed().where(_person.c.id == person_id))
    return _to_subscriber(row, default) if row is not None else None


async def subscribers(
    snapshot: Snapshot, default: DigestDefaultView, after: str, limit: int
) -> list[Subscriber]:
    """Those who want a digest, by id."""
    wants = func.coalesce(_digest.c.frequency, "")
    silent = ["off", ""] if default.frequency == "off" else ["off"]
    query = (
        _addressed()
        .where(wants.not_in(silent), _person.c.id > after)
        .order_by(_person.c.id)
        .limit(limit)
    )
    return [_to_subscriber(row, default) for row in await snapshot.all(query)]


def _addressed() -> Select[Any]:
    return (
        select(
            _person.c.id,
            _person.c.name,
            _person.c.email,
            _person.c.language.label("own_language"),
            _settings.c.time_zone.label("known_zone"),
            *(column for column in _digest.c if column.name != "person_id"),
        )
        .select_from(
            _person.outerjoin(_digest, _digest.c.person_id == _person.c.id).outerjoin(
                _settings, _settings.c.person_id == _person.c.id
            )
        )
        .where(
            _person.c.active.is_(True),
            _person.c.bot.is_(False),
            _person.c.dormant.is_(False),
            _person.c.email.is_not(None),
        )
    )


def _to_subscriber(row: Any, default: DigestDefaultView) -> Subscriber:
    frequency = row.frequency or default.frequency
    schedule = Schedule(
        weekly=frequency == "weekly",
        hour=row.hour if row.hour is not None else default.hour,
        day=row.day if row.day is not None else default.day,
        time_zone=row.time_zone or row.known_zone or default.time_zone,
    )
    return Subscriber(
        person_id=row.id,
        name=row.name,
        address=row.email,
        language=row.own_language or row.language or "",
        frequency=frequency,
        schedule=schedule,
        always=bool(row.always),
        period=row.period or "",
        asked_at_ms=row.asked_at_ms or 0,
        told_until_ms=row.told_until_ms or 0,
    )


async def seen_at(snapshot: Snapshot, person_id: str) -> int:
    """When one of the person's signed-in browsers was last used; 0 where there is none."""
    query = select(func.max(_session.c.seen_at_ms)).where(_session.c.person_id == person_id)
    return int(await snapshot.scalar(query) or 0)


async def person_of(snapshot: Snapshot, secret: str) -> str | None:
    """Whose link to stop this is."""
    query = select(_digest.c.person_id).where(_digest.c.secret == secret)
    found: str | None = await snapshot.scalar(query)
    return found


async def workspace_name(snapshot: Snapshot) -> str:
    """What the workspace is called."""
    return str(await snapshot.scalar(select(_workspace.c.name)) or "Ruche")


async def channel_names(snapshot: Snapshot, channel_ids: Iterable[str]) -> dict[str, str]:
    """Names by id."""
    query = select(_channel.c.id, _channel.c.name).where(_channel.c.id.in_(set(channel_ids)))
    return {row.id: row.name for row in await snapshot.all(query)}


async def wall_names(snapshot: Snapshot, channel_ids: Iterable[str]) -> dict[str, str]:
    """Of those channels that are walls, the names of the people whose walls they are, by id."""
    query = (
        select(_channel.c.id, _person.c.name)
        .join(_person, _person.c.id == _channel.c.wall_of)
        .where(_channel.c.id.in_(set(channel_ids)))
    )
    return {row.id: row.name for row in await snapshot.all(query)}


async def words_of(
    snapshot: Snapshot, messages: Sequence[MessageView], person_id: str, guest: bool
) -> dict[str, str]:
    """The plain words of each message on one line, in two queries; of channels that the reader
    may not see no name is told."""
    asked, known = Asked(), Known()
    for one in messages:
        plain(one.spans, asked)
    if asked.person_ids:
        people = select(_person.c.id, _person.c.handle).where(_person.c.id.in_(asked.person_ids))
        for row in await snapshot.all(people):
            known.add_person(row.id, row.handle)
    if asked.channel_ids:
        named = select(_channel.c.id, _channel.c.name).where(
            _channel.c.id.in_(asked.channel_ids), visible_to(person_id, guest)
        )
        for row in await snapshot.all(named):
            if row.name:
                known.add_channel(row.id, row.name)
    said = ((one, plain(one.spans, known) if one.spans else one.text) for one in messages)
    return {one.id: " ".join(text.split()) for one, text in said}
