"""What waits to be told to apps: claimed, settled, kept for a while to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import and_, delete, or_, select, update

from channels.bots.protocol import AppFacts
from channels.bots.queries import to_facts
from channels.bots.tables import AppEventRow, AppRow, TicketRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.store import Store

LEASE_MS = 30_000
LINK_KEPT_MS = 10 * 60 * 1_000  # what waits longer for a connection is of no use any more
KEPT_MS = 3 * 24 * 3_600 * 1_000
_event = table_of(AppEventRow)
_app = table_of(AppRow)
_ticket = table_of(TicketRow)


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


class EventQueue:
    """The rows of `app_event`, for whichever process delivers them.

    Guarantees: a row is held by one process for `LEASE_MS`; one that is not settled by then is
    due again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim(self, linked: Sequence[str], over_http: bool, limit: int) -> list[Waiting]:
        """Take what is due for apps linked here and, where asked, for those told over HTTP."""
        if not (linked or over_http):
            return []
        now = self._store.clock.now_us() // 1_000
        fresh = _event.c.created_at_ms > now - LINK_KEPT_MS
        routes = [and_(_app.c.socket_mode.is_(True), _app.c.id.in_(linked), fresh)]
        if over_http:
            routes.append(and_(_app.c.socket_mode.is_(False), _app.c.paused.is_(False)))
        due = (
            select(_event.c.id)
            .join_from(_event, _app, _app.c.id == _event.c.app_id)
            .where(_event.c.state == "waiting", _event.c.due_at_ms <= now, or_(*routes))
            .where(_app.c.active.is_(True))
            .order_by(_event.c.due_at_ms, _event.c.id)
            .limit(limit)
        )
        async with self._store.read() as snapshot:
            if await snapshot.first(due) is None:
                return []

        async def take(snapshot: Snapshot) -> list[str]:
            held = (
                update(_event)
                .where(_event.c.id.in_(due.scalar_subquery()), _event.c.state == "waiting")
                .where(_event.c.due_at_ms <= now)  # another process may have taken it meanwhile
                .values(due_at_ms=now + LEASE_MS, attempts=_event.c.attempts + 1)
                .returning(_event.c.id)
            )
            return list(await snapshot.scalars(held))

        ids = await self._store.exclusively(take)
        async with self._store.read() as snapshot:
            return await _waiting(snapshot, ids)

    async def settle(self, id: str, **values: Any) -> None:
        """Write down what became of it."""

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(
                update(_event).where(_event.c.id == id).values(**values)
            )

        await self._store.exclusively(write)

    async def drop(self, id: str) -> None:
        """Nobody wanted it."""

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(delete(_event).where(_event.c.id == id))

        await self._store.exclusively(write)

    async def set_app(self, app_id: str, **values: Any) -> None:
        """Write down how an app's address does."""

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(
                update(_app).where(_app.c.id == app_id).values(**values)
            )

        await self._store.exclusively(write)

    async def unverified(self) -> list[AppFacts]:
        """Apps whose address of events has not answered a challenge."""
        query = select(_app).where(
            _app.c.active.is_(True),
            _app.c.socket_mode.is_(False),
            _app.c.events_url != "",
            _app.c.events_url != _app.c.verified_url,
        )
        async with self._store.glance() as snapshot:
            return [to_facts(row) for row in await snapshot.all(query)]

    async def tidy(self) -> None:
        """Forget what was settled days ago, what nobody fetched, and tickets that are over."""
        now = self._store.clock.now_us() // 1_000

        async def write(snapshot: Snapshot) -> None:
            old = delete(_event).where(_event.c.created_at_ms < now - KEPT_MS)
            await snapshot.connection.execute(old)
            over = delete(_ticket).where(_ticket.c.expires_at_ms < now)
            await snapshot.connection.execute(over)

        await self._store.exclusively(write)


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
        )
        for row in rows
    ]
