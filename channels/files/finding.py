"""Files with whose they are and where they hang, for edges that tell of that."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.files import protocol as p
from channels.files.queries import find, is_granted, to_view
from channels.files.tables import AttachmentRow, FileRow
from persistence.bulk import table_of

_file = table_of(FileRow)
_attachment = table_of(AttachmentRow)


async def get_facts(ctx: Ctx, command: p.GetFile) -> p.FileFacts:
    """Errors: NotFound for a file that is neither one's own, nor given to one, nor on a message
    that one may read."""
    readable = await ctx.access.channels_read_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        found = (await find(snapshot, [command.file_id])).get(command.file_id)
        granted = found is not None and await is_granted(snapshot, found, ctx.me, ctx.now_ms)
    own = found is not None and found.row.uploader_id == ctx.me
    if found is None or not (own or granted or found.channel_id in readable):
        raise NotFound("There is no such file.", "file_id")
    return _facts(found.row, found.message_id)


async def find_files(ctx: Ctx, command: p.FindFiles) -> p.FilesFound:
    """Those of a channel, or of a person, or all."""
    readable = await ctx.access.channels_read_by(ctx.actor)
    where: list[ColumnElement[bool]] = [
        _file.c.deleted.is_(False),
        _attachment.c.channel_id.in_(readable),
    ]
    if command.channel_id is not None:
        where.append(_attachment.c.channel_id == command.channel_id)
    if command.uploader_id is not None:
        where.append(_file.c.uploader_id == command.uploader_id)
    if command.mimes:
        where.append(or_(*(_file.c.mime.startswith(one, autoescape=True) for one in command.mimes)))
    if command.since_ms:
        where.append(_file.c.created_at_ms >= command.since_ms)
    if command.until_ms is not None:
        where.append(_file.c.created_at_ms <= command.until_ms)
    held = select(_file, _attachment.c.message_id).join(
        _attachment, _attachment.c.file_id == _file.c.id
    )
    newest = held.where(*where).order_by(_file.c.created_at_ms.desc(), _file.c.id.desc())
    count = select(func.count()).select_from(held.where(*where).subquery())
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(newest.limit(command.limit).offset(command.skip))
        total = int(await snapshot.scalar(count))
    return p.FilesFound(items=[_facts(row, row.message_id) for row in rows], total=total)


def _facts(row: Any, message_id: str | None) -> p.FileFacts:
    return p.FileFacts(
        file=to_view(row),
        uploader_id=row.uploader_id,
        created_at=row.created_at_ms,
        message_id=message_id,
    )
