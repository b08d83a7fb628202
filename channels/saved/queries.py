"""Questions about saved messages that a search asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from channels.saved.tables import SavedRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_saved = table_of(SavedRow)


async def saved_among(snapshot: Snapshot, person_id: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that a person keeps."""
    query = select(_saved.c.message_id).where(
        _saved.c.person_id == person_id, _saved.c.message_id.in_(message_ids)
    )
    return set(await snapshot.scalars(query))


async def all_saved(snapshot: Snapshot, person_id: str, most: int) -> list[str] | None:
    """All messages that a person keeps, if there are no more than `most`."""
    query = select(_saved.c.message_id).where(_saved.c.person_id == person_id).limit(most + 1)
    found = list(await snapshot.scalars(query))
    return found if len(found) <= most else None
