"""A person's own settings for notifications."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict, replace
from sqlalchemy import select

from channels.core.context import Ctx
from channels.core.errors import Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.core.text import fold
from channels.notifications import protocol as p
from channels.notifications.rules import clean_keyword, zone
from channels.notifications.tables import NotificationSettingsRow
from persistence.bulk import defaults, table_of
from persistence.decision import Decision, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

_settings = table_of(NotificationSettingsRow)
_SHORTEST = 2


async def get(ctx: Ctx, command: p.GetNotifications) -> p.NotificationsView:
    """All as it comes, as long as nothing was chosen."""
    async with ctx.store.read() as snapshot:
        return _view(ctx, await _row(snapshot, ctx.me))


async def change(ctx: Ctx, command: p.SetNotifications) -> Decision:
    """Two devices that change different fields at once both have their way.

    Errors: Invalid for a time zone that there is not, and for keywords that are too short.
    """
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    before = await get(ctx, p.GetNotifications())
    after = replace(before, **_given(command))
    if after == before:
        return Decision(reply=before)
    return _changed(ctx, ctx.me, after, _columns(after))


async def stop_mail(ctx: Ctx, command: p.StopMail) -> Decision:
    """Errors: NotFound for a link that is none of ours."""
    async with ctx.store.read() as snapshot:
        query = select(_settings).where(_settings.c.mail_secret == command.secret)
        row = await snapshot.first(query)
    if row is None:
        raise NotFound("This link cannot be used any more.", "secret")
    after = replace(_view(ctx, row._mapping), mail=False)
    decision = _changed(ctx, row.person_id, after, {"mail": False})
    decision.reply = Done()
    return decision


def _changed(
    ctx: Ctx, person_id: str, after: p.NotificationsView, columns: dict[str, Any]
) -> Decision:
    stream = user_stream(person_id)
    return Decision(
        reply=after,
        changes=[
            Insert(
                NotificationSettingsRow, {"person_id": person_id, **columns}, update=tuple(columns)
            )
        ],
        emits=[Emit(stream, lambda _: p.NotificationsChanged(notifications=after))],
        basis=ctx.basis,
        touches={stream: None},  # what another device decided meanwhile is decided again
    )


async def _row(snapshot: Snapshot, person_id: str) -> Any:
    row = await snapshot.first(select(_settings).where(_settings.c.person_id == person_id))
    return row._mapping if row is not None else defaults(NotificationSettingsRow)


def _view(ctx: Ctx, row: Any) -> p.NotificationsView:
    return p.NotificationsView(
        level=row["level"],
        keywords=row["keywords"].split("\n") if row["keywords"] else [],
        quiet=row["quiet"],
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        quiet_days=[int(day) for day in row["quiet_days"]],
        time_zone=row["time_zone"],
        mail=row["mail"],
        mail_works=ctx.settings.mail_works,
        sound=row["sound"],
    )


def _columns(view: p.NotificationsView) -> dict[str, Any]:
    return {
        "level": view.level,
        "keywords": "\n".join(view.keywords),
        "quiet": view.quiet,
        "quiet_from": view.quiet_from,
        "quiet_until": view.quiet_until,
        "quiet_days": "".join(map(str, view.quiet_days)),
        "time_zone": view.time_zone,
        "mail": view.mail,
        "sound": view.sound,
    }


def _given(command: p.SetNotifications) -> dict[str, Any]:
    """The fields to change, checked and in order."""
    given = {name: value for name, value in asdict(command).items() if value is not None}
    if "keywords" in given:
        given["keywords"] = _keywords(given["keywords"])
    if "quiet_days" in given:
        given["quiet_days"] = sorted(set(given["quiet_days"]))
    if given.get("time_zone") and zone(given["time_zone"]) is None:
        raise Invalid("There is no such time zone. Use a name such as Europe/Paris.", "time_zone")
    return given


def _keywords(typed: list[str]) -> list[str]:
    """Each once, whatever its case and accents."""
    kept: dict[str, str] = {}
    for one in typed:
        word = clean_keyword(one)
        if len(fold(word)) < _SHORTEST:
            raise Invalid("A keyword has at least two letters.", "keywords")
        kept.setdefault(fold(word), word)
    return list(kept.values())
