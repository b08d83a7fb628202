"""Passing secrets: links, triggers, answers' addresses; of each only the SHA-256 is stored."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from channels.bots.tables import TicketRow
from channels.people.proofs import hash_secret
from persistence.bulk import table_of
from persistence.ids import new_secret
from persistence.snapshot import Snapshot
from persistence.store import Store

_ticket = table_of(TicketRow)


class Used(NamedTuple):
    """What came of using a ticket: `unknown`, `expired`, `used`, or `ok` with what it says."""

    outcome: str
    app_id: str = ""
    body: Any = None


class Tickets:
    """Makes and takes tickets, for all processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def now_ms(self) -> int:
        return self._store.clock.now_us() // 1_000

    async def make(
        self, kind: str, app_id: str, body: Any, *, uses: int, lasts_ms: int, secret: str = ""
    ) -> str:
        """A secret (a new one where none is given) that is good so often and so long."""
        secret = secret or new_secret("")
        row = {
            "id": hash_secret(secret),
            "kind": kind,
            "app_id": app_id,
            "body": json.dumps(body),
            "uses_left": uses,
            "expires_at_ms": self.now_ms + lasts_ms,
        }

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(insert(_ticket), [row])

        await self._store.exclusively(write)
        return secret

    async def use(self, kind: str, secret: str, app_id: str | None = None) -> Used:
        """Use it once; `app_id` where only its own app may."""
        key = hash_secret(secret)

        async def take(snapshot: Snapshot) -> Used:
            row = await snapshot.first(select(_ticket).where(_ticket.c.id == key))
            if row is None or row.kind != kind or app_id not in (None, row.app_id):
                return Used("unknown")
            if row.expires_at_ms < self.now_ms:
                return Used("expired", row.app_id)
            if row.uses_left <= 0:
                return Used("used", row.app_id)
            less = update(_ticket).where(_ticket.c.id == key)
            await snapshot.connection.execute(less.values(uses_left=row.uses_left - 1))
            return Used("ok", row.app_id, json.loads(row.body))

        return await self._store.exclusively(take)

    async def look(self, kind: str, secret: str) -> Used:
        """What it says, without using it."""
        query = select(_ticket).where(_ticket.c.id == hash_secret(secret))
        async with self._store.glance() as snapshot:
            row = await snapshot.first(query)
        if row is None or row.kind != kind or row.expires_at_ms < self.now_ms:
            return Used("unknown")
        return Used("ok", row.app_id, json.loads(row.body))
