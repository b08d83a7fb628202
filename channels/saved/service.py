"""Keeping messages for later."""

from __future__ import annotations

from sqlalchemy import select, tuple_

from channels.core.context import Ctx
from channels.core.places import parse_place
from channels.core.protocol import Done, Page
from channels.messages.facts import Removed
from channels.messages.queries import by_ids
from channels.saved import protocol as p
from channels.saved.tables import SavedRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

_saved = table_of(SavedRow)


async def add(ctx: Ctx, command: p.SaveMessage) -> Decision:
    """Again is harmless."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        if await _is_there(snapshot, ctx.me, message.id):
            return Decision(reply=Done())
    event = p.MessageSaved(
        message_id=message.id, channel_id=message.channel_id, saved_at=ctx.now_ms
    )
    row = {
        "person_id": ctx.me,
        "message_id": message.id,
        "channel_id": message.channel_id,
        "saved_at_ms": ctx.now_ms,
    }
    return Decision(
        reply=Done(),
        changes=[Insert(SavedRow, row)],
        emits=[Emit(user_stream(ctx.me), lambda _: event)],
        basis=ctx.basis,
    )


async def remove(ctx: Ctx, command: p.UnsaveMessage) -> Decision:
    """Again is harmless."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        if not await _is_there(snapshot, ctx.me, message.id):
            return Decision(reply=Done())
    event = p.MessageUnsaved(message_id=message.id, channel_id=message.channel_id)
    return Decision(
        reply=Done(),
        changes=[Delete(SavedRow, {"person_id": ctx.me, "message_id": message.id})],
        emits=[Emit(user_stream(ctx.me), lambda _: event)],
        basis=ctx.basis,
    )


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message is kept by nobody."""
    return Decision(changes=[Delete(SavedRow, {"message_id": fact.message.id})])


async def list_saved(ctx: Ctx, command: p.ListSaved) -> Page[p.SavedView]:
    """Errors: Invalid when `after` is no place in the list."""
    query = (
        select(_saved)
        .where(_saved.c.person_id == ctx.me)
        .order_by(_saved.c.saved_at_ms.desc(), _saved.c.message_id.desc())
        .limit(command.limit + 1)
    )
    if command.after is not None:
        place = tuple_(_saved.c.saved_at_ms, _saved.c.message_id)
        query = query.where(place < tuple_(*parse_place(command.after)))
    readable = set(await ctx.access.channels_read_by(ctx.actor))
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
        shown = rows[: command.limit]
        seen = [row.message_id for row in shown if row.channel_id in readable]
        found = await by_ids(snapshot, seen)
        views = {view.id: view for view in await ctx.decorated(snapshot, list(found.values()))}
    items = [
        p.SavedView(message=views[row.message_id], saved_at=row.saved_at_ms)
        for row in shown
        if row.message_id in views
    ]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(items=items, next=f"{last.saved_at_ms}-{last.message_id}" if last else None)


async def _is_there(snapshot: Snapshot, person_id: str, message_id: str) -> bool:
    query = select(_saved.c.saved_at_ms).where(
        _saved.c.person_id == person_id, _saved.c.message_id == message_id
    )
    return await snapshot.first(query) is not None
