"""Commands and events of link previews; what is shown of one is `messages.protocol.PreviewView`."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id, View
from channels.messages.protocol import PreviewView


class StoredImage(View, frozen=True, kw_only=True):
    """Where a preview's image is; for the download edge, never shown to a caller."""

    image_key: str


class FetchedPage(View, frozen=True, kw_only=True):
    """What a look at an address found; without a title there was nothing to show."""

    id: str
    url: str
    title: str = ""
    description: str = ""
    site_name: str = ""
    image_key: str | None = None
    image_width: int = 0
    image_height: int = 0


class KeepPage(Command, frozen=True, kw_only=True):
    """Remember what was found at an address; internal to the job that looks."""

    page: FetchedPage


class ShowPreviews(Command, frozen=True, kw_only=True):
    """Show these pages under a message, as far as it still links to them; internal to the job.

    `look_again`: some could not be reached; they are tried once more after so many tries.
    """

    message_id: Id
    page_ids: list[str]
    tries: int = 0
    look_again: bool = False


class ForgetPages(Command, frozen=True, kw_only=True):
    """Forget pages that are old and shown nowhere; internal to the job."""

    page_ids: list[str]


class OpenPreview(Command, frozen=True, kw_only=True):
    """Where the image of a preview is, for who can read its message; internal to the edge."""

    message_id: Id
    preview_id: Id


class RemovePreview(Command, frozen=True, kw_only=True):
    """Take a preview off a message for everyone, for good; again is harmless."""

    message_id: Id
    preview_id: Id


class MessagePreviewed(Event, frozen=True, kw_only=True):
    """The previews of a message are these now."""

    wire_name: ClassVar[str] = "message.previewed"
    message_id: str
    channel_id: str
    previews: list[PreviewView] = []
    thread_id: str | None = None
