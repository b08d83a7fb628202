"""Pinning messages for everyone in a channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select, tuple_

from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.places import parse_place
from channels.core.protocol import Done, Page
from channels.membership.access import check_may_begin
from channels.messages.facts import PinAsked, Removed
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.pins import protocol as p
from channels.pins.tables import PinRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Emit, Insert, NewJob
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

_pin = table_of(PinRow)

END = "pins.end"


async def add(ctx: Ctx, command: p.AddPin) -> Decision:
    """Again is harmless; with another end it ends then, and stays who pinned it, and when.

    Errors: Invalid for an end that is past.
    """
    message = ctx.message
    check_end(ctx, command.until_at)
    async with ctx.store.read() as snapshot:
        row = await _row(snapshot, message.id)
    if row is not None and row.until_ms == command.until_at:
        return Decision(reply=Done())
    event = p.PinAdded(
        message_id=message.id,
        channel_id=message.channel_id,
        person_id=ctx.me if row is None else row.person_id,
        pinned_at=ctx.now_ms if row is None else row.pinned_at_ms,
        thread_id=message.thread_id,
        until_at=command.until_at,
        again=row is not None,
    )
    return _pinned(ctx, event)


async def on_pin_asked(ctx: Ctx, fact: PinAsked) -> Decision:
    """A new message is pinned from the start. Errors: Invalid, NotAllowed."""
    check_end(ctx, fact.until_ms)
    check_may_begin(ctx.actor, ctx.channel)
    event = p.PinAdded(
        message_id=fact.message_id,
        channel_id=fact.channel_id,
        person_id=fact.person_id,
        pinned_at=ctx.now_ms,
        until_at=fact.until_ms,
    )
    return _pinned(ctx, event)


def check_end(ctx: Ctx, until_ms: int | None) -> None:
    """Errors: Invalid for a moment that is past."""
    if until_ms is not None and until_ms <= ctx.now_ms:
        raise Invalid("Choose a moment that is still to come.", "until_at")


def _pinned(ctx: Ctx, event: p.PinAdded) -> Decision:
    row = {
        "message_id": event.message_id,
        "channel_id": event.channel_id,
        "person_id": event.person_id,
        "pinned_at_ms": event.pinned_at,
        "until_ms": event.until_at,
    }
    decision = Decision(
        reply=Done(),
        changes=[Insert(PinRow, row, update=("person_id", "pinned_at_ms", "until_ms"))],
        emits=[Emit(channel_stream(event.channel_id), lambda _: event)],
        basis=ctx.basis,
    )
    if event.until_at is not None:
        body = {"message_id": event.message_id, "until_at": event.until_at}
        decision.jobs.append(NewJob(END, body, run_at_ms=event.until_at))
    return decision


async def remove(ctx: Ctx, command: p.RemovePin) -> Decision:
    """Again is harmless."""
    return await _remove(ctx, lambda row: True)


async def end(ctx: Ctx, command: p.EndPin) -> Decision:
    """One that was unpinned meanwhile, or has another end now, stays as it is."""
    return await _remove(ctx, lambda row: row.until_ms == command.until_at)


async def _remove(ctx: Ctx, meant: Callable[[Any], bool]) -> Decision:
    message = ctx.message
    async with ctx.store.read() as snapshot:
        row = await _row(snapshot, message.id)
    if row is None or not meant(row):
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
            message=views[row.message_id],
            person_id=row.person_id,
            pinned_at=row.pinned_at_ms,
            until_at=row.until_ms,
        )
        for row in shown
        if row.message_id in views
    ]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(items=items, next=f"{last.pinned_at_ms}-{last.message_id}" if last else None)


async def add_pinned(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages that know whether they are pinned, and until when; one query."""
    ids = [view.id for view in views]
    query = select(_pin.c.message_id, _pin.c.until_ms).where(_pin.c.message_id.in_(ids))
    ends = {row.message_id: row.until_ms for row in await snapshot.all(query)}
    return [
        replace(view, pinned=True, pinned_until=ends[view.id]) if view.id in ends else view
        for view in views
    ]


async def _row(snapshot: Snapshot, message_id: str) -> Any:
    return await snapshot.first(select(_pin).where(_pin.c.message_id == message_id))
