"""What notifications need of the world around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from channels.notifications.rules import Why
from persistence.snapshot import Snapshot


class Attendance(Protocol):
    """Who is there. Errors of both: Unavailable, where presence is out of reach."""

    async def present(self, person_ids: Sequence[str]) -> set[str]:
        """Those of the people who are online now, and not away."""
        ...

    async def active_at(self, person_ids: Sequence[str]) -> dict[str, int]:
        """When each was last active on any device (Unix milliseconds; 0: not connected)."""
        ...


class Reading(Protocol):
    """What other features know: who follows a thread, who mutes whom, what is read and left."""

    async def muters(self, snapshot: Snapshot, author_ids: Collection[str]) -> dict[str, set[str]]:
        """Who has muted these authors, by author."""
        ...

    async def followers(self, snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, set[str]]:
        """The people who follow each thread."""
        ...

    async def is_unread(
        self, snapshot: Snapshot, person_id: str, place: tuple[str, str], seq: int
    ) -> bool:
        """Is the message unread in the channel (thread id empty) or thread? True without a mark."""
        ...

    async def badge(self, snapshot: Snapshot, person_id: str) -> int:
        """How many unread messages call the person: mentions, and all of direct conversations."""
        ...


@dataclass(frozen=True, slots=True)
class Device:
    """Where a push message goes."""

    endpoint: str
    p256dh: str
    auth: str
    language: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a push message says. A test has no message; a name is empty where there is none."""

    push_id: str
    why: Why | None = None
    author: str = ""
    channel: str = ""  # with its sign; empty for a direct conversation
    text: str = ""
    channel_id: str = ""
    thread_id: str = ""
    message_id: str = ""
    seq: int = 0
    url: str = "/"
    badge: int = 0


class Outcome(StrEnum):
    """What became of a push message."""

    SENT = "sent"  # the push service has it
    GONE = "gone"  # the browser takes no more
    LATER = "later"  # try again
    REFUSED = "refused"  # trying again does not help


@dataclass(frozen=True, slots=True)
class Sent:
    """The push service's answer; `retry_after_s` where it named a time."""

    outcome: Outcome
    retry_after_s: float | None = None


class Sender(Protocol):
    """Takes push messages to the browsers' own services."""

    async def send(self, device: Device, notice: Notice) -> Sent:
        """Encrypt, sign and send one."""
        ...


@dataclass(frozen=True, slots=True)
class Missed:
    """A message in a mail."""

    author: str
    channel: str
    text: str
    url: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail: what a person has missed, oldest first; `more` is how many do not fit.

    `key` is the same where the same is told again.
    """

    address: str
    name: str
    language: str
    workspace: str
    time_zone: str
    missed: Sequence[Missed]
    more: int
    secret: str
    key: str


class Mailer(Protocol):
    """Sends mails."""

    async def send(self, digest: Digest) -> None:
        """Errors: any; it is tried again."""
        ...
