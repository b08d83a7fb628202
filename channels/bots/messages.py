"""Messages through an app's edge: written with a card, changed, and read by their times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from channels.bots import protocol as p
from channels.bots import queries
from channels.bots.tables import GONE, AppEventRow, MessageCardRow
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.messages.facts import Removed
from channels.messages.protocol import CardView, MessageView
from channels.messages.service import Extra, edit_with, post_with
from persistence.decision import Decision, Delete, Insert, Update
from persistence.snapshot import Snapshot

_CHANGED = ("source", "icon", "blocks", "attachments", "unfurls", "edited_at_ms")


async def post(ctx: Ctx, command: p.PostCard) -> Decision:
    """A message with what came along. Errors: as `messages.post`."""
    extra = Extra(
        card=command.card,
        author_name=command.author_name,
        kind="me" if command.me else "message",
    )
    decision = await post_with(ctx, command, extra)
    if decision.facts:
        row = {
            **_lists(command.card),
            "message_id": decision.facts[0].message_id,
            "hook_id": command.hook_id,
            "source": command.source,
            "marks": command.marks,
        }
        decision.changes.append(Insert(MessageCardRow, row))
    return decision


async def edit(ctx: Ctx, command: p.EditCard) -> Decision:
    """Other words, another card. Errors: as `messages.edit`."""
    decision = await edit_with(ctx, command, command.card)
    after: MessageView = decision.answer()
    row: dict[str, Any] = {
        **_lists(after.card),
        "message_id": ctx.message.id,
        "source": command.source,
        "edited_at_ms": after.edited_at,
    }
    columns: tuple[str, ...] = _CHANGED
    if command.marks is not None:
        row["marks"] = command.marks
        columns = (*_CHANGED, "marks")
    decision.changes.append(Insert(MessageCardRow, row, update=columns))
    return decision


def _lists(card: CardView | None) -> dict[str, str | bool]:
    if card is None:
        return {"app_id": "", "icon": "", "blocks": "", "attachments": "", "unfurls": True}
    return {
        "app_id": card.app_id,
        "icon": card.icon,
        "blocks": _json(card.blocks),
        "attachments": _json(card.attachments),
        "unfurls": card.unfurls,
    }


def _json(items: list[dict[str, Any]]) -> str:
    return msgspec.json.encode(items).decode() if items else ""


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message has no card, and its words go from what apps were told. What is still to
    be told goes later: see `tidying`."""
    decision = Decision(changes=[Delete(MessageCardRow, {"message_id": fact.message.id})])
    for state in ("sent", "failed"):
        told = {"message_id": fact.message.id, "state": state}
        decision.changes.append(Update(AppEventRow, told, dict(GONE)))
    return decision


async def add_cards(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with their cards; one query."""
    found = await queries.cards_of(snapshot, [view.id for view in views])
    if not found:
        return list(views)
    return [
        replace(view, card=queries.to_card(found[view.id])) if view.id in found else view
        for view in views
    ]


# -- reading


async def by_time(ctx: Ctx, command: p.ReadTimes) -> p.StoredPage:
    """A stretch of a channel or a thread."""
    async with ctx.store.read() as snapshot:
        rows = await queries.by_time(snapshot, command, command.limit + 1)
        items = await _shown(ctx, snapshot, rows[: command.limit])
    return p.StoredPage(items=items, more=len(rows) > command.limit)


async def at_time(ctx: Ctx, command: p.GetByTime) -> p.StoredMessage:
    """Errors: NotFound."""
    async with ctx.store.read() as snapshot:
        row = await queries.at_time(snapshot, command.channel_id, command.at_us)
        if row is None:
            raise NotFound("There is no such message.", "message_id")
        return (await _shown(ctx, snapshot, [row]))[0]


async def by_ids(ctx: Ctx, command: p.GetByIds) -> p.StoredPage:
    """In the order asked for; what is not there or not to be read is left out."""
    readable = None if ctx.is_system else set(await ctx.access.channels_read_by(ctx.actor))
    async with ctx.store.read() as snapshot:
        rows = await queries.rows_of(snapshot, command.message_ids, command.deleted)
        rows = [row for row in rows if readable is None or row.channel_id in readable]
        found = {item.view.id: item for item in await _shown(ctx, snapshot, rows)}
    return p.StoredPage(items=[found[one] for one in command.message_ids if one in found])


async def time_at(ctx: Ctx, command: p.TimeAt) -> int:
    """When the last message up to a seq was written."""
    async with ctx.store.glance() as snapshot:
        return await queries.time_at(snapshot, command.channel_id, command.seq)


async def _shown(ctx: Ctx, snapshot: Snapshot, rows: Sequence[Any]) -> list[p.StoredMessage]:
    views = await ctx.decorated(snapshot, queries.to_views(rows))
    return await queries.to_stored(snapshot, rows, views)
