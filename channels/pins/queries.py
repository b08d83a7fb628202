"""Questions about pinned messages that a search asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from channels.pins.tables import PinRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_pin = table_of(PinRow)


async def pinned_among(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that are pinned."""
    query = select(_pin.c.message_id).where(_pin.c.message_id.in_(message_ids))
    return set(await snapshot.scalars(query))


async def all_pinned(snapshot: Snapshot, _: str, most: int) -> list[str] | None:
    """All pinned messages, whoever may see them, if there are no more than `most`."""
    found = list(await snapshot.scalars(select(_pin.c.message_id).limit(most + 1)))
    return found if len(found) <= most else None
