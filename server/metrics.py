"""Figures for Prometheus at `/metrics`, where the settings switch it on."""

from __future__ import annotations

import asyncio
import contextlib

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from persistence.store import Store
from server.figures import Backlogs

STORE_S = 3.0
FRESH_S = 2.0  # the store is asked no more often, however many read the page


class Metrics:
    """The page that Prometheus reads: this process, and what waits in the store."""

    def __init__(self, store: Store, *figures: Collector) -> None:
        self._store = store
        self._backlogs = Backlogs()
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)  # processor time, memory, open files
        for one in figures:
            self._registry.register(one)
        self._registry.register(self._backlogs)
        self._reading = asyncio.Lock()
        self._fresh_until_s = 0.0

    async def endpoint(self, request: Request) -> Response:
        """The figures as text; those of the store are left out where it is out of reach."""
        loop = asyncio.get_running_loop()
        async with self._reading:
            if loop.time() >= self._fresh_until_s:
                with contextlib.suppress(OSError, SQLAlchemyError):
                    async with asyncio.timeout(STORE_S):
                        await self._backlogs.read(self._store)
                self._fresh_until_s = loop.time() + FRESH_S
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
