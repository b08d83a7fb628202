"""A person's browsers that take push messages, and what is known of each."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from sqlalchemy import select

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from channels.core.protocol import Done, Page
from channels.notifications import protocol as p
from channels.notifications import queries
from channels.notifications.tables import PushDeviceRow, PushSentRow
from persistence.bulk import table_of
from persistence.decision import Change, Decision, Delete, Emit, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.streams import user_stream
from persistence.tables import StoreFact

PUSH = "notifications.push"
PUBLIC_KEY = "vapid_public"
MOST_DEVICES = 20
_P256DH_BYTES = 65
_AUTH_BYTES = 16

_device = table_of(PushDeviceRow)
_sent = table_of(PushSentRow)
_fact = table_of(StoreFact)


async def get_key(ctx: Ctx, command: p.GetPushKey) -> p.PushKeyView:
    """Errors: Unavailable before the server's first start is complete."""
    async with ctx.store.read() as snapshot:
        key = await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == PUBLIC_KEY))
    if key is None:
        raise Unavailable("The server has no keys for push messages yet. Try again soon.")
    return p.PushKeyView(key=str(key))


async def subscribe(ctx: Ctx, command: p.SubscribeDevice) -> Decision:
    """A browser that another person used before is mine now.

    Errors: Invalid for what no browser says; Conflict for too many.
    """
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    _check(command, ctx.settings.allow_private_urls)
    async with ctx.store.read() as snapshot:
        query = select(_device).where(_device.c.endpoint == command.endpoint)
        before = await snapshot.first(query)
        own = select(_device.c.id).where(_device.c.person_id == ctx.me)
        mine = await snapshot.scalars(own.where(queries.takes_pushes()))
        lost = await snapshot.scalars(
            own.where(
                _device.c.session_id == ctx.actor.session_id,
                ~queries.takes_pushes(),
                _device.c.endpoint != command.endpoint,
            )
        )
    again = before is not None and before.person_id == ctx.me
    if before is not None and again and _is_same(before, command, ctx.actor.session_id):
        return Decision(reply=to_view(before._mapping))
    if not again and len(mine) >= MOST_DEVICES:
        raise Conflict("These are too many devices. Remove one that you use no more.")
    row = {
        "id": before.id if before is not None and again else new_id("N"),
        "person_id": ctx.me,
        "session_id": ctx.actor.session_id,
        "endpoint": command.endpoint,
        "p256dh": command.p256dh,
        "auth": command.auth,
        "label": command.label,
        "language": command.language,
        "created_at_ms": before.created_at_ms if before is not None and again else ctx.now_ms,
        "delivered_at_ms": before.delivered_at_ms if before is not None and again else None,
        "failing_since_ms": None,
    }
    decision = Decision(reply=to_view(row), basis=ctx.basis)
    if before is not None:
        decision.changes.append(Delete(PushDeviceRow, {"endpoint": command.endpoint}))
        if not again:
            decision.emits.append(removed(before.person_id, before.id))
    decision.changes.append(Insert(PushDeviceRow, row))
    decision.emits.append(changed(ctx.me, to_view(row)))
    for device_id in lost:  # what this browser was before
        decision.changes.extend(forgotten(device_id))
        decision.emits.append(removed(ctx.me, device_id))
    return decision


async def unsubscribe(ctx: Ctx, command: p.UnsubscribeDevice) -> Decision:
    """Another's device is no device of mine, and stays."""
    if await _mine(ctx, command.device_id) is None:
        return Decision(reply=Done())
    return Decision(
        reply=Done(),
        changes=forgotten(command.device_id),
        emits=[removed(ctx.me, command.device_id)],
        basis=ctx.basis,
    )


async def list_devices(ctx: Ctx, command: p.ListDevices) -> Page[p.DeviceView]:
    """By id, which grows with time."""
    query = (
        select(_device)
        .where(
            _device.c.person_id == ctx.me,
            _device.c.id > (command.after or ""),
            queries.is_shown(ctx.now_ms),
        )
        .order_by(_device.c.id)
        .limit(command.limit + 1)
    )
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
    shown = rows[: command.limit]
    items = [to_view(row._mapping) for row in shown]
    return Page(items=items, next=shown[-1].id if len(rows) > command.limit else None)


