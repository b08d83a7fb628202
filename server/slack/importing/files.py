"""Files whose contents an export carries (`__uploads/<F id>/<name>`): blobs and rows."""

from __future__ import annotations

import asyncio
import zipfile
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Any

import structlog
from sqlalchemy import select

from channels.files import images
from channels.files.images import Picture, read_picture
from channels.files.names import to_file_name
from channels.files.sniff import HEAD_BYTES, IMAGES, sniff
from channels.files.tables import AttachmentRow, FileRow
from persistence.blobs import Blob, Blobs, BlobTooLarge
from persistence.bulk import table_of
from persistence.decision import Change, Insert
from persistence.snapshot import Snapshot
from server.slack.importing.export_zip import ExportZip, Uploaded
from server.slack.importing.shapes import Item, is_id, objects_of, seconds_ms, stable_id, text_of

CHUNK_BYTES = 256 * 1024

_file = table_of(FileRow)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the blob store now, and what its row will say."""

    foreign: str
    row: dict[str, Any]

    def changes(self, message: dict[str, object], place: int) -> list[Change]:
        """The file, hung on its message."""
        attachment = {
            "file_id": self.row["id"],
            "message_id": message["id"],
            "channel_id": message["channel_id"],
            "place": place,
        }
        row = {**self.row, "uploader_id": message["author_id"]}
        return [Insert(FileRow, row), Insert(AttachmentRow, attachment)]


class Files:
    """Takes files out of the archive, each once: the first message that shows it has it."""

    def __init__(self, archive: ExportZip, blobs: Blobs | None) -> None:
        self._archive = archive
        self._blobs = blobs
        self._taken: set[str] = set()

    async def open(self, snapshot: Snapshot) -> None:
        """Learn which files are here already."""
        if self._archive.uploads:
            self._taken.update(await snapshot.scalars(select(_file.c.id)))

    async def take(self, item: Item) -> list[Kept]:
        """Those files of a message whose contents the archive holds, stored."""
        if self._blobs is None or not self._archive.uploads:
            return []
        kept = []
        for file in objects_of(item, "files"):
            foreign = text_of(file, "id")
            upload = self._archive.uploads.get(foreign)
            id = foreign if is_id(foreign, "F") else stable_id("F", foreign)
            if upload is None or id in self._taken:
                continue
            row = await self._store(self._blobs, upload, file)
            if row is not None:
                self._taken.add(id)
                kept.append(Kept(foreign, {"id": id, **row}))
        return kept

    async def _store(self, blobs: Blobs, upload: Uploaded, file: Item) -> dict[str, Any] | None:
        """A file's row without its id; None for one that is damaged."""
        head = bytearray()
        try:
            with self._archive.open_upload(upload) as stream:
                chunks = _chunks(stream, head)
                blob = await blobs.put(chunks, max(upload.entry.file_size, 1))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, BlobTooLarge) as error:
            _log.warning("import.file_is_damaged", name=upload.name, error=repr(error))
            return None
        mime = sniff(bytes(head))
        picture = await _picture(blobs, blob, mime)
        thumbnail = picture.thumbnail if picture is not None else None
        return {
            "name": to_file_name(text_of(file, "name", "title") or upload.name),
            "mime": mime,
            "size_bytes": blob.size_bytes,
            "width": picture.width if picture is not None else 0,
            "height": picture.height if picture is not None else 0,
            "blob_key": blob.key,
            "thumbnail_key": await _put_thumbnail(blobs, thumbnail),
            "created_at_ms": seconds_ms(file, "created") or seconds_ms(file, "timestamp") or 0,
        }


async def _picture(blobs: Blobs, blob: Blob, mime: str) -> Picture | None:
    if mime not in IMAGES or blob.size_bytes > images.MAX_BYTES:
        return None
    return await asyncio.to_thread(read_picture, await blobs.read(blob.key))


async def _put_thumbnail(blobs: Blobs, thumbnail: bytes | None) -> str | None:
    if thumbnail is None:
        return None

    async def once() -> AsyncIterator[bytes]:
        yield thumbnail

    return (await blobs.put(once(), len(thumbnail))).key


async def _chunks(stream: IO[bytes], head: bytearray) -> AsyncIterator[bytes]:
    """The stream's bytes; the first ones are left in `head`."""
    while chunk := await asyncio.to_thread(stream.read, CHUNK_BYTES):
        head += chunk[: max(0, HEAD_BYTES - len(head))]
        yield chunk
