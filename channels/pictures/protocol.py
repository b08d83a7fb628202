"""Commands and events of pictures; what is shown of one is `messages.protocol.PictureView`."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.protocol import Command, Event, Id, View
from channels.messages.protocol import PictureView
from channels.pictures.sources import MAX_SOURCE

Source = Annotated[str, msgspec.Meta(max_length=MAX_SOURCE)]


class StoredPicture(View, frozen=True, kw_only=True):
    """Where a picture's bytes are; for the download edge, never shown to a caller."""

    large_key: str
    small_key: str


class WantedPictures(View, frozen=True, kw_only=True):
    """The pictures that a message names, and who wrote it, by which app."""

    sources: list[str]
    author_id: str
    app_id: str = ""


class FetchedPicture(View, frozen=True, kw_only=True):
    """What a look at a source found; with `refused` there is nothing to show."""

    id: str
    source: str
    app_id: str = ""
    private: bool = False
    large_key: str | None = None
    small_key: str | None = None
    width: int = 0
    height: int = 0
    refused: str = ""


class GetWanted(Command, frozen=True, kw_only=True):
    """Which pictures a message names; internal to the job that looks."""

    message_id: Id


class KeepPicture(Command, frozen=True, kw_only=True):
    """Remember what was found at a source; internal to the job that looks."""

    picture: FetchedPicture


class ShowPictures(Command, frozen=True, kw_only=True):
    """Show these in a message, as far as it still names them; internal to the job.

    `look_again`: some could not be reached; they are tried once more after so many tries.
    """

    message_id: Id
    picture_ids: list[str]
    tries: int = 0
    look_again: bool = False


class ForgetPictures(Command, frozen=True, kw_only=True):
    """Forget pictures that are old and shown nowhere; internal to the job."""

    picture_ids: list[str]


class OpenPicture(Command, frozen=True, kw_only=True):
    """Where a picture is, for who can read its message; internal to the edge."""

    message_id: Id
    picture_id: Id


class FindInForm(Command, frozen=True, kw_only=True):
    """Whether a form or home page that is open for me names this picture; internal to the edge."""

    form_id: Id
    source: Source


class FindInWhisper(Command, frozen=True, kw_only=True):
    """The same of what an app has shown to me alone, at that time (Unix milliseconds)."""

    channel_id: Id
    whisper_id: Id
    at: Annotated[int, msgspec.Meta(ge=1)]
    source: Source


class NamedPicture(View, frozen=True, kw_only=True):
    """A picture that something names, and by which app and bot."""

    source: str
    author_id: str
    app_id: str


class MessagePictured(Event, frozen=True, kw_only=True):
    """The pictures in the blocks of a message are these now."""

    wire_name: ClassVar[str] = "message.pictured"
    message_id: str
    channel_id: str
    pictures: list[PictureView] = []
    thread_id: str | None = None
