"""One process's people, and what Redis has not been told about them yet."""

from __future__ import annotations

from typing import NamedTuple

from presence.tracker import NOTHING, Connections, Seen

# Activity is told at the next flush; it is urgent only where others would soon think otherwise.
_URGENT_MS = 15_000


class News(NamedTuple):
    """What to write: people as they are seen here, people to let go of, people to look at.

    `anew`: nothing that was written before holds.
    """

    anew: bool
    seen: dict[str, Seen]
    forgotten: list[str]
    due: list[str]


class OwnPeople:
    """The connections of this process. After a failed write, call `write_all_again`."""

    def __init__(self) -> None:
        self._connections = Connections()
        self._written: dict[str, Seen] = {}
        self._changed: dict[str, None] = {}  # sets in order
        self._due: dict[str, None] = {}
        self._anew = True

    @property
    def written_count(self) -> int:
        """For how many people Redis holds a row."""
        return len(self._written)

    @property
    def has_news(self) -> bool:
        """Whether something waits that others should see at once."""
        return bool(self._due)

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> None:
        """See `Connections.touch`."""
        before = self._connections.touch(person_id, connection_id, active, now)
        if before is not None:
            self._changed[before] = None
            self._due[before] = None
        self._changed[person_id] = None
        written = self._written.get(person_id, NOTHING)
        if not written.connected or written.online_until < now + _URGENT_MS:
            self._due[person_id] = None

    def drop(self, connection_id: str, now: int) -> None:
        """See `Connections.drop`."""
        person_id = self._connections.drop(connection_id, now)
        if person_id is not None:
            self._changed[person_id] = None
            self._due[person_id] = None

    def drop_all(self, now: int) -> None:
        """Every connection has gone."""
        for connection_id in self._connections.connections():
            self.drop(connection_id, now)

    def take(self, now: int) -> News:
        """What has changed since the last call, taken as written."""
        forgotten = [id for id in self._connections.forget(now) if self._written.pop(id, None)]
        seen = {id: self._connections.seen(id) for id in self._changed}
        seen = {id: one for id, one in seen.items() if one != self._written.get(id, NOTHING)}
        due = list(self._due)
        self._written.update(seen)
        news = News(self._anew, seen, forgotten, due)
        self._changed, self._due, self._anew = {}, {}, False
        return news

    def write_all_again(self) -> None:
        """Redis may hold anything: everybody is news."""
        self._anew = True
        self._written = {}
        self._changed = dict.fromkeys(self._connections.people())
        self._due = dict(self._changed)
