"""Recommending messages: a mark with a name, for those who follow the person."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import select

from channels.core.context import Ctx
from channels.core.protocol import Done
from channels.messages.facts import Recommended, Removed
from channels.messages.protocol import MessageView
from channels.recommendations import protocol as p
from channels.recommendations.tables import RecommendationRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

_recommendation = table_of(RecommendationRow)


async def add(ctx: Ctx, command: p.Recommend) -> Decision:
    """Again is harmless."""
    message = ctx.message
    if await _is_there(ctx, message.id):
        return Decision(reply=Done())
    event = p.RecommendationAdded(
        message_id=message.id,
        channel_id=message.channel_id,
        person_id=ctx.me,
        thread_id=message.thread_id,
    )
    emit = Emit(channel_stream(message.channel_id), lambda _: event)

    def row() -> dict[str, object]:
        return {
            "message_id": message.id,
            "person_id": ctx.me,
            "channel_id": message.channel_id,
            "seq": emit.seq,
            "at_ms": ctx.now_ms,
        }

    return Decision(
        reply=Done(),
        changes=[Insert(RecommendationRow, row)],
        emits=[emit],
        basis=ctx.basis,
        facts=[Recommended(emit, message, ctx.me)],
    )


async def remove(ctx: Ctx, command: p.RecommendNoMore) -> Decision:
    """Again is harmless."""
    message = ctx.message
    if not await _is_there(ctx, message.id):
        return Decision(reply=Done())
    event = p.RecommendationRemoved(
        message_id=message.id,
        channel_id=message.channel_id,
        person_id=ctx.me,
        thread_id=message.thread_id,
    )
    emit = Emit(channel_stream(message.channel_id), lambda _: event)
    key = {"message_id": message.id, "person_id": ctx.me}
    return Decision(
        reply=Done(),
        changes=[Delete(RecommendationRow, key)],
        emits=[emit],
        basis=ctx.basis,
        facts=[Recommended(emit, message, ctx.me, on=False)],
    )


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message is recommended by nobody."""
    return Decision(changes=[Delete(RecommendationRow, {"message_id": fact.message.id})])


async def add_recommended(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with those who recommend them, in the order of doing so; one query."""
    query = (
        select(_recommendation.c.message_id, _recommendation.c.person_id)
        .where(_recommendation.c.message_id.in_([view.id for view in views]))
        .order_by(_recommendation.c.seq)
    )
    found: dict[str, list[str]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.message_id, []).append(row.person_id)
    return [
        replace(view, recommended_by=found[view.id]) if view.id in found else view for view in views
    ]


async def _is_there(ctx: Ctx, message_id: str) -> bool:
    query = select(_recommendation.c.at_ms).where(
        _recommendation.c.message_id == message_id, _recommendation.c.person_id == ctx.me
    )
    async with ctx.store.read() as snapshot:
        return await snapshot.first(query) is not None
