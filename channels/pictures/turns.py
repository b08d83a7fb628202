"""Whose pictures are fetched when: no app takes the places or the patience of the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from channels.core.web import Unanswered

AT_ONCE = 4  # so many are held in memory
OF_APP = 2  # of them, those of one app
PATIENCE_S = 30.0  # so long in all is waited for addresses of one app that do not answer
FORGIVEN_S = 20.0  # after so many seconds one of them is forgiven


@dataclass(slots=True)
class _App:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OF_APP))
    waited_s: float = 0.0
    at_s: float = 0.0


class Turns:
    """One for a process. Waiting in line for a place costs an app nothing."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._places = asyncio.Semaphore(AT_ONCE)
        self._apps: dict[str, _App] = {}

    @asynccontextmanager
    async def of(self, app_id: str) -> AsyncIterator[None]:
        """A place for one picture of an app. Errors: Unanswered, at once, from whom too many
        addresses have not answered lately."""
        app = self._apps.setdefault(app_id, _App())
        async with app.places, self._places:
            begun_s = self._now_s()
            if self._waited_s(app, begun_s) >= PATIENCE_S:
                raise Unanswered(app_id)
            try:
                yield
            except Unanswered:
                now_s = self._now_s()
                app.waited_s, app.at_s = self._waited_s(app, now_s) + now_s - begun_s, now_s
                raise

    def _waited_s(self, app: _App, now_s: float) -> float:
        return max(0.0, app.waited_s - (now_s - app.at_s) / FORGIVEN_S)
