"""Whom to tell that somebody types. Pure: the caller brings the time, in Unix milliseconds."""

from __future__ import annotations

from collections import OrderedDict

ANNOUNCE_MS = 3_000  # clients let a notice stand for six seconds
Place = str  # a channel's id or a thread's


class Typists:
    """Who has said of late that they type: while somebody goes on, others need to be told at
    most every three seconds."""

    def __init__(self) -> None:
        self._announced_at: OrderedDict[tuple[Place, str], int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._announced_at)

    def start(self, place: Place, person_id: str, now: int) -> bool:
        """The person types; True when others are to be told."""
        self._forget(now - ANNOUNCE_MS)
        key = (place, person_id)
        if key in self._announced_at:
            return False
        self._announced_at[key] = now
        return True

    def _forget(self, until: int) -> None:
        """Let go of those told of so long ago. Work: only those due."""
        while self._announced_at and next(iter(self._announced_at.values())) <= until:
            self._announced_at.popitem(last=False)
