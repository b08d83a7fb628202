"""Notes what people had apps do, without their words: when, of which kind, what became of it."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import Any, NamedTuple

import structlog
from sqlalchemy import insert

from channels.bots.tables import REQUEST, AppEventRow
from persistence.bulk import table_of
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.store import Store

MOST_UNWRITTEN = 1_000
PART = 100  # so that no write waits long for its turn
PAUSE_S = 1.0  # after the store was out of reach
_event = table_of(AppEventRow)
_log = structlog.get_logger(__name__)


class Request(NamedTuple):
    """One that is over. `name` is as the app's edge calls it; `reason` is empty where it was
    answered; `code` is the HTTP status, 0 for none."""

    app_id: str
    name: str
    began_ms: int
    took_ms: int
    reason: str = ""
    code: int = 0


class RequestLog:
    """Guarantees: nobody waits for a note; those of one moment share a commit; of more than
    `MOST_UNWRITTEN` that are not written yet, the oldest are left out."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unwritten: deque[Request] = deque(maxlen=MOST_UNWRITTEN)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._work_forever(), name="apps-requests")

    def note(self, one: Request) -> None:
        """Have it written soon."""
        self._unwritten.append(one)
        self._wake.set()

    async def stop(self) -> None:
        """Write the rest and stop."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._write_all()

    async def _work_forever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not await self._write_all():
                self._wake.set()
                await asyncio.sleep(PAUSE_S)

    async def _write_all(self) -> bool:
        """False where the store takes nothing now: what was not written waits."""
        while self._unwritten:
            part = [self._unwritten.popleft() for _ in range(min(PART, len(self._unwritten)))]
            try:
                await self._store.exclusively(partial(_insert, [_row(one) for one in part]))
            except Exception as error:
                _log.warning("apps.requests_unwritten", error=repr(error))
                room = MOST_UNWRITTEN - len(self._unwritten)
                self._unwritten.extendleft(reversed(part[-room:] if room else []))
                return False
        return True


async def _insert(rows: list[dict[str, Any]], snapshot: Snapshot) -> None:
    await snapshot.connection.execute(insert(_event), rows)


def _row(one: Request) -> dict[str, Any]:
    return {
        "id": new_id("Ev"),
        "app_id": one.app_id,
        "kind": REQUEST,
        "name": one.name,
        "body": "{}",
        "created_at_ms": one.began_ms,
        "at_us": one.began_ms * 1_000,
        "state": "failed" if one.reason else "sent",
        "attempts": 1,
        "due_at_ms": one.began_ms,
        "reason": one.reason,
        "answer": "",
        "code": one.code,
        "took_ms": one.took_ms,
        "sent": "",
    }
