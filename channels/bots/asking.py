"""What people wait for an app to answer while it is connected to another process of the server."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, insert, select, update

from channels.bots.tables import ASKED, AppEventRow
from persistence.bulk import table_of
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.store import Store

_event = table_of(AppEventRow)
_OURS = _event.c.kind == ASKED


class Question(NamedTuple):
    """Something that a person did, for the app to answer."""

    id: str
    app_id: str
    name: str
    body: Any


class Asked(NamedTuple):
    """How it stands: `asked`, `taken`, `answered`, `silent`."""

    state: str
    answer: str


class AskQueue:
    """Rows of `app_event` that one process puts, another takes and answers, and the first forgets.

    Guarantees: a question is taken by one process; none that has been forgotten is taken. How old
    one is the database says, by its own clock: those of the processes need not agree.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, app_id: str, name: str, body: Any) -> str:
        """Ask; the question's id."""
        row = {
            "id": new_id("Ev"),
            "app_id": app_id,
            "kind": ASKED,
            "name": name,
            "body": msgspec.json.encode(body).decode(),
            "created_at_ms": self._store.dialect.now_ms,
            "state": "asked",
        }
        await self._write(insert(_event).values(**{**_UNSAID, **row}))
        return str(row["id"])

    async def take(self, app_ids: Collection[str], within_ms: int, limit: int) -> list[Question]:
        """The first that nobody has taken, for these apps and no older than that."""
        since = self._store.dialect.now_ms - within_ms
        open_now = (_OURS, _event.c.state == "asked", _event.c.created_at_ms > since)
        first = (
            select(_event.c.id)
            .where(*open_now, _event.c.app_id.in_(list(app_ids)))
            .order_by(_event.c.created_at_ms, _event.c.id)
            .limit(limit)
        )
        async with self._store.glance() as snapshot:
            ids = list(await snapshot.scalars(first))
        if not ids:
            return []

        async def claim(snapshot: Snapshot) -> list[Any]:
            held = update(_event).where(*open_now, _event.c.id.in_(ids)).values(state="taken")
            told = (_event.c.id, _event.c.app_id, _event.c.name, _event.c.body)
            return list(await snapshot.all(held.returning(*told)))

        rows = await self._store.exclusively(claim)
        return [_question(row) for row in rows]

    async def settle(self, id: str, state: str, answer: str = "") -> None:
        """Answered, silent, or asked again; what was forgotten meanwhile stays so."""
        taken = update(_event).where(_OURS, _event.c.id == id, _event.c.state == "taken")
        await self._write(taken.values(state=state, answer=answer))

    async def look(self, id: str) -> Asked | None:
        """How it stands; None once it is forgotten."""
        query = select(_event.c.state, _event.c.answer).where(_OURS, _event.c.id == id)
        async with self._store.glance() as snapshot:
            row = await snapshot.first(query)
        return Asked(row.state, row.answer) if row is not None else None

    async def forget(self, id: str) -> None:
        """Nobody waits any more: nothing of it stays. Again is harmless."""
        await self._write(delete(_event).where(_OURS, _event.c.id == id))

    async def _write(self, statement: Any) -> None:
        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(statement)

        await self._store.exclusively(write)


def _question(row: Any) -> Question:
    return Question(row.id, row.app_id, row.name, msgspec.json.decode(row.body))


_UNSAID: dict[str, Any] = {
    "at_us": 0,
    "attempts": 0,
    "due_at_ms": 0,
    "reason": "",
    "answer": "",
    "code": 0,
    "took_ms": 0,
    "sent": "",
}
