"""The gateway's side of presence: connections arrive, act and leave."""

from __future__ import annotations

from collections.abc import Sequence

from channels.core.reach import reaching_store
from channels.people.queries import accounts
from persistence.clock import Clock, now_ms
from persistence.store import Store
from presence.protocol import PresenceView
from presence.service import PresenceService


class StoreAttendance:
    """Presence, which also knows what is stored of do-not-disturb.

    Source: `server.gateway.ports.Attendance`.
    """

    def __init__(self, presence: PresenceService, store: Store, clock: Clock) -> None:
        self._presence = presence
        self._store = store
        self._clock = clock

    async def arrive(self, person_id: str, connection_id: str) -> None:
        await self._presence.arrive(person_id, connection_id)
        with reaching_store():
            account = await self._store.ask(accounts, person_id)
        until_ms = account["dnd_until_ms"] if account is not None else None
        if until_ms is not None and until_ms > now_ms(self._clock):
            await self._presence.set_dnd(person_id, until_ms)

    def active(self, connection_id: str) -> None:
        self._presence.active(connection_id)

    async def leave(self, connection_id: str) -> None:
        await self._presence.leave(connection_id)

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[PresenceView]:
        return await self._presence.snapshot(person_ids)
