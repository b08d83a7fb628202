"""Who is typing where. Pure: the caller brings the time, in Unix milliseconds."""

from __future__ import annotations

from collections import deque

EXPIRES_MS = 6_000
ANNOUNCE_MS = 3_000

Place = str  # a channel's id or a thread's


class Typists:
    """People at their keyboards, each for six seconds from their last stroke.

    While somebody goes on, others need to be told at most every three seconds.
    """

    def __init__(self) -> None:
        self._until: dict[tuple[Place, str], int] = {}
        self._announced_at: dict[tuple[Place, str], int] = {}
        self._places: dict[Place, dict[str, None]] = {}
        self._expiry: deque[tuple[int, tuple[Place, str]]] = deque()

    def start(self, place: Place, person_id: str, now: int) -> bool:
        """The person types; True when others are to be told."""
        self.sweep(now)
        key = (place, person_id)
        known = key in self._until
        self._until[key] = now + EXPIRES_MS
        if known and now < self._announced_at[key] + ANNOUNCE_MS:
            return False
        self._announced_at[key] = now
        if not known:
            self._places.setdefault(place, {})[person_id] = None
            self._expiry.append((now + EXPIRES_MS, key))
        return True

    def stop(self, place: Place, person_id: str) -> bool:
        """The person has posted or given up; True when they were typing."""
        if (place, person_id) not in self._until:
            return False
        self._remove((place, person_id))
        return True

    def typing(self, place: Place, now: int) -> list[str]:
        """Who types there, who began first first."""
        self.sweep(now)
        return list(self._places.get(place, ()))

    def sweep(self, now: int) -> list[tuple[Place, str]]:
        """Let go of who has been still for six seconds, and name them. Work: only those due."""
        stopped: list[tuple[Place, str]] = []
        while self._expiry and self._expiry[0][0] <= now:
            _, key = self._expiry.popleft()
            until = self._until.get(key)
            if until is None:
                continue
            if until > now:  # went on since: look again within six seconds
                self._expiry.append((until, key))
            else:
                self._remove(key)
                stopped.append(key)
        return stopped

    def _remove(self, key: tuple[Place, str]) -> None:
        place, person_id = key
        del self._until[key], self._announced_at[key]
        people = self._places[place]
        del people[person_id]
        if not people:
            del self._places[place]
