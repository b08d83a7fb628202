"""How many writes may be under way at once: more than can be done in time are turned away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from channels.core.errors import Limited

MOST = 5_000
SOME = 500  # are let in however long the oldest has waited
PATIENCE_S = 2.0


class Load:
    """Bounds what waits by number and by time, so that what is let in is done soon.

    A full server says so at once: whoever is turned away has lost nothing, and is told when to
    come again. Once what is under way is done, all are let in again.
    """

    def __init__(
        self,
        now_s: Callable[[], float] = time.monotonic,
        most: int = MOST,
        some: int = SOME,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.turned_away = 0
        self._now_s = now_s
        self._most, self._some, self._patience_s = most, some, patience_s
        self._began: dict[int, float] = {}  # the oldest first
        self._numbers = count()

    @property
    def under_way(self) -> int:
        """Writes that were let in and are not done."""
        return len(self._began)

    @contextmanager
    def one(self, always: bool = False) -> Iterator[None]:
        """A write for as long as the block lasts; `always` lets it in whatever waits.

        Errors: Limited.
        """
        now_s = self._now_s()
        if not always:
            self._check(now_s)
        number = next(self._numbers)
        self._began[number] = now_s
        try:
            yield
        finally:
            del self._began[number]

    def _check(self, now_s: float) -> None:
        if len(self._began) < self._some:
            return
        waited_s = now_s - next(iter(self._began.values()))
        if len(self._began) < self._most and waited_s < self._patience_s:
            return
        self.turned_away += 1
        retry_after_s = float(max(1, round(waited_s)))
        raise Limited(
            "More is being written at this moment than the server can store. Try again soon.",
            retry_after_s,
        )