async def test(ctx: Ctx, command: p.TestDevice) -> Decision:
    """Errors: NotFound for a device that is not mine."""
    if await _mine(ctx, command.device_id) is None:
        raise NotFound("There is no such device of yours.", "device_id")
    body = {"device_id": command.device_id, "message_id": "", "push_id": new_id("N")}
    return Decision(reply=Done(), jobs=[NewJob(PUSH, body)], basis=ctx.basis)


async def prove(ctx: Ctx, command: p.ProveDelivery) -> Decision:
    """What went to the device before is not waited for any more: a newer one replaces it."""
    query = (
        select(_device, _sent.c.sent_at_ms)
        .join(_sent, _sent.c.device_id == _device.c.id)
        .where(_sent.c.id == command.push_id, _sent.c.person_id == ctx.me)
    )
    async with ctx.store.read() as snapshot:
        row = await snapshot.first(query)
        if row is None:
            return Decision(reply=Done())
        earlier = await snapshot.scalars(
            select(_sent.c.id).where(
                _sent.c.device_id == row.id, _sent.c.sent_at_ms <= row.sent_at_ms
            )
        )
    values = {"delivered_at_ms": ctx.now_ms, "failing_since_ms": None}
    view = to_view({**row._mapping, **values})
    changes: list[Change] = [Delete(PushSentRow, {"id": one}) for one in earlier]
    changes.append(Update(PushDeviceRow, {"id": row.id}, values))
    return Decision(reply=Done(), changes=changes, emits=[changed(ctx.me, view)], basis=ctx.basis)


def _is_same(row: Any, command: p.SubscribeDevice, session_id: str) -> bool:
    told = (command.p256dh, command.auth, command.label, command.language, session_id)
    held = (row.p256dh, row.auth, row.label, row.language, row.session_id)
    return bool(told == held)


async def _mine(ctx: Ctx, device_id: str) -> str | None:
    query = select(_device.c.id).where(_device.c.id == device_id, _device.c.person_id == ctx.me)
    async with ctx.store.read() as snapshot:
        found: str | None = await snapshot.scalar(query)
        return found


# -- what others use


def to_view(row: Any) -> p.DeviceView:
    """A device as its person sees it."""
    return p.DeviceView(
        id=row["id"],
        label=row["label"],
        created_at=row["created_at_ms"],
        delivered_at=row["delivered_at_ms"],
        failing_since=row["failing_since_ms"],
        gone=not row["auth"],
    )


def changed(person_id: str, view: p.DeviceView) -> Emit:
    """The person's devices learn of this one."""
    return Emit(user_stream(person_id), lambda _: p.DeviceChanged(device=view))


def removed(person_id: str, device_id: str) -> Emit:
    """The person's devices learn that this one is none any more."""
    return Emit(user_stream(person_id), lambda _: p.DeviceRemoved(device_id=device_id))


def let_go(row: Any, now_ms: int) -> Decision:
    """Its push service knows the device no more: its line stays, what could reach it goes."""
    since_ms = row.failing_since_ms if row.failing_since_ms is not None else now_ms
    values = {"p256dh": "", "auth": "", "failing_since_ms": since_ms}
    view = to_view({**row._mapping, **values})
    return Decision(
        changes=[
            Update(PushDeviceRow, {"id": row.id}, values),
            Delete(PushSentRow, {"device_id": row.id}),
        ],
        emits=[changed(row.person_id, view)],
    )


def forgotten(device_id: str) -> list[Change]:
    """The device and what was sent to it are kept no more."""
    return [
        Delete(PushDeviceRow, {"id": device_id}),
        Delete(PushSentRow, {"device_id": device_id}),
    ]


def _check(command: p.SubscribeDevice, allow_private: bool) -> None:
    """Errors: Invalid."""
    begins = ("https://", "http://") if allow_private else ("https://",)
    if not command.endpoint.startswith(begins) or not command.endpoint.isprintable():
        raise Invalid("This is not the address of a push service.", "endpoint")
    for field, size in (("p256dh", _P256DH_BYTES), ("auth", _AUTH_BYTES)):
        if len(_decoded(getattr(command, field))) != size:
            raise Invalid("This is not a key of a browser.", field)


def _decoded(key: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(key.rstrip("=") + "=" * (-len(key.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""
