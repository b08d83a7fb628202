"""Commands and views of the digest: a mail of what one has missed, daily or weekly."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, View
from channels.feed.protocol import FeedReason
from channels.people.protocol import Language

Frequency = Literal["off", "daily", "weekly"]
Choice = Literal["default", "off", "daily", "weekly"]
Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
ZoneName = Annotated[str, msgspec.Meta(max_length=60)]
Secret = Annotated[str, msgspec.Meta(min_length=10, max_length=100)]


# -- views


class DigestSettingsView(View, frozen=True, kw_only=True):
    """How I want my digest.

    `frequency` is my choice; `default` leaves it to the workspace, whose own is `workspace`.
    It goes at `hour` by the clock in `time_zone` (an IANA name; empty is UTC), a weekly one on
    `day` (1 is Monday). `always`: also when I have been here within the last day. `mail_works`:
    the server can send mails.
    """

    frequency: Choice = "default"
    workspace: Frequency = "off"
    hour: int = 8
    day: int = 1
    time_zone: str = ""
    always: bool = False
    mail_works: bool = False


class DigestDefaultView(View, frozen=True, kw_only=True):
    """What the workspace has for those who have chosen nothing of their own."""

    frequency: Frequency = "off"
    hour: int = 8
    day: int = 1
    time_zone: str = ""


class MissedReply(View, frozen=True, kw_only=True):
    """The last words of a thread."""

    author: str
    text: str


class MissedThread(View, frozen=True, kw_only=True):
    """A thread in a digest, in plain words; `reason` is the most personal one, as in the feed.
    `wall_of`: the name of the person on whose wall it stands."""

    root_id: str
    channel_id: str
    channel: str
    author_id: str
    author: str
    text: str
    created_at: int
    wall_of: str = ""
    title: str = ""
    files: int = 0
    replies: int = 0
    reactions: int = 0
    reply: MissedReply | None = None
    reason: FeedReason | None = None


class MissedView(View, frozen=True, kw_only=True):
    """What a person has missed since a moment, as of `at`, the most points first; `more` did not
    fit.

    `read`: nothing was missed, and these were read already.
    """

    workspace: str
    person: str
    since_at: int
    at: int
    language: str = ""
    time_zone: str = ""
    threads: list[MissedThread] = []
    more: int = 0
    read: bool = False


# -- commands


class GetDigestSettings(Command, frozen=True, kw_only=True):
    """How I want my digest."""


class SetDigestSettings(Command, frozen=True, kw_only=True):
    """Change those of my settings that are given; what is absent stays.

    `language` is my browser's: digests are in it as long as my account has none.
    """

    frequency: Choice | None = None
    hour: Hour | None = None
    day: Weekday | None = None
    time_zone: ZoneName | None = None
    always: bool | None = None
    language: Language | None = None


class GetDigestDefault(Command, frozen=True, kw_only=True):
    """What the workspace has for those who have chosen nothing."""


class SetDigestDefault(Command, frozen=True, kw_only=True):
    """Change what is given for all who have chosen nothing; what is absent stays."""

    frequency: Frequency | None = None
    hour: Hour | None = None
    day: Weekday | None = None
    time_zone: ZoneName | None = None


class GetMissed(Command, frozen=True, kw_only=True):
    """What I have missed since a moment; None: since my last digest, or a day or week ago.

    `or_read`: where that is nothing, the same of what I have read, to see what it looks like.
    """

    since_at: int | None = None
    or_read: bool = False


class SendDigest(Command, frozen=True, kw_only=True):
    """Send me what I have missed in the last week, now, whatever my settings say.

    `language`: as in `digest.set_settings`.
    """

    language: Language | None = None


class StopDigest(Command, frozen=True, kw_only=True):
    """No more digests to the person whose link this is; again is harmless."""

    secret: Secret


# -- events


class DigestChanged(Event, frozen=True, kw_only=True):
    """How I want my digest is another now: ask again (own stream)."""

    wire_name: ClassVar[str] = "digest.changed"
