"""A person's own settings of the digest, the workspace's, and asking for one now."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, Limited, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.digest import protocol as p
from channels.digest import queries
from channels.digest.calendar import WEEK_MS
from channels.digest.missed import get_missed
from channels.digest.tables import DigestRow
from channels.notifications.rules import zone
from persistence.decision import Change, Decision, Emit, Insert, NewJob
from persistence.streams import user_stream
from persistence.tables import StoreFact

SEND = "digest.send"
PAUSE_MS = 60_000  # between two that are asked for


async def get_settings(ctx: Ctx, command: p.GetDigestSettings) -> p.DigestSettingsView:
    """What holds: one's own choices, else the workspace's."""
    async with ctx.store.read() as snapshot:
        default = await queries.default_of(snapshot)
        row = await queries.own_row(snapshot, ctx.me)
    return _view(ctx, row, default)


async def set_settings(ctx: Ctx, command: p.SetDigestSettings) -> Decision:
    """Only what is given is written: two devices that change different fields both have their way.

    Errors: Invalid for a time zone that there is not.
    """
    if ctx.person is None or ctx.person.bot:
        raise NotAllowed("Only a person with an account can do this.")
    _check_zone(command.time_zone)
    async with ctx.store.read() as snapshot:
        default = await queries.default_of(snapshot)
        row = await queries.own_row(snapshot, ctx.me)
    given = _given(command)
    shown = {name: value for name, value in given.items() if name != "language"}
    view = replace(_view(ctx, row, default), **shown)
    if not given:
        return Decision(reply=view)
    if given.get("frequency") == "default":
        given["frequency"] = ""
    changes: list[Change] = [_kept(ctx.me, **given)]
    return Decision(reply=view, changes=changes, emits=[_told(ctx.me)], basis=ctx.basis)


async def get_default(ctx: Ctx, command: p.GetDigestDefault) -> p.DigestDefaultView:
    """What those have who have chosen nothing."""
    async with ctx.store.read() as snapshot:
        return await queries.default_of(snapshot)


async def set_default(ctx: Ctx, command: p.SetDigestDefault) -> Decision:
    """Counts at once, for all who have chosen nothing. Errors: Invalid for a time zone that
    there is not."""
    _check_zone(command.time_zone)
    after = replace(await get_default(ctx, p.GetDigestDefault()), **_given(command))
    row = {"key": queries.DEFAULT, "value": msgspec.json.encode(after).decode()}
    change = Insert(StoreFact, row, update=("value",))
    return Decision(reply=after, changes=[change], basis=ctx.basis)


async def send_now(ctx: Ctx, command: p.SendDigest) -> Decision:
    """Errors: Conflict without a mail server or address, and where nothing was missed; Limited
    within a minute of the last."""
    if not ctx.settings.mail_works:
        raise Conflict("This server does not send e-mail. Ask an administrator.")
    async with ctx.store.read() as snapshot:
        one = await queries.subscriber(snapshot, ctx.me, await queries.default_of(snapshot))
    if one is None:
        raise Conflict("Your account has no e-mail address.")
    if ctx.now_ms - one.asked_at_ms < PAUSE_MS:
        wait_s = (PAUSE_MS - (ctx.now_ms - one.asked_at_ms)) / 1_000
        raise Limited("One was sent just now. Look into your mailbox first.", wait_s)
    since = ctx.now_ms - WEEK_MS
    if not (await get_missed(ctx, p.GetMissed(since_at=since))).threads:
        raise Conflict("You have missed nothing in the last week, so there is nothing to send.")
    body = {"person_id": ctx.me, "asked_at": ctx.now_ms}
    job = NewJob(SEND, body, key=f"{SEND}:{ctx.me}:asked")
    spoken = {"language": command.language} if command.language else {}
    changes: list[Change] = [_kept(ctx.me, **spoken)] if spoken else []
    return Decision(reply=Done(), changes=changes, jobs=[job], basis=ctx.basis)


async def stop(ctx: Ctx, command: p.StopDigest) -> Decision:
    """Errors: NotFound for a link that is none of ours."""
    async with ctx.store.read() as snapshot:
        person_id = await queries.person_of(snapshot, command.secret)
    if person_id is None:
        raise NotFound("This link cannot be used any more.", "secret")
    return Decision(
        reply=Done(),
        changes=[_kept(person_id, frequency="off")],
        emits=[_told(person_id)],
        basis=ctx.basis,
    )


def _told(person_id: str) -> Emit:
    return Emit(user_stream(person_id), lambda _: p.DigestChanged())


def _kept(person_id: str, **columns: Any) -> Insert:
    return Insert(DigestRow, {"person_id": person_id, **columns}, update=tuple(columns))


def _view(ctx: Ctx, row: Any, default: p.DigestDefaultView) -> p.DigestSettingsView:
    known: dict[str, Any] = dict(row._mapping) if row is not None else {}
    hour, day = known.get("hour"), known.get("day")
    return p.DigestSettingsView(
        frequency=known.get("frequency") or "default",
        workspace=default.frequency,
        hour=hour if hour is not None else default.hour,
        day=day if day is not None else default.day,
        time_zone=known.get("time_zone") or known.get("known_zone") or default.time_zone,
        always=bool(known.get("always")),
        mail_works=ctx.settings.mail_works,
    )


def _given(command: p.SetDigestSettings | p.SetDigestDefault) -> dict[str, Any]:
    return {name: value for name, value in asdict(command).items() if value is not None}


def _check_zone(name: str | None) -> None:
    if name and zone(name) is None:
        raise Invalid("There is no such time zone. Use a name such as Europe/Paris.", "time_zone")
