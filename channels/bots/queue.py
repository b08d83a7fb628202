"""What waits to be told to apps: claimed, settled, kept for a while to be looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
import structlog
from sqlalchemy import (
    ColumnElement,
    Table,
    Update,
    and_,
    delete,
    exists,
    false,
    or_,
    select,
    update,
)

from channels.bots.protocol import AppFacts
from channels.bots.queries import to_facts
from channels.bots.tables import AppEventRow, AppRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.store import Store

_log = structlog.get_logger(__name__)

LEASE_MS = 60_000
LINK_KEPT_MS = 10 * 60 * 1_000  # what waits longer for a connection is of no use any more
_event = table_of(AppEventRow)
_app = table_of(AppRow)
_WORKS = and_(_app.c.active.is_(True), _app.c.disabled == false())
_TOLD = and_(
    _WORKS, _app.c.socket_mode.is_(False), _app.c.paused.is_(False), _app.c.events_url != ""
)


class Waiting(NamedTuple):
    """Something to be told now. `attempts` counts this one."""

    id: str
    app: AppFacts
    kind: str
    name: str
    body: Any
    at_us: int
    attempts: int
    created_at_ms: int
    reason: str
    held_until_ms: int


class _Write(NamedTuple):
    """A change that waits to be written. `key`: the table and the row."""

    key: tuple[str, str]
    statement: Any
    done: asyncio.Future[None]


class EventQueue:
    """The rows of `app_event`, for whichever process delivers them.

    Guarantees: a row is held by one process for `LEASE_MS`; one that is not settled by then is
    due again. Those who settle in one moment share a commit; each of them hears whether its
    own change was written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unwritten: list[_Write] = []
        self._writing = asyncio.Lock()

    async def claim(
        self, linked: Collection[str], over_http: bool, limit: int, full: Collection[str] = ()
    ) -> list[Waiting]:
        """Take the first that are due, for apps linked here and, where asked, for those whose
        address has answered a challenge; nothing for apps that are `full`."""
        now = self._store.clock.now_us() // 1_000
        async with self._store.read() as snapshot:
            due = await self._due(snapshot, set(linked) - set(full), over_http, full, now)
            if due is None or await snapshot.first(due.limit(1)) is None:
                return []

        async def take(snapshot: Snapshot) -> list[str]:
            held = (
                update(_event)
                .where(_event.c.id.in_(due.limit(limit).scalar_subquery()))
                .where(_event.c.state == "waiting")
                .where(_event.c.due_at_ms <= now)  # another process may have taken it meanwhile
                .values(due_at_ms=now + LEASE_MS, attempts=_event.c.attempts + 1)
                .returning(_event.c.id)
            )
            return list(await snapshot.scalars(held))

        ids = await self._store.exclusively(take)
        async with self._store.read() as snapshot:
            return await _waiting(snapshot, ids)

    async def _due(
        self,
        snapshot: Snapshot,
        linked: Collection[str],
        over_http: bool,
        full: Collection[str],
        now: int,
    ) -> Any:
        """What is due, the oldest first; None where no app can be told anything now."""
        routes: list[ColumnElement[bool]] = []
        if linked:
            routes.append(and_(_WORKS, _app.c.socket_mode.is_(True), _app.c.id.in_(linked)))
        if over_http:
            verified = _app.c.verified_url == _app.c.events_url
            routes.append(and_(_TOLD, verified, _app.c.id.not_in(full)))
        if not routes:
            return None
        rows = await snapshot.all(select(_app.c.id, _app.c.socket_mode).where(or_(*routes)))
        asked: list[ColumnElement[bool]] = []
        if by_link := [row.id for row in rows if row.socket_mode]:
            fresh = _event.c.due_at_ms > now - LINK_KEPT_MS  # asked for anew, it is due anew
            asked.append(and_(_event.c.app_id.in_(by_link), fresh))
        if by_http := [row.id for row in rows if not row.socket_mode]:
            asked.append(_event.c.app_id.in_(by_http))
        if not asked:
            return None
        waiting = and_(or_(*asked), _event.c.state == "waiting", _event.c.due_at_ms <= now)
        return select(_event.c.id).where(waiting).order_by(_event.c.due_at_ms, _event.c.id)

    async def settle(self, one: Waiting, **values: Any) -> None:
        """Write down what became of it; what was claimed anew, redelivered or removed meanwhile
        stays so."""
        held = (
            _event.c.id == one.id,
            _event.c.state == "waiting",
            _event.c.attempts == one.attempts,
        )
        await self._write(_event, one.id, update(_event).where(*held).values(**values))

    async def drop(self, id: str) -> None:
        """Nobody wanted it."""
        await self._write(_event, id, delete(_event).where(_event.c.id == id))

    async def note_verified(self, app: AppFacts) -> None:
        """The app's address has answered a challenge."""
        values = {"verified_url": app.events_url, "failing_since_ms": 0}
        await self._write(_app, app.id, _address(app).values(values))

    async def note_success(self, app: AppFacts) -> None:
        """The app's address has taken something."""
        await self._write(_app, app.id, _address(app).values(failing_since_ms=0))

    async def note_failure(self, app: AppFacts, dead_after_ms: int) -> None:
        """The app's address has failed. One that has for so long is left alone."""
        now = self._store.clock.now_us() // 1_000
        since = _app.c.failing_since_ms
        first = _address(app).where(since == 0)
        await self._write(_app, app.id, first.values(failing_since_ms=now))
        dead = _address(app).where(since > 0, since < now - dead_after_ms)
        await self._write(_app, app.id, dead.values(paused=True))

    async def _write(self, table: Table, id: str, statement: Any) -> None:
        """With all that others have to write by the time that the store is free."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._unwritten.append(_Write((table.name, id), statement, done))
        async with self._writing:
            batch, self._unwritten = self._unwritten, []
            try:
                await self._commit(sorted(batch, key=lambda one: one.key))
            finally:  # of a writer that was cancelled, the next one takes the rest
                self._unwritten[:0] = [one for one in batch if not one.done.done()]
        await done

    async def _commit(self, batch: Sequence[_Write]) -> None:
        """All at once, in an order that all processes share; else each once more, alone."""
        if not batch:
            return  # somebody else's commit held it
        try:
            await self._store.exclusively(partial(_execute, batch))
        except Exception as error:
            _log.warning("apps.unwritten", error=repr(error), statements=len(batch))
        else:
            for one in batch:
                one.done.set_result(None)
            return
        for one in batch:
            try:
                await self._store.exclusively(partial(_execute, [one]))
            except Exception as error:
                one.done.set_exception(error)
                one.done.exception()  # who asked may have been cancelled
            else:
                one.done.set_result(None)

    async def unverified(self) -> list[tuple[AppFacts, bool]]:
        """Apps whose address has not answered a challenge, and whether anything waits for them."""
        waits = exists().where(_event.c.app_id == _app.c.id, _event.c.state == "waiting")
        query = select(*_app.c, waits.label("waits")).where(
            _TOLD, _app.c.events_url != _app.c.verified_url
        )
        async with self._store.glance() as snapshot:
            return [(to_facts(row), row.waits) for row in await snapshot.all(query)]


async def _execute(batch: Sequence[_Write], snapshot: Snapshot) -> None:
    for one in batch:
        await snapshot.connection.execute(one.statement)


def _address(app: AppFacts) -> Update:
    """A change of the app's row, while its address is still that one."""
    return update(_app).where(_app.c.id == app.id, _app.c.events_url == app.events_url)


async def _waiting(snapshot: Snapshot, ids: Sequence[str]) -> list[Waiting]:
    if not ids:
        return []
    rows = await snapshot.all(select(_event).where(_event.c.id.in_(ids)).order_by(_event.c.id))
    app_ids = {row.app_id for row in rows}
    found = await snapshot.all(select(_app).where(_app.c.id.in_(app_ids)))
    apps = {row.id: to_facts(row) for row in found}
    return [
        Waiting(
            row.id,
            apps[row.app_id],
            row.kind,
            row.name,
            msgspec.json.decode(row.body),
            row.at_us,
            row.attempts,
            row.created_at_ms,
            row.reason,
            row.due_at_ms,
        )
        for row in rows
    ]
