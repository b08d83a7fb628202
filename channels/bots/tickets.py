"""Passing secrets: links, triggers, answers' addresses; of each only the SHA-256 is stored."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import false, insert, select, true, update

from channels.bots.tables import AppRow, AppTokenRow, TicketRow
from channels.people.proofs import hash_secret
from persistence.bulk import table_of
from persistence.ids import new_secret
from persistence.snapshot import Snapshot
from persistence.store import Store

_app = table_of(AppRow)
_ticket = table_of(TicketRow)
_token = table_of(AppTokenRow)


class Used(NamedTuple):
    """What came of using a ticket: `unknown`, `expired`, `used`, or `ok` with what it says."""

    outcome: str
    app_id: str = ""
    body: Any = None


class Tickets:
    """Makes and takes tickets, for all processes.

    How long one is good the database says, by its own clock: those of the processes need not agree.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

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
            "expires_at_ms": self._store.dialect.now_ms + lasts_ms,
        }

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(insert(_ticket).values(**row))

        await self._store.exclusively(write)
        return secret

    async def use(self, kind: str, secret: str, app_id: str | None = None) -> Used:
        """Use it once; `app_id` where only its own app may.

        What is no good does not reach the writer; of several at once only so many as there are
        uses left have `ok`.
        """
        key = hash_secret(secret)
        row = await self._found(key)
        if row is None or row.kind != kind or app_id not in (None, row.app_id):
            return Used("unknown")
        if row.expired:
            return Used("expired", row.app_id)
        if row.uses_left <= 0:
            return Used("used", row.app_id)
        left = update(_ticket).where(_ticket.c.id == key, _ticket.c.uses_left > 0)

        async def take(snapshot: Snapshot) -> bool:
            less = left.values(uses_left=_ticket.c.uses_left - 1)
            return bool((await snapshot.connection.execute(less)).rowcount)

        if not await self._store.exclusively(take):
            return Used("used", row.app_id)
        return Used("ok", row.app_id, json.loads(row.body))

    async def look(self, kind: str, secret: str) -> Used:
        """What it says, without using it."""
        row = await self._found(hash_secret(secret))
        if row is None or row.kind != kind or row.expired:
            return Used("unknown")
        return Used("ok", row.app_id, json.loads(row.body))

    async def _found(self, key: str) -> Any:
        expired = (_ticket.c.expires_at_ms < self._store.dialect.now_ms).label("expired")
        async with self._store.glance() as snapshot:
            return await snapshot.first(select(_ticket, expired).where(_ticket.c.id == key))

    async def linkable(self, app_ids: Collection[str]) -> dict[str, tuple[str, frozenset[str]]]:
        """Of these apps those that may keep connections open now: the bot's person, and the
        tokens that are good for it."""
        query = (
            select(_token.c.id, _token.c.app_id, _app.c.person_id)
            .join_from(_token, _app, _app.c.id == _token.c.app_id)
            .where(_token.c.app_id.in_(app_ids), _token.c.kind == "link")
            .where(_app.c.active == true(), _app.c.disabled == false())
            .where(_app.c.socket_mode == true())
        )
        found: dict[str, tuple[str, frozenset[str]]] = {}
        async with self._store.glance() as snapshot:
            for row in await snapshot.all(query):
                _, before = found.get(row.app_id, ("", frozenset()))
                found[row.app_id] = row.person_id, before | {row.id}
        return found
