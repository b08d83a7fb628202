"""The roster: who is connected anywhere, as a port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from presence.protocol import PresenceView
from presence.tracker import Sweep


class Roster(Protocol):
    """Everybody's connections, in this process or in all that share one roster.

    Guarantees: presence follows the rules of `presence.tracker`, whichever process holds the
    connection. What `touch` and `drop` say is known here at once and elsewhere after the next
    `flush`. The connections of a process that has not called `flush` for 20 seconds are gone. A
    change is given by every `sweep`, in one process at a time, until `settle`; so it is shown at
    least once, and twice only where a process dies in between. Times are Unix milliseconds of
    clocks that agree to within seconds. Where the roster is out of reach, the asynchronous
    methods raise ConnectionError, and the next `flush` that succeeds makes up for it.
    """

    def touch(self, person_id: str, connection_id: str, active: bool, now: int) -> None:
        """The connection, of this process, is open; `active`: its person has just acted there."""
        ...

    def drop(self, connection_id: str, now: int) -> None:
        """The connection has gone. Unknown ones are ignored."""
        ...

    async def flush(self, now: int) -> None:
        """Say what waits to be said, and that this process lives; at least every five seconds."""
        ...

    async def set_away(self, person_id: str, away: bool, now: int) -> None:
        """The person is away whatever their devices do, or leaves it to them; stays until reset."""
        ...

    async def set_dnd(self, person_id: str, until: int, now: int) -> None:
        """The person is not to be disturbed until then; 0 ends it."""
        ...

    async def get_many(self, person_ids: Sequence[str], now: int) -> list[PresenceView]:
        """One view for each, in the order asked; who is not known is offline."""
        ...

    async def active_at(self, person_ids: Sequence[str], now: int) -> list[int]:
        """When each was last active anywhere, in the order asked; 0: not connected, or unknown.

        May be early by as long as a `flush` is late.
        """
        ...

    async def present(self, now: int) -> list[PresenceView]:
        """All who are not offline. Costs as much as there are people: not for the hot path."""
        ...

    async def sweep(self, now: int, limit: int) -> Sweep:
        """At most `limit` people whose presence is not as it was last shown.

        None while another process sweeps.
        """
        ...

    async def settle(self, views: Sequence[PresenceView], now: int) -> None:
        """These have been shown to everybody."""
        ...

    async def close(self, now: int) -> None:
        """Drop all connections of this process, and let go of the roster."""
        ...
