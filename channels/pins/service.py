"""Pinning messages for everyone in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import select, tuple_

from channels.core.context import Ctx
from channels.core.places import parse_place
from channels.core.protocol import Done, Page
from channels.messages.facts import Removed
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.pins import protocol as p
from channels.pins.tables import PinRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

_pin = table_of(PinRow)


async def add(ctx: Ctx, command: p.AddPin) -> Decision:
    """Again is harmless."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        if await _is_there(snapshot, message.id):
            return Decision(reply=Done())
    event = p.PinAdded(
        message_id=message.id,
        channel_id=message.channel_id,
        person_id=ctx.me,
        pinned_at=ctx.now_ms,
        thread_id=message.thread_id,
    )
    row = {
        "message_id": message.id,
        "channel_id": message.channel_id,
        "person_id": ctx.me,
        "pinned_at_ms": ctx.now_ms,
    }
    return Decision(
        reply=Done(),
        changes=[Insert(PinRow, row)],
        emits=[Emit(channel_stream(message.channel_id), lambda _: event)],
        basis=ctx.basis,
    )


async def remove(ctx: Ctx, command: p.RemovePin) -> Decision:
    """Again is harmless."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        if not await _is_there(snapshot, message.id):
            return Decision(reply=Done())
    event = p.PinRemoved(
        message_id=message.id, channel_id=message.channel_id, thread_id=message.thread_id
    )
    return Decision(
        reply=Done(),
        changes=[Delete(PinRow, {"message_id": message.id})],
        emits=[Emit(channel_stream(message.channel_id), lambda _: event)],
        basis=ctx.basis,
    )


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message is not pinned."""
    return Decision(changes=[Delete(PinRow, {"message_id": fact.message.id})])


async def list_pins(ctx: Ctx, command: p.ListPins) -> Page[p.PinView]:
    """Errors: Invalid when `after` is no place in the list."""
    query = (
        select(_pin)
        .where(_pin.c.channel_id == ctx.channel.id)
        .order_by(_pin.c.pinned_at_ms.desc(), _pin.c.message_id.desc())
        .limit(command.limit + 1)
    )
    if command.after is not None:
        place = tuple_(_pin.c.pinned_at_ms, _pin.c.message_id)
        query = query.where(place < tuple_(*parse_place(command.after)))
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
        shown = rows[: command.limit]
        found = await by_ids(snapshot, [row.message_id for row in shown])
        views = {view.id: view for view in await ctx.decorated(snapshot, list(found.values()))}
    items = [
        p.PinView(
            message=views[row.message_id], person_id=row.person_id, pinned_at=row.pinned_at_ms
        )
        for row in shown
        if row.message_id in views
    ]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(items=items, next=f"{last.pinned_at_ms}-{last.message_id}" if last else None)


async def add_pinned(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages that know whether they are pinned; one query."""
    query = select(_pin.c.message_id).where(_pin.c.message_id.in_([view.id for view in views]))
    pinned = set(await snapshot.scalars(query))
    return [replace(view, pinned=True) if view.id in pinned else view for view in views]


async def _is_there(snapshot: Snapshot, message_id: str) -> bool:
    query = select(_pin.c.message_id).where(_pin.c.message_id == message_id)
    return await snapshot.first(query) is not None
