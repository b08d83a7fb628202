"""The gateway's side of presence: connections arrive, act and leave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from channels.core.reach import reaching_store
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.clock import Clock, now_ms
from persistence.store import Store
from presence.protocol import PresenceView
from presence.service import PresenceService

_person = table_of(PersonRow)


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
        asked = select(_person.c.dnd_until_ms).where(_person.c.id == person_id)
        with reaching_store():
            async with self._store.read() as snapshot:
                until_ms = await snapshot.scalar(asked)
        if until_ms is not None and until_ms > now_ms(self._clock):
            await self._presence.set_dnd(person_id, until_ms)

    def active(self, connection_id: str) -> None:
        self._presence.active(connection_id)

    async def leave(self, connection_id: str) -> None:
        await self._presence.leave(connection_id)

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[PresenceView]:
        return await self._presence.snapshot(person_ids)
