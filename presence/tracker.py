"""Connections per person and time -> online, away, offline. Pure: the caller brings the time.

A person is online while any of their connections was active in the last five minutes, away while
one is open without that, offline ten seconds after the last one has gone. A connection that has
gone counts as it was for those ten seconds, so that a reload does not flicker. Times are Unix
milliseconds.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from presence.protocol import OFFLINE, PresenceView, State

ACTIVE_MS = 5 * 60_000
GRACE_MS = 10_000


class Seen(NamedTuple):
    """All that must be known of a person's connections; those of several places are joined."""

    connected: bool = False
    online_until: int = 0
    here_until: int = 0  # means something only while not connected

    def joined(self, other: Seen) -> Seen:
        """The best of both: several devices, or several processes."""
        return Seen(
            self.connected or other.connected,
            max(self.online_until, other.online_until),
            max(self.here_until, other.here_until),
        )

    @property
    def active_at(self) -> int:
        """When the person was last active where they are still connected; 0 for never."""
        return max(0, self.online_until - ACTIVE_MS) if self.connected else 0

    def state(self, now: int) -> State:
        """What the connections alone say."""
        if not self.connected and now >= self.here_until:
            return OFFLINE
        return "online" if now < self.online_until else "away"


class Overlay(NamedTuple):
    """What a person says of themselves, whatever their devices do."""

    away: bool = False
    dnd_until: int = 0


class Sweep(NamedTuple):
    """Views that differ from what was last shown; `more`: call again, after settling these."""

    changes: list[PresenceView]
    more: bool


NOTHING = Seen()
NO_OVERLAY = Overlay()


def view_of(person_id: str, seen: Seen, overlay: Overlay, now: int) -> PresenceView:
    """A person's presence at `now`. Being away by hand does not bring back who is offline."""
    state = seen.state(now)
    if state == "online" and overlay.away:
        state = "away"
    return PresenceView(person_id=person_id, state=state, dnd=now < overlay.dnd_until)


def next_change(seen: Seen, overlay: Overlay, now: int) -> int | None:
    """The next moment at which the view may change by itself."""
    moments = [seen.online_until, overlay.dnd_until]
    if not seen.connected:
        moments.append(seen.here_until)
    return min((moment for moment in moments if moment > now), default=None)


def is_bare(view: PresenceView) -> bool:
    """Whether the view is that of somebody of whom nothing is known."""
    return view.state == OFFLINE and not view.dnd


@dataclass(slots=True)
class _Attendance:
    live: dict[str, int] = field(default_factory=dict)  # connection -> last activity, 0 for none
    gone_online_until: int = 0
    gone_here_until: int = 0


class Connections:
    """Which connections are open, and what those that have just gone still count for."""

    def __init__(self) -> None:
        self._people: dict[str, _Attendance] = {}
        self._owners: dict[str, str] = {}
        self._leaving: dict[str, int] = {}  # people without connections, until when they are kept

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> str | None:
        """The connection is open; `active`: its person has just done something there.

        Returns the person whose connection it was before, where that was another.
        """
        before = None
        if self._owners.get(connection_id, person_id) != person_id:
            before = self.drop(connection_id, now)
        self._owners[connection_id] = person_id
        live = self._people.setdefault(person_id, _Attendance()).live
        live[connection_id] = now if active else live.get(connection_id, 0)
        self._leaving.pop(person_id, None)
        return before

    def drop(self, connection_id: str, now: int) -> str | None:
        """The connection has gone; its person, or None where it was not known."""
        person_id = self._owners.pop(connection_id, None)
        if person_id is None:
            return None
        found = self._people[person_id]
        active_at = found.live.pop(connection_id)
        online_until = min(_online_until(active_at), now + GRACE_MS)
        found.gone_online_until = max(found.gone_online_until, online_until)
        found.gone_here_until = max(found.gone_here_until, now + GRACE_MS)
        if not found.live:
            self._leaving[person_id] = found.gone_here_until
        return person_id

    def seen(self, person_id: str) -> Seen:
        """What is known of the person here."""
        found = self._people.get(person_id)
        if found is None:
            return NOTHING
        active_at = max(found.live.values(), default=0)
        online_until = max(_online_until(active_at), found.gone_online_until)
        return Seen(bool(found.live), online_until, found.gone_here_until)

    def forget(self, now: int) -> list[str]:
        """Let go of the people whose last connection no longer counts, and name them."""
        forgotten = [person_id for person_id, until in self._leaving.items() if until <= now]
        for person_id in forgotten:
            del self._leaving[person_id], self._people[person_id]
        return forgotten

    def people(self) -> list[str]:
        """Everybody of whom something is known."""
        return list(self._people)

    def connections(self) -> list[str]:
        """All that are open."""
        return list(self._owners)


