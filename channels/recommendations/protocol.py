"""Commands and events of recommendations."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id


class Recommend(Command, frozen=True, kw_only=True):
    """Recommend a message to those who follow me; again is harmless."""

    message_id: Id


class RecommendNoMore(Command, frozen=True, kw_only=True):
    """Take my recommendation back; again is harmless."""

    message_id: Id


class RecommendationAdded(Event, frozen=True, kw_only=True):
    """A person recommends a message."""

    wire_name: ClassVar[str] = "recommendation.added"
    message_id: str
    channel_id: str
    person_id: str
    thread_id: str | None = None


class RecommendationRemoved(Event, frozen=True, kw_only=True):
    """A person recommends a message no more."""

    wire_name: ClassVar[str] = "recommendation.removed"
    message_id: str
    channel_id: str
    person_id: str
    thread_id: str | None = None
