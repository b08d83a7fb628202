"""`/up`, `/ready` and `/metrics` of a process that serves no people."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from presence.service import PresenceService
from server.core import Core
from server.figures import CoreFigures
from server.health import Health
from server.metrics import Metrics


class Probes:
    """A small server beside the work, on a socket that is bound already; none without one."""

    def __init__(self, core: Core, presence: PresenceService, listening: socket.socket | None):
        self._listening = listening
        self._stopping = False
        routes: list[BaseRoute] = Health(core.store, core.bus, lambda: self._stopping).routes()
        if core.settings.metrics:
            figures = CoreFigures(core, presence)
            routes.append(Route("/metrics", Metrics(core.store, figures).endpoint))
        self._server = _Beside(
            uvicorn.Config(
                Starlette(routes=routes),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to answer; the store is open."""
        if self._listening is not None:
            serving = self._server.serve([self._listening])
            self._task = asyncio.create_task(serving, name="probes")

    def drain(self) -> None:
        """Say that the process is stopping."""
        self._stopping = True

    async def stop(self) -> None:
        """Answer no more."""
        if self._task is not None and self._listening is not None:
            self._server.should_exit = True
            await asyncio.gather(self._task, return_exceptions=True)
            self._listening.close()


class _Beside(uvicorn.Server):
    """Leaves the signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
