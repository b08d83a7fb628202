"""Questions about files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, select

from channels.core.searching import Searched
from channels.files.protocol import StoredFile
from channels.files.tables import AttachmentRow, FileRow, GrantRow, HoldRow
from channels.messages.protocol import FileView
from channels.people.tables import PersonRow, WorkspaceRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_file = table_of(FileRow)
_attachment = table_of(AttachmentRow)
_hold = table_of(HoldRow)
_grant = table_of(GrantRow)
_person = table_of(PersonRow)
_workspace = table_of(WorkspaceRow)


class Found(NamedTuple):
    """A file and where it may be seen: in a channel's message, or as its uploader's photo.

    One that `is_held` is kept for a message that is not sent yet; `is_logo`: the workspace's;
    `granted_until_ms`: how long somebody else may read it, to whom its owner gave it.
    """

    row: Any
    channel_id: str | None
    message_id: str | None
    is_photo: bool
    is_held: bool
    is_logo: bool
    granted_until_ms: int | None

    @property
    def view(self) -> FileView:
        return to_view(self.row)

    @property
    def stored(self) -> StoredFile:
        return StoredFile(
            id=self.row.id,
            name=self.row.name,
            mime=self.row.mime,
            size_bytes=self.row.size_bytes,
            blob_key=self.row.blob_key,
            thumbnail_key=self.row.thumbnail_key,
        )


_granted_until = (
    select(func.max(_grant.c.until_ms))
    .where(_grant.c.file_id == _file.c.id)
    .scalar_subquery()
    .label("granted_until_ms")
)


async def find(snapshot: Snapshot, file_ids: Sequence[str]) -> dict[str, Found]:
    """Files that are there, by id; one query."""
    photo_of = and_(_person.c.id == _file.c.uploader_id, _person.c.avatar_file_id == _file.c.id)
    rows = await snapshot.all(
        select(
            _file,
            _attachment.c.channel_id,
            _attachment.c.message_id,
            _person.c.id.label("shown_person_id"),
            exists().where(_hold.c.file_id == _file.c.id).label("is_held"),
            exists().where(_workspace.c.logo_file_id == _file.c.id).label("is_logo"),
            _granted_until,
        )
        .select_from(_file)
        .outerjoin(_attachment, _attachment.c.file_id == _file.c.id)
        .outerjoin(_person, photo_of)
        .where(_file.c.id.in_(file_ids), _file.c.deleted.is_(False))
    )
    return {
        row.id: Found(
            row,
            row.channel_id,
            row.message_id,
            row.shown_person_id is not None,
            row.is_held,
            row.is_logo,
            row.granted_until_ms,
        )
        for row in rows
    }


async def is_granted(snapshot: Snapshot, found: Found, person_id: str, now_ms: int) -> bool:
    """Has the file's owner given it to this person, who may still read it?"""
    if found.granted_until_ms is None:
        return False
    given = select(_grant.c.file_id).where(
        _grant.c.file_id == found.row.id,
        _grant.c.person_id == person_id,
        _grant.c.until_ms > now_ms,
    )
    return await snapshot.first(given) is not None


async def held_by(snapshot: Snapshot, holder: str) -> list[str]:
    """The ids of the files that a draft or a scheduled message keeps."""
    rows = await snapshot.all(select(_hold.c.file_id).where(_hold.c.holder == holder))
    return [row.file_id for row in rows]


async def attached_to(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of the files of each message, in the order in which they were attached."""
    rows = await snapshot.all(
        select(_file, _attachment.c.message_id)
        .join(_attachment, _attachment.c.file_id == _file.c.id)
        .where(_attachment.c.message_id.in_(message_ids), _file.c.deleted.is_(False))
        .order_by(_attachment.c.message_id, _attachment.c.place)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


async def searched_on(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, Searched]:
    """What the files of each message are called, in the order in which they were attached."""
    attached = await attached_to(snapshot, message_ids)
    return {
        message_id: to_searched([(row.name, row.mime) for row in rows])
        for message_id, rows in attached.items()
    }


def to_searched(files: Sequence[tuple[str, str]]) -> Searched:
    """What is searched of the (name, type) of a message's files."""
    has_image = any(mime.startswith("image/") for _, mime in files)
    flags = ("file", *(["image"] if has_image else [])) if files else ()
    return Searched(tuple(name for name, _ in files), flags)


def to_view(row: Any) -> FileView:
    """A file's row as it is shown."""
    return FileView(
        id=row.id,
        name=row.name,
        mime=row.mime,
        size_bytes=row.size_bytes,
        width=row.width,
        height=row.height,
        thumbnail=row.thumbnail_key is not None,
        alt=row.alt,
        title=row.title,
    )
