"""What is shown of a person's archive."""

from __future__ import annotations

from typing import Any

from channels.archive import protocol as p
from channels.archive import queries
from channels.archive.queries import ArchivePage
from channels.core.context import Ctx
from channels.core.places import parse_place
from channels.core.protocol import Page
from channels.core.text import fold
from channels.messages.queries import by_ids


async def get_filed(ctx: Ctx, command: p.GetFiled) -> p.FiledAnswer:
    """None too for a message that is not there."""
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, ctx.me, command.archived_id)
    return p.FiledAnswer(filed=_filed(row) if row is not None else None)


async def list_archive(ctx: Ctx, command: p.ListArchive) -> Page[p.ArchivedView]:
    """Errors: Invalid when `after` is no place in the list."""
    after = parse_place(command.after) if command.after is not None else None
    words = fold(command.query).split()
    readable = await ctx.access.channels_read_by(ctx.actor)
    page = ArchivePage(ctx.me, command.folder_id, words, after, command.limit, readable)
    async with ctx.store.read() as snapshot:
        rows = await queries.listed(snapshot, page)
        shown = rows[: command.limit]
        found = await by_ids(snapshot, [row.message_id for row in shown])
        views = {view.id: view for view in await ctx.decorated(snapshot, list(found.values()))}
    items = [
        p.ArchivedView(message=views[row.message_id], filed=_filed(row))
        for row in shown
        if row.message_id in views
    ]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(items=items, next=f"{last.archived_at_ms}-{last.message_id}" if last else None)


async def list_folders(ctx: Ctx, command: p.ListFolders) -> Page[p.FolderView]:
    """By name; `after` is the id of the last one."""
    async with ctx.store.read() as snapshot:
        place = ("", "")
        if command.after is not None:
            last = await queries.folder(snapshot, ctx.me, command.after)
            place = (last.name_key, last.id) if last is not None else place
        rows = await queries.folders(snapshot, ctx.me, place, command.limit)
    shown = rows[: command.limit]
    return Page(
        items=[p.FolderView(id=row.id, name=row.name, count=row.inside) for row in shown],
        next=shown[-1].id if len(rows) > command.limit else None,
    )


def _filed(row: Any) -> p.Filed:
    return p.Filed(
        message_id=row.message_id,
        folder_id=row.folder_id or None,
        note=row.note,
        archived_at=row.archived_at_ms,
    )
