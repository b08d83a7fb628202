"""`/up`, `/ready` and `/metrics` of a process that serves no people."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from presence.service import PresenceService
from server.core import Core
from server.figures import CoreFigures
from server.health import Health
from server.metrics import Metrics
from server.vital import Vital


@contextlib.asynccontextmanager
async def probing(
    core: Core, roster: PresenceService | None, vital: Vital, listening: socket.socket | None
) -> AsyncIterator[None]:
    """Answer on a socket that is bound already, beside what the block does; nothing without one.

    `roster` is there where the process keeps it: ready is then who reaches it. Nobody is ready
    once one of its `vital` tasks has ended.
    """
    if listening is None:
        yield
        return
    server = _Beside(
        uvicorn.Config(
            Starlette(routes=_routes(core, roster, vital)),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server.serve([listening]), name="probes")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        listening.close()


def _routes(core: Core, roster: PresenceService | None, vital: Vital) -> list[BaseRoute]:
    reached = (lambda: roster.in_reach) if roster is not None else (lambda: True)
    routes = Health(core.store, core.bus, lambda: False, reached, vital.ended).routes()
    if core.settings.metrics:
        metrics = Metrics(core.store, CoreFigures(core, roster))
        routes.append(Route("/metrics", metrics.endpoint))
    return routes


class _Beside(uvicorn.Server):
    """Leaves the signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
