"""The roster of a single process."""

from __future__ import annotations

from collections.abc import Sequence

from presence.protocol import PresenceView
from presence.tracker import Sweep, Tracker


class MemoryRoster:
    """A tracker behind the port. Source: `Roster`."""

    def __init__(self) -> None:
        self._tracker = Tracker()

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> None:
        self._tracker.touch(person_id, connection_id, active, now)

    def drop(self, connection_id: str, now: int) -> None:
        self._tracker.drop(connection_id, now)

    async def flush(self, now: int) -> None:
        """Nothing waits: there is nobody else."""

    async def set_away(self, person_id: str, away: bool, now: int) -> None:
        overlay = self._tracker.overlay(person_id)
        self._tracker.set_overlay(person_id, overlay._replace(away=away))

    async def set_dnd(self, person_id: str, until: int, now: int) -> None:
        overlay = self._tracker.overlay(person_id)
        self._tracker.set_overlay(person_id, overlay._replace(dnd_until=until))

    async def get_many(self, person_ids: Sequence[str], now: int) -> list[PresenceView]:
        return [self._tracker.view(person_id, now) for person_id in person_ids]

    async def active_at(self, person_ids: Sequence[str], now: int) -> list[int]:
        return [self._tracker.active_at(person_id) for person_id in person_ids]

    async def present(self, now: int) -> list[PresenceView]:
        return self._tracker.present(now)

    async def sweep(self, now: int, limit: int) -> Sweep:
        return self._tracker.sweep(now, limit)

    async def settle(self, views: Sequence[PresenceView], now: int) -> None:
        self._tracker.settle(views)

    async def close(self, now: int) -> None:
        self._tracker.drop_all(now)
