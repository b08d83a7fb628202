"""Questions that notifications ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from channels.core.cards import ChannelCard
from channels.core.kinds import ChannelKind
from channels.core.text import plain
from channels.membership.tables import ChannelRow, MemberRow
from channels.messages.mentions import Asked, Known
from channels.messages.spans import unpack_spans
from channels.messages.tables import MessageRow
from channels.notifications.rules import Quiet, fold_keyword, level_of
from channels.notifications.tables import NoticePendingRow, NotificationSettingsRow, PushDeviceRow
from channels.people.tables import PersonRow, SessionRow, TokenRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

EXCERPT = 180

_channel = table_of(ChannelRow)
_device = table_of(PushDeviceRow)
_member = table_of(MemberRow)
_message = table_of(MessageRow)
_pending = table_of(NoticePendingRow)
_person = table_of(PersonRow)
_session = table_of(SessionRow)
_settings = table_of(NotificationSettingsRow)
_token = table_of(TokenRow)


@dataclass(frozen=True, slots=True)
class Listener:
    """A member with all that decides whether and how they are told."""

    person_id: str
    level: str
    muted: bool
    keywords: tuple[str, ...]
    quiet: Quiet
    mail: bool
    device: bool


async def waiting(snapshot: Snapshot, limit: int) -> list[Any]:
    """Messages of which nobody has been told, with their ids; those that are gone have no text."""
    query = (
        select(_pending.c.message_id, _message)
        .select_from(_pending.outerjoin(_message, _message.c.id == _pending.c.message_id))
        .order_by(_pending.c.message_id)
        .limit(limit)
    )
    return list(await snapshot.all(query))


async def listeners(
    snapshot: Snapshot, card: ChannelCard, named: Iterable[str], everybody: bool
) -> list[Listener]:
    """The channel's members who may want to be told: those named, those who want all that is
    said, those with keywords; or all (`everybody`)."""
    query = _listening(direct=is_direct(card)).where(_member.c.channel_id == card.id)
    if not everybody:
        own_all = (_member.c.level == "default") & (_settings.c.level == "all")
        query = query.where(
            or_(
                _member.c.person_id.in_(list(named)),
                _member.c.level == "all",
                own_all,
                func.coalesce(_settings.c.keywords, "") != "",
            )
        )
    direct = is_direct(card)
    return [_to_listener(row, direct) for row in await snapshot.all(query)]


async def listener(snapshot: Snapshot, card: ChannelCard, person_id: str) -> Listener | None:
    """One member; None for those who are not in the channel, or whose account is closed."""
    direct = is_direct(card)
    query = _listening(direct).where(
        _member.c.channel_id == card.id, _member.c.person_id == person_id
    )
    row = await snapshot.first(query)
    return _to_listener(row, direct) if row is not None else None


def is_direct(card: ChannelCard) -> bool:
    """Is it a conversation of a few?"""
    return card.facts.kind in (ChannelKind.DIRECT, ChannelKind.GROUP)


def _listening(direct: bool):  # type: ignore[no-untyped-def]
    with_device = (
        select(_device.c.id)
        .where(_device.c.person_id == _member.c.person_id, takes_pushes())
        .limit(1)
        .exists()
    )
    return (
        select(
            _member.c.person_id,
            _member.c.level.label("in_channel"),
            _member.c.muted,
            _person.c.dnd_until_ms,
            _settings,
            with_device.label("device"),
        )
        .select_from(
            _member.join(_person, _person.c.id == _member.c.person_id).outerjoin(
                _settings, _settings.c.person_id == _member.c.person_id
            )
        )
        .where(_person.c.active.is_(True), _person.c.bot.is_(False))
        .where(_person.c.dormant.is_(False))  # who never came hears nothing, by mail either
    )


def _to_listener(row: Any, direct: bool) -> Listener:
    own = row.level or "mentions"
    return Listener(
        person_id=row[0],
        level=level_of(row.in_channel, own, direct),
        muted=row.muted,
        keywords=tuple(map(fold_keyword, row.keywords.split("\n"))) if row.keywords else (),
        quiet=to_quiet(row),
        mail=row.mail is not False,
        device=bool(row.device),
    )


def to_quiet(row: Any) -> Quiet:
    """When the person of a row of settings (all None where there are none) is not disturbed."""
    return Quiet(
        until_ms=row.dnd_until_ms or 0,
        hours=bool(row.quiet),
        from_minute=row.quiet_from or 0,
        until_minute=row.quiet_until or 0,
        days=frozenset(map(int, row.quiet_days or "")),
        time_zone=row.time_zone or "",
    )


async def person_to_mail(snapshot: Snapshot, person_id: str) -> Any:
    """The person with their settings (None where there are none); None for a closed account, and
    for one to which nobody has come yet."""
    query = (
        select(
            _person.c.email,
            _person.c.name,
            _person.c.language,
            _person.c.dnd_until_ms,
            _settings.c.quiet,
            _settings.c.quiet_from,
            _settings.c.quiet_until,
            _settings.c.quiet_days,
            _settings.c.time_zone,
            _settings.c.mail,
            _settings.c.mail_secret,
            _settings.c.mailed_at_ms,
        )
        .select_from(_person.outerjoin(_settings, _settings.c.person_id == _person.c.id))
        .where(_person.c.id == person_id, _person.c.active.is_(True), _person.c.bot.is_(False))
        .where(_person.c.dormant.is_(False))
    )
    return await snapshot.first(query)


def takes_pushes() -> ColumnElement[bool]:
    """The condition on `push_device` that its push service has not let it go."""
    return _device.c.auth != ""


def is_shown(now_ms: int) -> ColumnElement[bool]:
    """The condition on `push_device` that it takes pushes, or could again."""
    sessions = select(_session.c.id).where(_session.c.expires_at_ms > now_ms)
    return or_(
        takes_pushes(),
        _device.c.session_id.in_(sessions),
        _device.c.session_id.in_(select(_token.c.id)),
    )


async def successor_of(snapshot: Snapshot, device: Any) -> str | None:
    """Another device that takes pushes for the same session: the browser has a new address."""
    found: str | None = await snapshot.scalar(
        select(_device.c.id).where(
            _device.c.session_id == device.session_id,
            _device.c.person_id == device.person_id,
            _device.c.id != device.id,
            takes_pushes(),
        )
    )
    return found


async def is_signed_in(snapshot: Snapshot, session_id: str, now_ms: int) -> bool:
    """Is the session (or token) still good?"""
    session = select(_session.c.id).where(
        _session.c.id == session_id, _session.c.expires_at_ms > now_ms
    )
    token = select(_token.c.id).where(_token.c.id == session_id)
    return await snapshot.first(session.union_all(token)) is not None


async def excerpt(snapshot: Snapshot, row: Any) -> str:
    """The message's plain words, on one line and cut; names of channels only where public."""
    spans = unpack_spans(row.spans)
    text = plain(spans, await _labels(snapshot, spans)) if spans else row.text
    words = " ".join(f"{row.title}: {text}".split()) if row.title else " ".join(text.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"


async def _labels(snapshot: Snapshot, spans: Sequence[Any]) -> Known:
    asked, known = Asked(), Known()
    plain(spans, asked)
    if asked.person_ids:
        query = select(_person.c.id, _person.c.handle).where(_person.c.id.in_(asked.person_ids))
        for row in await snapshot.all(query):
            known.add_person(row.id, row.handle)
    if asked.channel_ids:
        public = _channel.c.kind == ChannelKind.PUBLIC.value
        named = select(_channel.c.id, _channel.c.name).where(
            _channel.c.id.in_(asked.channel_ids), public
        )
        for row in await snapshot.all(named):
            known.add_channel(row.id, row.name)
    return known
