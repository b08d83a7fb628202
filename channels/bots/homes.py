"""Home pages of apps: what one published for a person, and telling it that they look at it."""

from __future__ import annotations

import hashlib
import json

import msgspec
from sqlalchemy import select

from channels.bots import queries
from channels.bots import using as u
from channels.bots.pressing import apps_of
from channels.bots.protocol import AppFacts
from channels.bots.tables import AppEventRow
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.kinds import ChannelKind
from channels.core.protocol import Done
from persistence.bulk import table_of
from persistence.decision import Decision, Insert

HOME_OPENED = "home.opened"
ONCE_IN_MS = 1_000
_event = table_of(AppEventRow)


async def get_home(ctx: Ctx, command: u.GetAppHome) -> u.AppHomeView:
    """Mine alone, whoever's else there are. Errors: NotFound for who is no app that works."""
    await ctx.access.person(ctx.actor, command.person_id)
    found = await apps_of(ctx).home(ctx.actor, command.person_id)
    return msgspec.convert(found, u.AppHomeView)


async def open_tab(ctx: Ctx, command: u.OpenAppTab) -> Decision:
    """Noted for the app where it wants to hear of it. Errors: NotFound where no app is."""
    app = await _app_in(ctx)
    decision = Decision(reply=Done(), basis=ctx.basis)
    reached = app.socket_mode or app.events_url
    if HOME_OPENED not in app.wants or app.disabled or not reached:
        return decision
    moment = ctx.now_ms // ONCE_IN_MS
    ids = [_event_id(ctx, app, command.tab, at) for at in (moment, moment - 1)]
    told = select(_event.c.id).where(
        _event.c.id.in_(ids), _event.c.created_at_ms > ctx.now_ms - ONCE_IN_MS
    )
    async with ctx.store.glance() as snapshot:
        if await snapshot.first(told) is not None:
            return decision
    decision.changes.append(Insert(AppEventRow, _row(ctx, app, command, ids[0])))
    decision.queued += (AppEventRow,)
    return decision


async def _app_in(ctx: Ctx) -> AppFacts:
    others = [one for one in ctx.channel.members if one != ctx.me]
    if ctx.channel.facts.kind is ChannelKind.DIRECT and len(others) == 1:
        async with ctx.store.glance() as snapshot:
            app = await queries.find_app(snapshot, others[0])
        if app is not None and app.active:
            return app
    raise NotFound("There is no app here.", "channel_id")


def _event_id(ctx: Ctx, app: AppFacts, tab: str, moment: int) -> str:
    """The same for the same within a second: who comes at once finds it taken."""
    said = f"{app.id} {ctx.me} {tab} {moment}"
    return f"Ev{hashlib.sha256(said.encode()).hexdigest()[:20].upper()}"


def _row(ctx: Ctx, app: AppFacts, command: u.OpenAppTab, id: str) -> dict[str, object]:
    event = {"person_id": ctx.me, "channel_id": ctx.channel.id, "tab": command.tab}
    return {
        "id": id,
        "app_id": app.id,
        "kind": "event",
        "name": HOME_OPENED,
        "body": json.dumps({"event": event, "before": None, "actor": ctx.me}),
        "created_at_ms": ctx.now_ms,
        "at_us": ctx.now_ms * 1_000,
        "due_at_ms": ctx.now_ms,
    }
