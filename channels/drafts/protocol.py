"""Commands, events and views of drafts: one for each channel and thread a person writes in."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, Id, Limit, Line, View
from channels.messages.protocol import MAX_STORED_TEXT, FileView, Moment

DraftText = Annotated[str, msgspec.Meta(max_length=MAX_STORED_TEXT)]


class PostChoices(View, frozen=True, kw_only=True):
    """What is chosen for a post that is being written.

    `pinned`: for how long, from its sending; `until` is until the moment in `pinned_until`.
    """

    kind: Literal["post", "announcement", "question"] = "post"
    wants_ack: bool = False
    label: Literal["none", "todo", "in_progress", "decided"] = "none"
    pinned: Literal["no", "day", "week", "month", "always", "until"] = "no"
    pinned_until: Moment | None = None


class DraftView(View, frozen=True, kw_only=True):
    """What I have begun to write in a channel, or in a thread of it; neither text nor files: none.

    `text` is as typed. A `thread_id` of `post:` and the channel's id is the place of a post, whose
    title is the first line, and `post` what is chosen for it. Its files are kept for as long as
    the draft holds them.
    """

    channel_id: str
    thread_id: str | None = None
    text: str = ""
    files: list[FileView] = []
    post: PostChoices | None = None
    updated_at: int


class SetDraft(Command, frozen=True, kw_only=True):
    """My draft there is this now; without text and files it is gone. The last to write wins.

    Without `post`, what was chosen for a post stays.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    channel_id: Id
    thread_id: Id | None = None
    text: DraftText = ""
    file_ids: Annotated[list[Id], msgspec.Meta(max_length=20)] = []
    post: PostChoices | None = None


class ListDrafts(Command, frozen=True, kw_only=True):
    """My drafts, by channel and thread, also those in channels that I can read no more."""

    limit: Limit = 500
    after: Line | None = None


class DraftChanged(Event, frozen=True, kw_only=True):
    """A draft of mine is this now, or gone (own stream)."""

    wire_name: ClassVar[str] = "draft.changed"
    draft: DraftView
