"""Commands, events and views of messages that are sent later."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.protocol import ClientId, Command, Event, Id, Limit, Line, MessageText, View
from channels.messages.protocol import FileView

FileIds = Annotated[list[Id], msgspec.Meta(max_length=20)]
Moment = Annotated[int, msgspec.Meta(ge=0)]


class ScheduledView(View, frozen=True, kw_only=True):
    """A message of mine that is to be sent at `send_at`.

    Where it could not be sent then, `error` is the reason's code and `error_detail` says it in
    words; the message stays until it is sent or removed.
    """

    id: str
    channel_id: str
    thread_id: str | None = None
    also_to_channel: bool = False
    text: str
    files: list[FileView] = []
    send_at: int
    created_at: int
    error: str = ""
    error_detail: str = ""


class ScheduleMessage(Command, frozen=True, kw_only=True):
    """Send a message at a moment within the next year, by the rights that I have then.

    `client_id` makes a repeated call return the first answer.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    channel_id: Id
    text: MessageText
    send_at: Moment
    client_id: ClientId | None = None
    thread_id: Id | None = None
    file_ids: FileIds = []
    also_to_channel: bool = False


class ListScheduled(Command, frozen=True, kw_only=True):
    """My messages that are to be sent later, the next first."""

    limit: Limit = 100
    after: Line | None = None


class ChangeScheduled(Command, frozen=True, kw_only=True):
    """Change words, files or moment of a message that is to be sent later; what is absent stays."""

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    scheduled_id: Id
    text: MessageText | None = None
    file_ids: FileIds | None = None
    send_at: Moment | None = None


class RemoveScheduled(Command, frozen=True, kw_only=True):
    """Do not send it after all."""

    scheduled_id: Id


class SendScheduledNow(Command, frozen=True, kw_only=True):
    """Send it now; also to try again what could not be sent."""

    scheduled_id: Id


class ClaimedMessage(View, frozen=True, kw_only=True):
    """A message that a job is about to send, and for whom."""

    person_id: str
    is_bot: bool = False
    message: ScheduledView


class ClaimScheduled(Command, frozen=True, kw_only=True):
    """Take a message whose moment has come, so that nobody changes it meanwhile; for the job."""

    scheduled_id: Id
    send_at: Moment


class SettleScheduled(Command, frozen=True, kw_only=True):
    """What became of a claimed message: sent, or refused with an `error`; for the job.

    Neither: it is let go, to be tried again.
    """

    scheduled_id: Id
    message_id: Id | None = None
    error: str = ""
    error_detail: str = ""


class ScheduledChanged(Event, frozen=True, kw_only=True):
    """A message of mine is to be sent later, otherwise than before, or could not be sent
    (own stream)."""

    wire_name: ClassVar[str] = "scheduled.changed"
    scheduled: ScheduledView


class ScheduledRemoved(Event, frozen=True, kw_only=True):
    """A message of mine waits no more: it was removed, or sent as `message_id` (own stream)."""

    wire_name: ClassVar[str] = "scheduled.removed"
    scheduled_id: str
    message_id: str | None = None
