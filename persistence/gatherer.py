"""Does what commits leave behind in a table, a moment after each of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

GATHER_S = 0.05

_log = structlog.get_logger(__name__)


class Gatherer:
    """Calls `run`, which does all that waits, whenever somebody says that something may wait.

    Guarantees: what was committed before `notify` is seen by a run that begins after it; runs
    never overlap; one that fails (the store may be out of reach) is logged as `trouble` and
    tried again. A moment passes between two of them: under load, much goes in one transaction.
    """

    def __init__(self, name: str, run: Callable[[], Awaitable[object]], trouble: str) -> None:
        self._name = name
        self._run = run
        self._trouble = trouble
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def notify(self) -> None:
        """Something may wait."""
        self._wake.set()

    def start(self, poll_s: float) -> None:
        """Begin to work; without being told it looks every `poll_s` seconds."""
        self._task = asyncio.create_task(self._work_forever(poll_s), name=self._name)

    async def stop(self) -> None:
        """Stop; what is not done yet waits in its table."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work_forever(self, poll_s: float) -> None:
        while True:
            self._wake.clear()
            try:
                await self._run()
            except Exception as error:
                _log.warning(self._trouble, error=repr(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await self._wake.wait()
            await asyncio.sleep(GATHER_S)
