"""Commands of uploaded files. The bytes come through `POST /api/v1/files.upload`."""

from __future__ import annotations

from channels.core.protocol import Command, Id


class RegisterFile(Command, frozen=True, kw_only=True):
    """A streamed upload has arrived in the blob store; internal to the upload edge."""

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
