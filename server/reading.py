"""What notifications are told by features that they do not know themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from channels.follows import queries as follows
from channels.reads import queries as reads
from channels.threads import queries as threads
from persistence.snapshot import Snapshot


class StoredReading:
    """Source: `channels.notifications.ports.Reading`."""

    async def followers(self, snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, set[str]]:
        return await threads.followers(snapshot, thread_ids)

    async def muters(self, snapshot: Snapshot, author_ids: Collection[str]) -> dict[str, set[str]]:
        return await follows.muters(snapshot, author_ids)

    async def is_unread(
        self, snapshot: Snapshot, person_id: str, place: tuple[str, str], seq: int
    ) -> bool:
        mark = await reads.seq_of(snapshot, person_id, *place)
        return mark is None or mark < seq

    async def badge(self, snapshot: Snapshot, person_id: str) -> int:
        return await reads.badge_of(snapshot, person_id)
