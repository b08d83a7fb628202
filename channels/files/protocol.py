"""Commands and views of uploaded files. The bytes come through `POST /api/v1/files.upload`."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Id, Ids, Line, View


class StoredFile(View, frozen=True, kw_only=True):
    """Where a file's bytes are; for the download edge, never shown to a caller."""

    id: str
    name: str
    mime: str
    size_bytes: int
    blob_key: str
    thumbnail_key: str | None = None


class RegisterFile(Command, frozen=True, kw_only=True):
    """A streamed upload has arrived in the blob store; internal to the upload edge."""

    cleaned: ClassVar[tuple[str, ...]] = ("name",)
    blob_key: str
    name: str
    mime: str
    size_bytes: int
    width: int = 0
    height: int = 0
    thumbnail_key: str | None = None


class GetFile(Command, frozen=True, kw_only=True):
    """A file that the actor uploaded or can see in a message."""

    file_id: Id


class OpenFile(Command, frozen=True, kw_only=True):
    """Where the bytes of a file are that the actor may see; internal to the download edge."""

    file_id: Id


class DescribeFile(Command, frozen=True, kw_only=True):
    """Say what a file of mine shows, before its message is sent; empty takes the words away."""

    file_id: Id
    alt: Line


class DropFiles(Command, frozen=True, kw_only=True):
    """Forget those of my files that hang on no message; their bytes go too."""

    file_ids: Ids
