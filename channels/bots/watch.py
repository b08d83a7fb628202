"""Notes what apps are to be told of, in the very commit in which it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import false, func, or_, select, true

from channels.bots import queries
from channels.bots.tables import AppEventRow, AppRow
from channels.core.context import Ctx
from channels.core.kinds import ChannelKind
from persistence.bulk import table_of
from persistence.decision import Decision, Emit, Insert, NamedEvent, Row
from persistence.ids import new_id
from persistence.streams import WORKSPACE, channel_of

KNOWN_MS = 200
DOUBT_MS = 2_000  # after an app was changed here: the commit is still to come
_app = table_of(AppRow)
_CHANGES = frozenset({"message.edited", "message.deleted"})
_LINE = _app.c.id + " " + _app.c.person_id + " " + _app.c.wants
_LISTENING = select(func.aggregate_strings(_LINE, "\n")).where(
    _app.c.active == true(),
    _app.c.disabled == false(),
    _app.c.wants != "",
    or_(_app.c.socket_mode == true(), _app.c.events_url != ""),
)


class Listening(NamedTuple):
    """An app that is to be told of some events."""

    app_id: str
    person_id: str
    wants: frozenset[str]


class EventWatcher:
    """One for a door: knows which apps listen, as of a fifth of a second ago at most.

    Where no app's bot is in the channel, a write costs one look for each member or each app,
    whichever are fewer. What is asked again and again is one text for all apps, which is read only
    where it has changed.
    """

    def __init__(self) -> None:
        self._apps: Mapping[str, Listening] = {}  # by person
        self._told = ""
        self._known_at_ms = 0
        self._doubtful_until_ms = 0
        self._learning: asyncio.Future[None] | None = None

    async def __call__(self, ctx: Ctx, decision: Decision) -> None:
        """Add a row for each app and event that it wants."""
        if any(change.table is AppRow for change in decision.changes):
            self._doubtful_until_ms = ctx.now_ms + DOUBT_MS
        if not decision.emits:
            return
        if ctx.now_ms < self._doubtful_until_ms:
            await self._learn(ctx)
        elif ctx.now_ms - self._known_at_ms > KNOWN_MS:
            await self._learn_once(ctx)
        if not self._apps:
            return
        joining = {one for fact in decision.facts for one in getattr(fact, "person_ids", ())}
        for emit in tuple(decision.emits):
            apps = await self._hearing(ctx, emit, joining)
            if apps:
                await self._note(ctx, decision, emit, apps)

    async def _learn_once(self, ctx: Ctx) -> None:
        """One question for all writes that are under way."""
        if self._learning is None:
            self._learning = asyncio.ensure_future(self._learn(ctx))
            self._learning.add_done_callback(self._learned)
        await asyncio.shield(self._learning)

    def _learned(self, done: asyncio.Future[None]) -> None:
        self._learning = None
        if not done.cancelled():
            done.exception()  # whoever waited was told; nobody may have

    async def _learn(self, ctx: Ctx) -> None:
        async with ctx.store.glance() as snapshot:
            told = await snapshot.scalar(_LISTENING) or ""
        if told != self._told:
            apps = [_listening(line) for line in told.splitlines()]
            self._apps = {app.person_id: app for app in apps}
            self._told = told
        self._known_at_ms = ctx.now_ms

    async def _hearing(self, ctx: Ctx, emit: Emit, joining: set[str]) -> list[Listening]:
        """The apps that may hear the stream, or come to with this very decision."""
        if emit.stream == WORKSPACE:
            return list(self._apps.values())
        channel_id = channel_of(emit.stream)
        card = await ctx.access.peek_channel(channel_id) if channel_id is not None else None
        if card is None:
            return []
        apps, members = self._apps, card.members
        inside: list[str]
        if len(members) < len(apps):
            inside = [one for one in members if one in apps]
        else:
            inside = [one for one in apps if one in members]
        coming = [one for one in joining if one in apps and one not in members]
        return [apps[one] for one in (*inside, *coming)]

    async def _note(
        self, ctx: Ctx, decision: Decision, emit: Emit, apps: Sequence[Listening]
    ) -> None:
        event = emit.build(emit)
        name = event.wire_name
        wanting = [app for app in apps if name in app.wants]
        if not wanting or _told_elsewhere(emit, event):
            return
        before = await _before(ctx, event) if name in _CHANGES else await _facts(ctx, event)
        for app in wanting:
            row = partial(_row, app.app_id, new_id("Ev"), emit, before, ctx)
            decision.changes.append(Insert(AppEventRow, row))
            decision.queued += (AppEventRow,)


def _listening(line: str) -> Listening:
    app_id, person_id, *wants = line.split()
    return Listening(app_id, person_id, frozenset(wants))


def _told_elsewhere(emit: Emit, event: NamedEvent) -> bool:
    """A public channel's changes are told on the workspace's stream as well."""
    channel = getattr(event, "channel", None)
    if emit.stream == WORKSPACE or channel is None:
        return False
    return getattr(channel, "kind", None) is ChannelKind.PUBLIC


async def _facts(ctx: Ctx, event: NamedEvent) -> Any:
    """A changed channel as it was."""
    card = await ctx.access.peek_channel(getattr(getattr(event, "channel", None), "id", "") or "")
    if card is None:
        return None
    facts = card.facts
    return {
        "name": facts.name,
        "archived": facts.archived,
        "topic": facts.topic,
        "purpose": facts.purpose,
    }


async def _before(ctx: Ctx, event: NamedEvent) -> Any:
    """The message as it was."""
    async with ctx.store.read() as snapshot:
        rows = await queries.rows_of(snapshot, [getattr(event, "message_id", "")], deleted=False)
        views = await ctx.decorated(snapshot, queries.to_views(rows))
        found = await queries.to_stored(snapshot, rows, views)
    return msgspec.to_builtins(found[0]) if found else None


def _row(app_id: str, id: str, emit: Emit, before: Any, ctx: Ctx) -> Row:
    """Asked for after numbering, so that the event is as it went out."""
    event = emit.build(emit)
    body = {"event": event, "before": before, "actor": ctx.me}
    message = getattr(event, "message", None)
    return {
        "id": id,
        "app_id": app_id,
        "kind": "event",
        "name": event.wire_name,
        "message_id": getattr(event, "message_id", None) or getattr(message, "id", None),
        "body": msgspec.json.encode(body).decode(),
        "created_at_ms": emit.at_ms,
        "at_us": emit.at_us,
        "due_at_ms": emit.at_ms,
    }
