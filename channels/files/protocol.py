"""Commands and views of uploaded files. The bytes come through `POST /api/v1/files.upload`."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.protocol import Command, Id, Ids, Line, View
from channels.messages.protocol import FileView


class StoredFile(View, frozen=True, kw_only=True):
    """Where a file's bytes are; for the download edge, never shown to a caller."""

    id: str
    name: str
    mime: str
    size_bytes: int
    blob_key: str
    thumbnail_key: str | None = None


class RegisterFile(Command, frozen=True, kw_only=True):
    """A streamed upload has arrived in the blob store; internal to the upload edges.

    `file_id` where it was promised before.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("name",)
    blob_key: str
    name: str
    mime: str
    size_bytes: int
    width: int = 0
    height: int = 0
    thumbnail_key: str | None = None
    file_id: str = ""
    alt: str = ""


class FileFacts(View, frozen=True, kw_only=True):
    """A file with whose it is and the message that it hangs on, for edges that tell of that."""

    file: FileView
    uploader_id: str
    created_at: int
    message_id: str | None = None


class FilesFound(View, frozen=True, kw_only=True):
    """Some files, the newest first, and how many there are in all."""

    items: list[FileFacts]
    total: int


class FindFiles(Command, frozen=True, kw_only=True):
    """Files on messages that the actor may read, the newest first; internal to edges."""

    channel_id: Id | None = None
    uploader_id: Id | None = None
    mimes: Annotated[
        list[str], msgspec.Meta(max_length=20)
    ] = []  # how their types begin; of any type where none is named
    since_ms: int = 0
    until_ms: int | None = None
    limit: int = 100
    skip: int = 0


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


class EntitleFile(Command, frozen=True, kw_only=True):
    """Give a file of mine a title before its message is sent; internal to edges."""

    file_id: Id
    title: Line


class DropFiles(Command, frozen=True, kw_only=True):
    """Forget those of my files that hang on no message; their bytes go too."""

    file_ids: Ids


class GrantFiles(Command, frozen=True, kw_only=True):
    """Let somebody read files of mine that hang on no message, for a while; internal to edges."""

    file_ids: Ids
    person_id: Id
    lasts_ms: int
