"""What apps were told, for those who run them: looked at, and sent again."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec.structs import replace

from channels.bots import queries_apps
from channels.bots import running as r
from channels.bots.service import app_of, may_see
from channels.bots.tables import EVENT, GONE, AppEventRow, AppRow
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done, Page
from persistence.decision import Decision, Update


async def list_deliveries(ctx: Ctx, command: r.ListDeliveries) -> Page[r.DeliveryView]:
    """Errors: NotFound for the app."""
    app = await app_of(ctx, command.app_id)
    asked = replace(command, app_id=app.id)
    async with ctx.store.glance() as snapshot:
        rows = await queries_apps.deliveries(snapshot, asked, command.limit + 1)
    items = [_view(row) for row in rows[: command.limit]]
    more = len(rows) > command.limit
    return Page(items=items, next=f"{items[-1].created_at}.{items[-1].id}" if more else None)


async def count_deliveries(ctx: Ctx, command: r.CountDeliveries) -> r.DeliveryCounts:
    """Errors: NotFound for the app."""
    app = await app_of(ctx, command.app_id)
    async with ctx.store.glance() as snapshot:
        return r.DeliveryCounts(**await queries_apps.counts_of_deliveries(snapshot, app.id))


async def get_delivery(ctx: Ctx, command: r.GetDelivery) -> r.DeliveryBodyView:
    """What was said where the reader is no member stays there. Errors: NotFound."""
    async with ctx.store.glance() as snapshot:
        row = await queries_apps.delivery(snapshot, command.delivery_id)
    if row is None:
        raise NotFound("There is no such delivery.", "delivery_id")
    view = msgspec.structs.asdict(_view(row))
    if row.body == GONE["body"]:
        return r.DeliveryBodyView(**view, gone=True)
    if not await _may_read(ctx, row):
        return r.DeliveryBodyView(**view, hidden=True)
    return r.DeliveryBodyView(**view, sent=_laid_out(row.sent), answer=row.answer)


async def redeliver(ctx: Ctx, command: r.Redeliver) -> Decision:
    """What waits is left as it is. Errors: NotFound for the app."""
    app = await app_of(ctx, command.app_id)
    where = {"app_id": app.id, "kind": EVENT}
    over = ["failed"]
    if command.delivery_id is not None:
        where["id"] = command.delivery_id
        over.append("sent")
    values = {"state": "waiting", "attempts": 0, "due_at_ms": ctx.now_ms, "reason": ""}
    decision = Decision(reply=Done(), basis=ctx.basis, queued=(AppEventRow,))
    for state in over:
        decision.changes.append(Update(AppEventRow, {**where, "state": state}, values))
    return decision


async def resume(ctx: Ctx, command: r.ResumeApp) -> Decision:
    """What waited meanwhile is sent at once. Errors: NotFound."""
    app = await app_of(ctx, command.app_id)
    decision = Decision(reply=Done(), basis=ctx.basis, queued=(AppEventRow,))
    values = {"paused": False, "failing_since_ms": 0}
    decision.changes.append(Update(AppRow, {"id": app.id}, values))
    return decision


async def _may_read(ctx: Ctx, row: Any) -> bool:
    """Is the reader where it happened? What happens in no channel everybody may know."""
    if ctx.is_system or row.name.startswith(("person.", "workspace.")):
        return True
    event = msgspec.json.decode(row.body).get("event") or {}
    held = event.get("message") or event.get("channel") or {}
    channel_id = event.get("channel_id") or held.get("channel_id") or held.get("id") or ""
    card = await ctx.access.peek_channel(channel_id)
    return card is not None and may_see(ctx, card)


def _laid_out(sent: str) -> str:
    """JSON as people read it, kept without: every delivery is written, few are looked at."""
    try:
        return json.dumps(json.loads(sent), ensure_ascii=False, indent=2)
    except ValueError:  # it was cut
        return sent


def _view(row: Any) -> r.DeliveryView:
    return r.DeliveryView(
        id=row.id,
        app_id=row.app_id,
        name=row.name,
        state=row.state,
        created_at=row.created_at_ms,
        attempts=row.attempts,
        due_at=row.due_at_ms,
        reason=row.reason,
        code=row.code,
        kind=row.kind,
        took_ms=row.took_ms,
    )
