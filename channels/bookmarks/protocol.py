"""Commands and views of the links that a channel keeps."""

from __future__ import annotations

from typing import Annotated

import msgspec

from channels.core.protocol import Command, Id, Line, View

Url = Annotated[str, msgspec.Meta(max_length=3_000)]
Sign = Annotated[str, msgspec.Meta(max_length=100)]


class BookmarkView(View, frozen=True, kw_only=True):
    """A link that a channel keeps. `emoji` is a name without colons."""

    id: str
    channel_id: str
    title: str
    url: str
    emoji: str = ""
    person_id: str
    created_at: int
    changed_at: int


class AddBookmark(Command, frozen=True, kw_only=True):
    """Keep a link for everyone in the channel, after those that it keeps; a hundred at most."""

    channel_id: Id
    title: Line
    url: Url
    emoji: Sign = ""


class EditBookmark(Command, frozen=True, kw_only=True):
    """Change a kept link; what is absent stays."""

    channel_id: Id
    bookmark_id: Id
    title: Line | None = None
    url: Url | None = None
    emoji: Sign | None = None


class RemoveBookmark(Command, frozen=True, kw_only=True):
    """Keep a link no more; again is harmless."""

    channel_id: Id
    bookmark_id: Id


class ListBookmarks(Command, frozen=True, kw_only=True):
    """All links that a channel keeps, the first kept first."""

    channel_id: Id
