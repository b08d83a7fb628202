"""Cards: the cached records that access and rights are decided by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from channels.core.actor import ChannelId, PersonId, Role
from channels.core.kinds import ChannelKind, MemberRole, Posting
from persistence.decision import Card
from persistence.streams import channel_stream, user_stream


class PersonCard(Card):
    """A person, as the door knows them."""

    __slots__ = ("active", "bot", "handle", "id", "name", "role")

    def __init__(
        self,
        id: PersonId,
        *,
        name: str,
        handle: str,
        role: Role,
        active: bool,
        bot: bool,
        version: int,
    ) -> None:
        super().__init__(user_stream(id), version)
        self.id = id
        self.name = name
        self.handle = handle
        self.role = role
        self.active = active
        self.bot = bot


class MemberCard(NamedTuple):
    """A person's part in a channel."""

    role: MemberRole
    joined_at_ms: int


class ChannelFacts(NamedTuple):
    """What a channel is, apart from who is in it."""

    id: ChannelId
    name: str
    kind: ChannelKind
    topic: str
    purpose: str
    archived: bool
    general: bool
    created_at_ms: int
    creator_id: str
    posting: Posting = Posting.EVERYONE
    wall_of: str = ""


class ChannelCard(Card):
    """A channel and all its members."""

    __slots__ = ("facts", "members")

    def __init__(
        self, facts: ChannelFacts, members: Mapping[PersonId, MemberCard], version: int
    ) -> None:
        super().__init__(channel_stream(facts.id), version)
        self.facts = facts
        self.members = members

    @property
    def id(self) -> ChannelId:
        return self.facts.id

    def renewed(self) -> ChannelCard:
        """The same; what rests on the old card is decided again."""
        return ChannelCard(self.facts, self.members, self.version)

    def with_facts(self, facts: ChannelFacts) -> ChannelCard:
        """The same members under changed facts."""
        return ChannelCard(facts, self.members, self.version)

    def with_members(self, joined: Mapping[PersonId, MemberCard]) -> ChannelCard:
        """These people are in now."""
        return ChannelCard(self.facts, {**self.members, **joined}, self.version)

    def without_member(self, person_id: PersonId) -> ChannelCard:
        """This person is out now."""
        left = {key: member for key, member in self.members.items() if key != person_id}
        return ChannelCard(self.facts, left, self.version)


class FoundMessage(NamedTuple):
    """A message, as far as the door needs to know it."""

    id: str
    channel_id: ChannelId
    seq: int
    author_id: str
    thread_id: str | None
    deleted: bool
    closed: bool = False
