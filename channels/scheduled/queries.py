"""Questions about messages that are sent later."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select, tuple_

from channels.core.context import Ctx
from channels.core.places import parse_place
from channels.core.protocol import Page
from channels.messages.protocol import FileView
from channels.scheduled import protocol as p
from channels.scheduled.tables import ScheduledRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_scheduled = table_of(ScheduledRow)


async def list_scheduled(ctx: Ctx, command: p.ListScheduled) -> Page[p.ScheduledView]:
    """The next first. Errors: Invalid when `after` is no place in the list."""
    query = (
        select(_scheduled)
        .where(_scheduled.c.person_id == ctx.me)
        .order_by(_scheduled.c.send_at_ms, _scheduled.c.id)
        .limit(command.limit + 1)
    )
    if command.after is not None:
        place = tuple_(_scheduled.c.send_at_ms, _scheduled.c.id)
        query = query.where(place > tuple_(*parse_place(command.after)))
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
    shown = rows[: command.limit]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(
        items=[to_view(row) for row in shown],
        next=f"{last.send_at_ms}-{last.id}" if last is not None else None,
    )


async def find(snapshot: Snapshot, scheduled_id: str) -> Any:
    """The row, or None."""
    return await snapshot.first(select(_scheduled).where(_scheduled.c.id == scheduled_id))


async def find_sent(snapshot: Snapshot, person_id: str, client_id: str) -> Any:
    """The row that this person has made under this client id, or None."""
    return await snapshot.first(
        select(_scheduled).where(
            _scheduled.c.person_id == person_id, _scheduled.c.client_id == client_id
        )
    )


async def count(snapshot: Snapshot, person_id: str) -> int:
    """How many messages of a person wait."""
    query = select(func.count()).select_from(_scheduled)
    found: int = await snapshot.scalar(query.where(_scheduled.c.person_id == person_id))
    return found


def to_view(row: Any) -> p.ScheduledView:
    """A row as its person sees it."""
    return p.ScheduledView(
        id=row.id,
        channel_id=row.channel_id,
        thread_id=row.thread_id,
        also_to_channel=row.also_to_channel,
        text=row.text,
        files=msgspec.msgpack.decode(row.files, type=list[FileView]),
        send_at=row.send_at_ms,
        created_at=row.created_at_ms,
        error=row.error,
        error_detail=row.error_detail,
    )
