"""Questions about pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from channels.messages.protocol import PictureView
from channels.pictures.tables import PictureRow, PictureUseRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_picture = table_of(PictureRow)
_use = table_of(PictureUseRow)
MANY = "many"
_OF_THE_MOMENT = (MANY, "unanswered")


def hash_source(source: str) -> str:
    """The key of a source, of one length for all."""
    return hashlib.sha256(source.encode()).hexdigest()


async def picture_of(snapshot: Snapshot, source: str, since_ms: int) -> str | None:
    """The latest that was found at an address since a time; None where nobody looked."""
    found = await snapshot.scalar(
        select(_picture.c.id)
        .where(
            _picture.c.source_hash == hash_source(source),
            _picture.c.fetched_at_ms >= since_ms,
            _picture.c.private.is_(False),
            _picture.c.refused.not_in(_OF_THE_MOMENT),
        )
        .order_by(_picture.c.fetched_at_ms.desc())
        .limit(1)
    )
    return None if found is None else str(found)


async def fetched_for(snapshot: Snapshot, app_id: str, since_ms: int) -> int:
    """How many pictures were looked at for an app since a time."""
    query = select(func.count(_picture.c.id)).where(
        _picture.c.app_id == app_id,
        _picture.c.fetched_at_ms >= since_ms,
        _picture.c.refused != MANY,
    )
    return int(await snapshot.scalar(query) or 0)


async def pictures(snapshot: Snapshot, picture_ids: Sequence[str]) -> list[Any]:
    """Those that are there, in the order asked for."""
    rows = await snapshot.all(select(_picture).where(_picture.c.id.in_(picture_ids)))
    found = {row.id: row for row in rows}
    return [found[one] for one in picture_ids if one in found]


async def shown_in(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of each message's pictures, in a steady order."""
    rows = await snapshot.all(
        select(_picture, _use.c.message_id)
        .join(_use, _use.c.picture_id == _picture.c.id)
        .where(_use.c.message_id.in_(message_ids))
        .order_by(_use.c.message_id, _picture.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


async def unused(snapshot: Snapshot, picture_ids: Sequence[str], before_ms: int) -> list[Any]:
    """Those of the pictures that are shown nowhere, and older than a time or never looked at."""
    used = select(_use.c.picture_id).where(_use.c.picture_id.in_(picture_ids))
    return list(
        await snapshot.all(
            select(_picture.c.id, _picture.c.large_key, _picture.c.small_key).where(
                _picture.c.id.in_(picture_ids),
                or_(_picture.c.fetched_at_ms < before_ms, _picture.c.refused == MANY),
                _picture.c.id.not_in(used),
            )
        )
    )


def to_view(row: Any) -> PictureView:
    """A picture's row as it is shown."""
    return PictureView(
        id=row.id, source=row.source, width=row.width, height=row.height, refused=row.refused
    )
