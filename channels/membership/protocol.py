"""Commands, events and views of channels, direct messages and their members."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.kinds import ChannelKind, MemberRole, Posting
from channels.core.protocol import Command, Event, Id, Ids, Limit, Line, Seq, View

ChannelName = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Level(StrEnum):
    """Which messages of a channel a member wants to be told of; `default`: as in their settings."""

    DEFAULT = "default"
    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


# -- views


class Channel(View, frozen=True, kw_only=True):
    """A channel as every reader sees it. `member_ids` only for direct and group channels.

    `wall_of`: the one person whose wall it is; it goes by their name and is in no catalogue.
    """

    id: str
    name: str
    kind: ChannelKind
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    created_at: int
    creator_id: str = ""
    posting: Posting = Posting.EVERYONE
    wall_of: str = ""
    member_count: int
    member_ids: list[str] = []


class ChannelView(Channel, frozen=True, kw_only=True):
    """A channel with the reader's own part in it. `head` is the stream's latest seq."""

    joined: bool
    role: MemberRole = MemberRole.MEMBER
    level: Level = Level.DEFAULT
    muted: bool = False
    starred: bool = False
    head: int = 0


class MemberView(View, frozen=True, kw_only=True):
    """A person's part in a channel."""

    person_id: str
    role: MemberRole
    joined_at: int


# -- commands


class ChannelPast(View, frozen=True, kw_only=True):
    """Who set a channel's lines and when, and what it was called before; for edges."""

    id: str
    topic_by: str = ""
    topic_at: int = 0
    purpose_by: str = ""
    purpose_at: int = 0
    former_names: list[str] = []


class GetPasts(Command, frozen=True, kw_only=True):
    """What was before, of channels that the edge has shown already; asks no right."""

    channel_ids: Annotated[list[Id], msgspec.Meta(max_length=1_000)]


class CreateChannel(Command, frozen=True, kw_only=True):
    """A new channel; the actor is its owner and first member."""

    name: ChannelName
    kind: Literal["public", "private"] = "public"
    topic: Line = ""
    purpose: Line = ""


class ListChannels(Command, frozen=True, kw_only=True):
    """All channels that the person may see, by id; `query` filters by name."""

    query: Line = ""
    joined: bool | None = None
    archived: bool = True
    limit: Limit = 500
    after: Line | None = None


class GetChannel(Command, frozen=True, kw_only=True):
    """One channel."""

    channel_id: Id


class JoinChannel(Command, frozen=True, kw_only=True):
    """Enter a public channel; again is harmless."""

    channel_id: Id


class LeaveChannel(Command, frozen=True, kw_only=True):
    """Leave a channel; again is harmless. #general cannot be left."""

    channel_id: Id


class InviteToChannel(Command, frozen=True, kw_only=True):
    """Put people in a channel; those already in are skipped."""

    channel_id: Id
    person_ids: Ids


class RemoveFromChannel(Command, frozen=True, kw_only=True):
    """Take a person out of a channel; delivery to them ends at once."""

    channel_id: Id
    person_id: Id


class UpdateChannel(Command, frozen=True, kw_only=True):
    """Rename a channel, set topic or purpose, make it public or private; what is absent stays.

    `posting` says who begins threads in it.
    """

    channel_id: Id
    name: ChannelName | None = None
    topic: Line | None = None
    purpose: Line | None = None
    kind: Literal["public", "private"] | None = None
    posting: Posting | None = None


class ArchiveChannel(Command, frozen=True, kw_only=True):
    """Close a channel for writing (`archived: false` reopens it); #general stays open."""

    channel_id: Id
    archived: bool = True


class SetPart(Command, frozen=True, kw_only=True):
    """Make a member of a channel its owner, one who begins threads in it, or a plain member."""

    channel_id: Id
    person_id: Id
    role: MemberRole


class ListMembers(Command, frozen=True, kw_only=True):
    """The members of a channel, by person id."""

    channel_id: Id
    limit: Limit = 100
    after: Line | None = None


class OpenDirect(Command, frozen=True, kw_only=True):
    """The direct channel with these people and the actor; the same people, the same channel."""

    person_ids: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=8)]


class ConfigureChannel(Command, frozen=True, kw_only=True):
    """My own settings for a channel: notification level, mute, star; what is absent stays."""

    channel_id: Id
    level: Level | None = None
    muted: bool | None = None
    starred: bool | None = None


# -- events


class ChannelCreated(Event, frozen=True, kw_only=True):
    """A public channel came to be (workspace stream)."""

    wire_name: ClassVar[str] = "channel.created"
    channel: Channel


class ChannelUpdated(Event, frozen=True, kw_only=True):
    """What a channel is or who posts in it changed (public: on the workspace stream too)."""

    wire_name: ClassVar[str] = "channel.updated"
    channel: Channel


class ChannelHidden(Event, frozen=True, kw_only=True):
    """A public channel is private now (workspace stream): who is not in it forgets it."""

    wire_name: ClassVar[str] = "channel.hidden"
    channel_id: str


class MemberJoined(Event, frozen=True, kw_only=True):
    """A person is in the channel now (channel's stream)."""

    wire_name: ClassVar[str] = "member.joined"
    channel_id: str
    member: MemberView


class MemberLeft(Event, frozen=True, kw_only=True):
    """A person is out of the channel (channel's stream)."""

    wire_name: ClassVar[str] = "member.left"
    channel_id: str
    person_id: str


class MemberChanged(Event, frozen=True, kw_only=True):
    """A member may do more in the channel, or less (channel's stream)."""

    wire_name: ClassVar[str] = "member.changed"
    channel_id: str
    member: MemberView


class ChannelJoined(Event, frozen=True, kw_only=True):
    """I am in a channel now (own stream); its `head` is where its stream stands."""

    wire_name: ClassVar[str] = "channel.joined"
    channel: ChannelView


class ChannelLeft(Event, frozen=True, kw_only=True):
    """I am out of a channel (own stream), in which so many people are left."""

    wire_name: ClassVar[str] = "channel.left"
    channel_id: str
    member_count: int = 0


class ChannelConfigured(Event, frozen=True, kw_only=True):
    """My settings for a channel changed (own stream)."""

    wire_name: ClassVar[str] = "channel.configured"
    channel_id: str
    level: Level
    muted: bool
    starred: bool


class ChannelImported(Event, frozen=True, kw_only=True):
    """Messages were loaded in bulk (channel's stream): clients reload the channel."""

    wire_name: ClassVar[str] = "channel.imported"
    channel_id: str
    head: Seq
