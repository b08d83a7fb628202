"""An owner for background tasks: none is lost, none outlives its owner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger("ruche.gateway")


class Tasks:
    """Starts tasks, logs what they raise, and ends them with `stop`."""

    __slots__ = ("_running",)

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` on its own."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of the gateway failed", exc_info=error)

    async def finish(self, within_s: float) -> None:
        """Let the running tasks end by themselves, up to `within_s`."""
        if self._running:
            await asyncio.wait(self._running, timeout=within_s)

    async def stop(self) -> None:
        """Cancel all that run."""
        while self._running:  # an ending task may start another one
            rest = list(self._running)
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
