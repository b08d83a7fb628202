"""Keeps the deliveries of apps within bounds, beside all else that a process does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter

import structlog

from channels.bots.tidying import MOST_SHOWN, forget_shown, tidy
from persistence.store import Store

TIDY_EVERY_S = 600.0
PAUSE_S = 5.0  # after the store was out of reach

_log = structlog.get_logger(__name__)


class Tidier:
    """One for a process. `whole`: this process also forgets what is over.

    Guarantees: what was sent is shown of little more than the last `MOST_SHOWN` deliveries that
    this process has made for an app.
    """

    def __init__(self, store: Store, *, whole: bool) -> None:
        self._store = store
        self._whole = whole
        self._sent: Counter[str] = Counter()  # by app, since it was looked after
        self._due: set[str] = set()
        self._since_ms: dict[str, int] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tidy."""
        self._task = asyncio.create_task(self._work_forever(), name="tidier")

    def note_sent(self, app_id: str) -> None:
        """One more delivery shows what was sent."""
        self._sent[app_id] += 1
        if self._sent[app_id] >= MOST_SHOWN:
            del self._sent[app_id]
            self._due.add(app_id)
            self._wake.set()

    async def stop(self) -> None:
        """Stop; whoever comes next goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work_forever(self) -> None:
        next_s = time.monotonic() + TIDY_EVERY_S
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, next_s - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._forget_shown()
                if time.monotonic() >= next_s:
                    next_s = time.monotonic() + TIDY_EVERY_S
                    await self._forget_all()
            except Exception as error:  # the store may be out of reach for a while
                _log.warning("apps.untidied", error=repr(error))
                await asyncio.sleep(PAUSE_S)

    async def _forget_shown(self) -> None:
        while self._due:
            app_id = self._due.pop()
            since_ms = await forget_shown(self._store, app_id, self._since_ms.get(app_id, 0))
            self._since_ms[app_id] = since_ms

    async def _forget_all(self) -> None:
        """Also what other processes left, or an earlier life of this one."""
        self._since_ms.clear()
        if self._whole:
            await tidy(self._store)
