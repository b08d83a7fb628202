"""The end of a process's parts, one after the other, none of which may keep the others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)

WITHIN_S = 18.0  # for all of them; with what uvicorn waits before, less than a process may take
PART_S = 6.0


class Ending:
    """Bounds what is done at the end: a part cut off from Redis or the store is left behind.

    What is left undone harms nobody: writes without answer were never acknowledged, entries that
    were not relayed are found by the sweep, a presence that is not taken back falls silent.
    """

    def __init__(self, within_s: float = WITHIN_S, part_s: float = PART_S) -> None:
        self._part_s = part_s
        self._until_s = asyncio.get_running_loop().time() + within_s

    async def of(self, part: str, stopping: Coroutine[Any, Any, None]) -> None:
        """Wait for the end of a part, but not longer than there is time. Raises what it raises."""
        left_s = self._until_s - asyncio.get_running_loop().time()
        task = asyncio.create_task(stopping, name=f"end of {part}")
        done, _ = await asyncio.wait([task], timeout=max(0.0, min(self._part_s, left_s)))
        if done:
            task.result()
            return
        _log.warning("left_behind", part=part)
        task.cancel()  # and not waited for: it may hang on what it waits for
