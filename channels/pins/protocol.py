"""Commands, events and views of pinned messages."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id, Limit, Line, View
from channels.messages.protocol import MessageView, Moment


class PinView(View, frozen=True, kw_only=True):
    """A pinned message, who pinned it and when."""

    message: MessageView
    person_id: str
    pinned_at: int
    until_at: int | None = None


class AddPin(Command, frozen=True, kw_only=True):
    """Pin a message for everyone in the channel, for good or until a moment; again is harmless.

    Pinned again with another end (or without one) it is unpinned then (or stays); who pinned it
    and when stays as it was.
    """

    message_id: Id
    until_at: Moment | None = None


class RemovePin(Command, frozen=True, kw_only=True):
    """Unpin a message; again is harmless."""

    message_id: Id


class EndPin(Command, frozen=True, kw_only=True):
    """Unpin a message whose moment has come, if it is still that moment; for the job."""

    message_id: Id
    until_at: Moment


class ListPins(Command, frozen=True, kw_only=True):
    """The pinned messages of a channel, the latest pin first."""

    channel_id: Id
    limit: Limit = 100
    after: Line | None = None


class PinAdded(Event, frozen=True, kw_only=True):
    """A message was pinned; `again`: it was so already, and only its end is another."""

    wire_name: ClassVar[str] = "pin.added"
    message_id: str
    channel_id: str
    person_id: str
    pinned_at: int
    thread_id: str | None = None
    until_at: int | None = None
    again: bool = False


class PinRemoved(Event, frozen=True, kw_only=True):
    """A message was unpinned."""

    wire_name: ClassVar[str] = "pin.removed"
    message_id: str
    channel_id: str
    thread_id: str | None = None
