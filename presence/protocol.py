"""What presence looks like on the wire."""

from __future__ import annotations

from typing import ClassVar, Literal

from channels.core.protocol import Command, Event, Id, Ids, View

State = Literal["online", "away", "offline"]
OFFLINE: State = "offline"


class PresenceView(View, frozen=True, kw_only=True):
    """Whether a person is there; `dnd` (do not disturb) holds in every state."""

    person_id: str
    state: State
    dnd: bool


class PresenceChanged(Event, frozen=True, kw_only=True):
    """People came, went, fell silent or asked for silence. Not stored: it has no seq."""

    wire_name: ClassVar[str] = "presence.changed"
    people: list[PresenceView]


class TypingStarted(Event, frozen=True, kw_only=True):
    """A person types in a channel or a thread; it holds for six seconds. Not stored."""

    wire_name: ClassVar[str] = "typing.started"
    channel_id: str
    thread_id: str | None = None
    person_id: str


class GetPresence(Command, frozen=True, kw_only=True):
    """Whether these people are there."""

    person_ids: Ids


class OwnPresenceView(View, frozen=True, kw_only=True):
    """My own presence, with what others are not told; times are Unix milliseconds.

    `by_hand`: away by my own word, while some device of mine is in use. `connections` are those of
    the process that was asked.
    """

    state: State
    by_hand: bool = False
    connections: int = 0
    active_at: int = 0


class GetOwnPresence(Command, frozen=True, kw_only=True):
    """Whether I am there, and by what; internal to edges."""


class SetPresence(Command, frozen=True, kw_only=True):
    """Be away whatever the devices do (`away`), or leave it to them (`auto`)."""

    state: Literal["auto", "away"]


class StartTyping(Command, frozen=True, kw_only=True):
    """I am typing here; send it again every three seconds while it goes on."""

    channel_id: Id
    thread_id: Id | None = None
