"""uvicorn for one process: says where it serves, leaves in good order, and ends in time."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp

from server import collector
from server.config import Settings
from server.doorstep import Doorstep, http_protocol
from server.gateway.transport import GatewayProtocol

GRACE_S = 10  # for running HTTP requests to end, after the sockets have gone
REST_S = 30.0  # for all that comes after the sockets: requests, jobs, writes that wait
LATE = 70  # exit code of a process that did not end in time

_log = structlog.get_logger(__name__)


class ServingProcess(uvicorn.Server):
    """Announces itself once it serves, not before; drains when it is told to stop.

    To be asked to stop is no failure. `drain` sends the sockets away while new requests are still
    answered; a second ctrl-C cuts it short. Whatever hangs, the process ends `bound_s` after the
    signal: what is not committed by then was never acknowledged.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        announce: Callable[[], None],
        drain: Callable[[], Awaitable[None]],
        bound_s: float,
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._drain = drain
        self._bound_s = bound_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            collector.settle()
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            end_after(self._bound_s)
        super().handle_exit(sig, frame)
        self._captured_signals.clear()  # else it raises them again once it has stopped in order

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        draining = asyncio.ensure_future(self._drain())
        while not draining.done() and not self.force_exit:
            await asyncio.wait([draining], timeout=0.1)
        if draining.done() and (error := draining.exception()) is not None:
            _log.error("drain_failed", error=repr(error))
        draining.cancel()
        await super().shutdown(sockets)


def uvicorn_config(app: ASGIApp, settings: Settings, doorstep: Doorstep) -> uvicorn.Config:
    """How we run uvicorn. Who comes through a proxy is known by `X-Forwarded-For`, from those
    proxies alone that the settings name."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=http_protocol(doorstep),
        ws=GatewayProtocol,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_S,
    )


def end_after(seconds: float) -> None:
    """End the process then, if it has not ended by itself. A crash harms nothing that was told."""
    timer = threading.Timer(seconds, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    _log.error("ended_late", why="the process did not stop in time")
    os._exit(LATE)
