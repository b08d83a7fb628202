"""Commands, events and views of the feed: the threads that concern a person."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, Line, View
from channels.messages.protocol import MessageView
from channels.people.protocol import PersonView

Points = Annotated[int, msgspec.Meta(ge=0, le=10)]
FeedLimit = Annotated[int, msgspec.Meta(ge=1, le=50)]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Order = Literal["activity", "score"]
Show = Literal["all", "unread", "mentions", "following", "announcements"]
Why = Literal[
    "mention", "announcement", "person", "recommended", "hashtag", "answer", "mine", "part",
    "file", "starred", "channel", "lively",
]  # fmt: skip


# -- views


class FeedWeights(View, frozen=True, kw_only=True):
    """What counts how much, in points, where the feed is ordered by score (docs/feed.md).

    `lively` is for each doubling of replies and reactions; `age` is taken off for each day.
    """

    mention: Points = 8
    announcement: Points = 6
    person: Points = 5
    recommended: Points = 4
    hashtag: Points = 4
    part: Points = 3
    file: Points = 2
    starred: Points = 3
    lively: Points = 1
    age: Points = 2


class FeedSettingsView(View, frozen=True, kw_only=True):
    """How I want my feed."""

    order: Order = "activity"
    weights: FeedWeights


class FeedReason(View, frozen=True, kw_only=True):
    """Why a thread is in my feed: I am named in it, it is an announcement, I follow its author
    (`person_id`), who recommends it (`person_id`), or one of its hashtags (`tag`), asked it and was
    answered, began it, take part in it, somebody (`person_id`) put a file there that I have not
    seen, I have starred its channel, am in its channel; or others answer and react to it. `points`:
    what this adds to the score."""

    kind: Why
    person_id: str = ""
    tag: str = ""
    points: float = 0


class FeedItem(View, frozen=True, kw_only=True):
    """A thread: its root, its last replies (oldest first), when it was last written in, and why
    it is here, the weightiest reason first. `head` is where the channel's stream stood when this
    was read."""

    root: MessageView
    active_at: int
    replies: list[MessageView] = []
    reasons: list[FeedReason] = []
    head: int = 0


Near = Literal["department", "site"]

NEAR: tuple[Near, ...] = ("department", "site")


class SuggestedPersonView(View, frozen=True, kw_only=True):
    """Somebody whom I may want to follow: what we have in common of what everybody may see, how
    many channels (but for the one where all are), and whether they write where I may read."""

    person: PersonView
    near: list[Near] = []
    channels: int = 0
    writes: bool = False


# -- commands


class SuggestPeople(Command, frozen=True, kw_only=True):
    """Those whom I may want to follow: near to me and writing lately, the nearest first."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 6


class ListFeed(Command, frozen=True, kw_only=True):
    """A page of my feed: the last active first, or by score.

    `show` leaves out what has nothing unread, does not name me, is not by or recommended by a
    person or with a hashtag that I follow, or is no announcement. With `hashtag` it is all threads
    with that hashtag that I may read, of channels that I have not muted.
    """

    order: Order = "activity"
    show: Show = "all"
    hashtag: Tag | None = None
    limit: FeedLimit = 20
    after: Line | None = None


class GetFeedSettings(Command, frozen=True, kw_only=True):
    """How I want my feed."""


class SetFeedSettings(Command, frozen=True, kw_only=True):
    """Change those of my settings that are given; what is absent stays."""

    order: Order | None = None
    weights: FeedWeights | None = None


# -- events


class FeedMoved(Event, frozen=True, kw_only=True):
    """Something that I may want to read has moved in a channel that I am not in (own stream, not
    stored): the first page of my feed may be another one."""

    wire_name: ClassVar[str] = "feed.moved"


class FeedSettingsChanged(Event, frozen=True, kw_only=True):
    """My feed's settings are these now, whole (own stream)."""

    wire_name: ClassVar[str] = "feed.settings_changed"
    settings: FeedSettingsView
