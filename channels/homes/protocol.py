"""Commands, events and views of channels' homes, the catalogue, and asking to come in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, Id, Limit, Line, View

Theme = Annotated[str, msgspec.Meta(max_length=60)]
Section = Literal["", "work", "sites", "clubs"]


class Door(StrEnum):
    """How one comes into a channel.

    `open`: public, everybody reads and comes in. The others are private. `request`: named in the
    catalogue, its owners answer who asks. `invitation`: named in the catalogue, one is put in.
    `hidden`: nobody outside knows of it.
    """

    OPEN = "open"
    REQUEST = "request"
    INVITATION = "invitation"
    HIDDEN = "hidden"


# -- views


class HomeView(View, frozen=True, kw_only=True):
    """A channel's home, for those who may read the channel."""

    channel_id: str
    door: Door
    section: Section = ""
    theme: str = ""
    rules: str = ""
    owner_ids: list[str] = []


class CatalogueView(View, frozen=True, kw_only=True):
    """A channel as the catalogue names it, also to those who may not read it.

    `active_at`: when something was last said; only of channels that I may read. `asked`: I have
    asked to come in. `known`: so many people with whom I share a small channel are in it.
    """

    id: str
    name: str
    door: Door
    purpose: str = ""
    topic: str = ""
    section: Section = ""
    theme: str = ""
    member_count: int
    joined: bool = False
    asked: bool = False
    active_at: int | None = None
    known: int = 0


class ThemeView(View, frozen=True, kw_only=True):
    """A theme, and how many channels of a section have it."""

    theme: str
    section: Section = ""
    count: int


class JoinRequestView(View, frozen=True, kw_only=True):
    """Somebody asks to come into a channel; told to its owners, and to who asks."""

    channel_id: str
    channel_name: str
    person_id: str
    words: str = ""
    asked_at: int


# -- commands


class GetHome(Command, frozen=True, kw_only=True):
    """A channel's home."""

    channel_id: Id


class FurnishHome(Command, frozen=True, kw_only=True):
    """Change a channel's home; what is absent stays.

    `door` also makes the channel public or private.
    """

    channel_id: Id
    section: Section | None = None
    theme: Theme | None = None
    rules: Annotated[str, msgspec.Meta(max_length=4_000)] | None = None
    door: Door | None = None


class ListCatalogue(Command, frozen=True, kw_only=True):
    """The channels that one may know of, by name; archived ones are left out.

    Each word of `query` is in the name, the purpose or the theme.
    """

    query: Line = ""
    section: Section | None = None
    theme: Theme | None = None
    limit: Limit = 50
    after: Line | None = None


class ListThemes(Command, frozen=True, kw_only=True):
    """The themes of the catalogue, by name."""


class SuggestChannels(Command, frozen=True, kw_only=True):
    """Channels that I am not in and that people are in with whom I share a small channel."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 6


class AskToJoin(Command, frozen=True, kw_only=True):
    """Ask a channel's owners to come in; again changes the words."""

    channel_id: Id
    words: Line = ""


class WithdrawRequest(Command, frozen=True, kw_only=True):
    """Ask no more; again is harmless."""

    channel_id: Id


class ListRequests(Command, frozen=True, kw_only=True):
    """What I have asked, and who asks to come into the channels that I run; the latest first."""

    limit: Limit = 500
    after: Line | None = None


class AnswerRequest(Command, frozen=True, kw_only=True):
    """Let somebody in who asks, or not; again is harmless."""

    channel_id: Id
    person_id: Id
    accept: bool


# -- events


class JoinAsked(Event, frozen=True, kw_only=True):
    """Somebody asks to come into a channel that I run, or I ask (own stream)."""

    wire_name: ClassVar[str] = "join.asked"
    request: JoinRequestView


class JoinAnswered(Event, frozen=True, kw_only=True):
    """A request was answered, or is void (own stream of who asked and of those who run it)."""

    wire_name: ClassVar[str] = "join.answered"
    channel_id: str
    person_id: str
    accepted: bool = False
