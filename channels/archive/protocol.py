"""Commands, events and views of a person's archive: interesting messages, folders and notes."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.protocol import Command, Event, Id, Limit, Line, View
from channels.messages.protocol import MessageView

FolderName = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Note = Annotated[str, msgspec.Meta(max_length=2_000)]


class FolderView(View, frozen=True, kw_only=True):
    """A folder in my archive, and how much is in it."""

    id: str
    name: str
    count: int = 0


class Filed(View, frozen=True, kw_only=True):
    """Where I filed a message, and what I noted."""

    message_id: str
    folder_id: str | None = None
    note: str = ""
    archived_at: int


class ArchivedView(View, frozen=True, kw_only=True):
    """A message in my archive."""

    message: MessageView
    filed: Filed


class FileMessage(Command, frozen=True, kw_only=True):
    """File a message in my archive, in a folder or outside of any; again changes that and the note.

    `folder_name` makes the folder where there is none of that name.
    """

    message_id: Id
    folder_id: Id | None = None
    folder_name: FolderName | None = None
    note: Note = ""


class UnfileMessage(Command, frozen=True, kw_only=True):
    """Take a message out of my archive; again is harmless."""

    archived_id: Id


class GetFiled(Command, frozen=True, kw_only=True):
    """Is a message in my archive, and where?"""

    archived_id: Id


class FiledAnswer(View, frozen=True, kw_only=True, omit_defaults=False):
    """Where I filed it; None where I did not."""

    filed: Filed | None


class ListArchive(Command, frozen=True, kw_only=True):
    """My archive, the latest first; in a folder, with words in the message or my note.

    What I may no longer read is left out.
    """

    folder_id: Id | None = None
    query: Line = ""
    limit: Limit = 50
    after: Line | None = None


class ListFolders(Command, frozen=True, kw_only=True):
    """My folders, by name."""

    limit: Limit = 200
    after: Line | None = None


class RenameFolder(Command, frozen=True, kw_only=True):
    """Give a folder of mine another name."""

    folder_id: Id
    name: FolderName


class RemoveFolder(Command, frozen=True, kw_only=True):
    """Remove a folder of mine; what is in it stays in the archive."""

    folder_id: Id


class ArchiveChanged(Event, frozen=True, kw_only=True):
    """My archive is another: a message was filed or taken out, a folder changed (own stream)."""

    wire_name: ClassVar[str] = "archive.changed"
    message_id: str | None = None
    folder_id: str | None = None
