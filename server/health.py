"""`/up` and `/ready`: does the process live, and should people be sent to it?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from persistence.bus import Bus
from persistence.migrate import VERSION, newest
from persistence.store import Store

STORE_S = 3.0  # a store that has not answered by then is out of reach
FRESH_S = 1.0  # so long an answer about the store serves all who ask

Faults = dict[str, str]


class Health:
    """What balancers and service managers ask; open to everybody, so it tells no secret.

    A process is ready while its store can be read and has the tables that it expects, its bus (and
    what `reached` tells of) is in reach, none of its vital tasks has `ended` and it is not
    stopping. A store that takes no writes for
    the moment is named, but keeps nobody away: reading goes on, and no other gateway would do
    better.
    """

    def __init__(
        self,
        store: Store,
        bus: Bus,
        draining: Callable[[], bool],
        reached: Callable[[], bool] = lambda: True,
        ended: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._store = store
        self._bus = bus
        self._draining = draining
        self._reached = reached
        self._ended = ended
        self._newest = newest()
        self._asking: asyncio.Task[Faults] | None = None
        self._fresh_until_s = 0.0

    def routes(self) -> list[BaseRoute]:
        """`/health` is `/up` by an older name."""
        return [
            Route("/up", self._up),
            Route("/health", self._up),
            Route("/ready", self._ready),
        ]

    async def _up(self, request: Request) -> Response:
        """The process lives. Asks nobody else."""
        return JSONResponse({"ok": True})

    async def _ready(self, request: Request) -> Response:
        faults = await self.faults()
        if faults:
            told = {"ok": False, "not_ready": faults}
            return JSONResponse(told, 503, headers={"retry-after": "1"})
        if self._store.failing:
            return JSONResponse({"ok": True, "impaired": {"store": "The last write failed."}})
        return JSONResponse({"ok": True})

    async def faults(self) -> Faults:
        """What is not ready, by name, each with a sentence."""
        faults = dict(await self._ask_store())
        if not (self._bus.in_reach and self._reached()):
            faults["redis"] = "The link to Redis is down."
        if ended := self._ended():
            faults["tasks"] = f"Ended by themselves: {', '.join(ended)}. Restart the process."
        if self._draining():
            faults["draining"] = "The server is stopping."
        return faults

    async def _ask_store(self) -> Faults:
        """One question at a time, whoever asks and however often."""
        now_s = asyncio.get_running_loop().time()
        if self._asking is None or (self._asking.done() and now_s >= self._fresh_until_s):
            self._asking = asyncio.create_task(self._look_at_store(), name="readiness")
            self._fresh_until_s = now_s + FRESH_S
        return await asyncio.shield(self._asking)

    async def _look_at_store(self) -> Faults:
        try:
            async with asyncio.timeout(STORE_S), self._store.read() as snapshot:
                version = await snapshot.scalar(text(VERSION))
        except (OSError, SQLAlchemyError):
            return {"store": "The database is out of reach."}
        if version is None or str(version) < self._newest:
            return {"migrations": "The database has an older schema: run `ruche migrate`."}
        return {}
