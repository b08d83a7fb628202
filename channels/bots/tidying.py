"""Forgets what apps were told days ago, forms that nobody has open, and secrets that are over."""

from __future__ import annotations

from functools import partial

from sqlalchemy import (
    ColumnElement,
    Delete,
    Table,
    Update,
    and_,
    delete,
    exists,
    false,
    not_,
    or_,
    select,
    true,
    update,
)

from channels.bots.queue import LINK_KEPT_MS
from channels.bots.tables import (
    ASKED,
    EVENT,
    GONE,
    REQUEST,
    AppEventRow,
    AppRow,
    AppViewRow,
    TicketRow,
)
from channels.messages.tables import MessageRow
from channels.people.tables import EndedTokenRow, PersonRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.store import Store

HOUR_MS = 3_600 * 1_000
KEPT_MS = 72 * HOUR_MS
ASKED_KEPT_MS = 60 * 1_000  # only where a gateway has died while somebody waited
MOST_KEPT = 20_000  # deliveries of an app
MOST_SHOWN = 200  # of them, those taken that still show what was sent
MOST_REQUESTS = 2_000  # of an app that people caused
CLOSED_KEPT_MS = HOUR_MS
OPEN_KEPT_MS = 7 * 24 * HOUR_MS
ENDED_KEPT_MS = 90 * 24 * HOUR_MS  # tokens that their owners may still use
PART = 1_000  # so that no write waits long for its turn
_app = table_of(AppRow)
_ended = table_of(EndedTokenRow)
_event = table_of(AppEventRow)
_message = table_of(MessageRow)
_person = table_of(PersonRow)
_ticket = table_of(TicketRow)
_view = table_of(AppViewRow)


async def tidy(store: Store) -> None:
    """All that is over, in small parts; again is harmless."""
    now = store.clock.now_us() // 1_000
    await _forget(store, _event, _event.c.created_at_ms < now - KEPT_MS)
    await _give_up(store, now)
    await _forget_words(store)
    recent = _event.c.created_at_ms.between(now - HOUR_MS, now - ASKED_KEPT_MS)
    await _forget(store, _event, and_(recent, _event.c.kind == ASKED))
    await _forget(store, _ticket, _ticket.c.expires_at_ms < now)
    await _forget(store, _ended, _ended.c.ended_at_ms < now - ENDED_KEPT_MS)
    forms = _view.c.kind == "modal"
    closed = and_(forms, _view.c.open == false(), _view.c.created_at_ms < now - CLOSED_KEPT_MS)
    await _forget(
        store, _view, or_(closed, and_(forms, _view.c.created_at_ms < now - OPEN_KEPT_MS))
    )
    here = exists().where(_person.c.id == _view.c.person_id, _person.c.active == true())
    await _forget(store, _view, not_(here))
    async with store.glance() as snapshot:
        apps = await snapshot.all(select(_app.c.id, _app.c.active))
    for app in apps:
        if not app.active:
            await _forget(store, _event, _event.c.app_id == app.id)
            await _forget(store, _view, _view.c.app_id == app.id)
            continue
        await forget_shown(store, app.id)
        for kind, most in ((EVENT, MOST_KEPT), (REQUEST, MOST_REQUESTS)):
            await _forget(store, _event, await _older(store, app.id, kind, most))


async def forget_shown(store: Store, app_id: str, since_ms: int = 0) -> int:
    """Of what an app took before its last deliveries, what was sent is shown no more. It is looked
    for from `since_ms` on (Unix ms); answers up to when."""
    last_ms = await _last_ms(store, app_id, EVENT, MOST_SHOWN)
    which = and_(
        _event.c.app_id == app_id,
        _event.c.created_at_ms.between(since_ms, last_ms),
        _event.c.state == "sent",
        _event.c.sent != "",
    )
    await _in_parts(store, _event, which, update(_event).where(which).values(sent=""))
    return max(since_ms, last_ms)


async def _give_up(store: Store, now: int) -> None:
    """What has waited too long for a connection has failed; whoever wants to sends it again."""
    linked = select(_app.c.id).where(_app.c.socket_mode == true())
    late = and_(
        _event.c.app_id.in_(linked),
        _event.c.state == "waiting",
        _event.c.due_at_ms <= now - LINK_KEPT_MS,
    )
    given_up = {"state": "failed", "reason": "too_late"}
    deletion = _event.c.name == "message.deleted"  # holds what the message was
    for which, values in ((and_(late, deletion), {**given_up, **GONE}), (late, given_up)):
        await _in_parts(store, _event, which, update(_event).where(which).values(**values))


async def _forget_words(store: Store) -> None:
    """Of messages that were deleted while apps were still to be told of them."""
    deleted = _message.c.id == _event.c.message_id, _message.c.deleted == true()
    told = _event.c.state.in_(("sent", "failed"))
    with_words = (
        told,
        _event.c.name != "message.deleted",  # `Teller` has left no words in it
        _event.c.body != GONE["body"],
        exists().where(*deleted),
    )
    await _in_parts(store, _event, and_(*with_words), update(_event).where(told).values(**GONE))


async def _older(store: Store, app_id: str, kind: str, most: int) -> ColumnElement[bool]:
    """What is older than so many of a kind."""
    last_ms = await _last_ms(store, app_id, kind, most)
    return and_(_event.c.app_id == app_id, _event.c.kind == kind, _event.c.created_at_ms <= last_ms)


async def _last_ms(store: Store, app_id: str, kind: str, most: int) -> int:
    """When the newest came that is not among so many; 0 where there are not so many."""
    of_kind = _event.c.app_id == app_id, _event.c.kind == kind
    newest = select(_event.c.created_at_ms).where(*of_kind)
    query = newest.order_by(_event.c.created_at_ms.desc()).offset(most).limit(1)
    async with store.glance() as snapshot:
        return int(await snapshot.scalar(query) or 0)


async def _forget(store: Store, table: Table, which: ColumnElement[bool]) -> None:
    """Delete part after part."""
    await _in_parts(store, table, which, delete(table).where(which))


async def _in_parts(
    store: Store, table: Table, which: ColumnElement[bool], change: Update | Delete
) -> None:
    """Change what there is, part after part, each in a commit of its own. What it is, is read
    before; the writer is given ids, and `change` says what must still hold of them."""
    part = select(table.c.id).where(which).limit(PART)
    while True:
        async with store.glance() as snapshot:
            ids = list(await snapshot.scalars(part))
        if ids:
            await store.exclusively(partial(_execute, change.where(table.c.id.in_(ids))))
        if len(ids) < PART:
            return


async def _execute(statement: Update | Delete, snapshot: Snapshot) -> None:
    await snapshot.connection.execute(statement)
