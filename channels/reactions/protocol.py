"""Commands and events of emoji reactions."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Emoji, Event, Id, Limit, View


class AddReaction(Command, frozen=True, kw_only=True):
    """Put an emoji (a short code or the character) under a message; again is harmless.

    All spellings of an emoji are one: it is kept and told of by its short name, such as `+1`.
    """

    message_id: Id
    emoji: Emoji


class RemoveReaction(Command, frozen=True, kw_only=True):
    """Take one's own emoji away; again is harmless."""

    message_id: Id
    emoji: Emoji


class ReactedView(View, frozen=True, kw_only=True):
    """A message that a person put an emoji under, and when last (Unix microseconds)."""

    message_id: str
    at_us: int


class ListReacted(Command, frozen=True, kw_only=True):
    """The messages that a person put an emoji under, the latest choice first."""

    person_id: Id
    before_us: int = 2**62
    limit: Limit = 100


class ReactionAdded(Event, frozen=True, kw_only=True):
    """A person put an emoji under a message."""

    wire_name: ClassVar[str] = "reaction.added"
    message_id: str
    channel_id: str
    emoji: str
    person_id: str
    thread_id: str | None = None


class ReactionRemoved(Event, frozen=True, kw_only=True):
    """A person took their emoji away."""

    wire_name: ClassVar[str] = "reaction.removed"
    message_id: str
    channel_id: str
    emoji: str
    person_id: str
    thread_id: str | None = None
