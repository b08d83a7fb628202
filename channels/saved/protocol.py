"""Commands, events and views of the messages that a person keeps for later."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id, Limit, Line, View
from channels.messages.protocol import MessageView


class SavedView(View, frozen=True, kw_only=True):
    """A message I kept, and when."""

    message: MessageView
    saved_at: int


class SaveMessage(Command, frozen=True, kw_only=True):
    """Keep a message for later; again is harmless."""

    message_id: Id


class UnsaveMessage(Command, frozen=True, kw_only=True):
    """Keep it no more; again is harmless."""

    message_id: Id


class ListSaved(Command, frozen=True, kw_only=True):
    """What I kept, the latest first; what I may no longer see is left out."""

    limit: Limit = 50
    after: Line | None = None


class MessageSaved(Event, frozen=True, kw_only=True):
    """I kept a message (own stream)."""

    wire_name: ClassVar[str] = "message.saved"
    message_id: str
    channel_id: str
    saved_at: int


class MessageUnsaved(Event, frozen=True, kw_only=True):
    """I keep a message no more (own stream)."""

    wire_name: ClassVar[str] = "message.unsaved"
    message_id: str
    channel_id: str
