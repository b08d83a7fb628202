"""Questions about previews."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from channels.messages.protocol import PreviewView
from channels.previews.tables import PageRow, PreviewRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_page = table_of(PageRow)
_preview = table_of(PreviewRow)


def hash_url(url: str) -> str:
    """The key of an address, of one length for all."""
    return hashlib.sha256(url.encode()).hexdigest()


async def page_of(snapshot: Snapshot, url: str, since_ms: int) -> Any:
    """What was found at an address since a time, the latest; None where nobody looked."""
    return await snapshot.first(
        select(_page)
        .where(_page.c.url_hash == hash_url(url), _page.c.fetched_at_ms >= since_ms)
        .order_by(_page.c.fetched_at_ms.desc())
        .limit(1)
    )


async def pages(snapshot: Snapshot, page_ids: Sequence[str]) -> dict[str, Any]:
    """Pages by id."""
    rows = await snapshot.all(select(_page).where(_page.c.id.in_(page_ids)))
    return {row.id: row for row in rows}


async def shown_under(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The previews of each message, hidden ones too, in order: rows of page and place."""
    rows = await snapshot.all(
        select(_page, _preview.c.message_id, _preview.c.place, _preview.c.hidden)
        .join(_preview, _preview.c.page_id == _page.c.id)
        .where(_preview.c.message_id.in_(message_ids))
        .order_by(_preview.c.message_id, _preview.c.place, _page.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


async def unused(snapshot: Snapshot, page_ids: Sequence[str], before_ms: int) -> list[Any]:
    """Those of the pages that are older than a time and shown nowhere."""
    used = select(_preview.c.page_id).where(_preview.c.page_id.in_(page_ids))
    return list(
        await snapshot.all(
            select(_page.c.id, _page.c.image_key).where(
                _page.c.id.in_(page_ids),
                _page.c.fetched_at_ms < before_ms,
                _page.c.id.not_in(used),
            )
        )
    )


def to_view(row: Any) -> PreviewView:
    """A page's row as it is shown."""
    return PreviewView(
        id=row.id,
        url=row.url,
        title=row.title,
        description=row.description,
        site_name=row.site_name,
        image_width=row.image_width if row.image_key else 0,
        image_height=row.image_height if row.image_key else 0,
    )
