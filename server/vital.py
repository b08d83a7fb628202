"""Tasks that a process must not outlive unnoticed: where one ends, the process is not ready."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

import structlog

# What runs from the start to the end of a process, by the names that its parts give. What comes
# and goes with a job, a question or a link to Redis is not among them.
VITAL = frozenset(
    {
        "store-writer",
        "relay",
        "relay-sweep",
        "presence",
        "worker",
        "search-indexer",
        "notifier",
        "digests",
        "log-pruner",
        "courier",
        "bus-mend",
    }
)

_log = structlog.get_logger(__name__)


class Vital:
    """The vital tasks of this process, once all have begun."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[Any]] = []
        self._resting = False

    @property
    def names(self) -> list[str]:
        """All that are watched."""
        return sorted(task.get_name() for task in self._tasks)

    def begin(self, others: Collection[asyncio.Task[Any]] = ()) -> None:
        """Watch those that run now, but `others`, which somebody else has begun."""
        mine = asyncio.all_tasks().difference(others)
        self._tasks = [task for task in mine if task.get_name() in VITAL]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    def rest(self) -> None:
        """From now on tasks end because they are told to."""
        self._resting = True

    def ended(self) -> list[str]:
        """The names of those that have ended."""
        return sorted({task.get_name() for task in self._tasks if task.done()})

    def _ended(self, task: asyncio.Task[object]) -> None:
        if self._resting:
            return
        error = None if task.cancelled() else task.exception()
        _log.error("task_ended", task=task.get_name(), error=repr(error) if error else None)