def _online_until(active_at: int) -> int:
    return active_at + ACTIVE_MS if active_at else 0


class Tracker:
    """Presence of all people in one place, and what has changed since it was last shown.

    A change is given by every `sweep` until `settle` says that it was shown. Work is done for
    people whose presence may have changed, not for all.
    """

    def __init__(self) -> None:
        self._connections = Connections()
        self._overlays: dict[str, Overlay] = {}
        self._shown: dict[str, PresenceView] = {}
        self._unsure: dict[str, None] = {}  # a set in order: people to look at
        self._due: list[tuple[int, str]] = []
        self._due_at: dict[str, int] = {}

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> None:
        """See `Connections.touch`."""
        before = self._connections.touch(person_id, connection_id, active, now)
        if before is not None:
            self._unsure[before] = None
        shown = self._shown.get(person_id)
        if shown is None or shown.state != "online":
            self._unsure[person_id] = None

    def drop(self, connection_id: str, now: int) -> None:
        """See `Connections.drop`."""
        person_id = self._connections.drop(connection_id, now)
        if person_id is not None:
            self._unsure[person_id] = None

    def drop_all(self, now: int) -> None:
        """Every connection has gone."""
        for connection_id in self._connections.connections():
            self.drop(connection_id, now)

    def overlay(self, person_id: str) -> Overlay:
        """What the person says of themselves."""
        return self._overlays.get(person_id, NO_OVERLAY)

    def set_overlay(self, person_id: str, overlay: Overlay) -> None:
        """Replace what the person says of themselves."""
        if overlay == NO_OVERLAY:
            self._overlays.pop(person_id, None)
        else:
            self._overlays[person_id] = overlay
        self._unsure[person_id] = None

    def view(self, person_id: str, now: int) -> PresenceView:
        """The person's presence."""
        return view_of(person_id, self._connections.seen(person_id), self.overlay(person_id), now)

    def active_at(self, person_id: str) -> int:
        """See `Seen.active_at`."""
        return self._connections.seen(person_id).active_at

    def present(self, now: int) -> list[PresenceView]:
        """All who are not offline."""
        views = [self.view(person_id, now) for person_id in self._connections.people()]
        return [view for view in views if view.state != OFFLINE]

    def sweep(self, now: int, limit: int) -> Sweep:
        """At most `limit` people whose presence is not as it was last shown."""
        self._connections.forget(now)
        while self._due and self._due[0][0] <= now:
            due, person_id = heapq.heappop(self._due)
            if self._due_at.get(person_id) == due:
                del self._due_at[person_id]
            self._unsure[person_id] = None
        changes: list[PresenceView] = []
        for person_id in list(self._unsure):
            if len(changes) == limit:
                return Sweep(changes, more=True)
            view = self.view(person_id, now)
            if view == self._last_shown(person_id):
                del self._unsure[person_id]
                self._schedule(person_id, now)
            else:
                changes.append(view)
        return Sweep(changes, more=False)

    def settle(self, views: Iterable[PresenceView]) -> None:
        """These have been shown to everybody."""
        for view in views:
            if is_bare(view):
                self._shown.pop(view.person_id, None)
            else:
                self._shown[view.person_id] = view
            self._unsure[view.person_id] = None

    def _last_shown(self, person_id: str) -> PresenceView:
        return self._shown.get(person_id) or view_of(person_id, NOTHING, NO_OVERLAY, 0)

    def _schedule(self, person_id: str, now: int) -> None:
        """Look again when the presence may change by itself. Activity only ever delays that."""
        overlay = self.overlay(person_id)
        due = next_change(self._connections.seen(person_id), overlay, now)
        if due is None:
            if overlay.dnd_until and not overlay.away:
                del self._overlays[person_id]
            return
        if due < self._due_at.get(person_id, due + 1):
            self._due_at[person_id] = due
            heapq.heappush(self._due, (due, person_id))
