"""Commands and views of feeds: read elsewhere as Atom, or taken into a channel."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from channels.core.protocol import Command, Id, Limit, Line, View
from channels.messages.protocol import MessageView

Url = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
FeedKind = Literal["channel", "hashtag"]
SubscriptionState = Literal["waiting", "fine", "failing", "paused", "stopped"]
Problem = Literal[
    "",
    "unreachable",
    "internal",
    "missing",
    "refused",
    "server_error",
    "too_large",
    "too_slow",
    "no_feed",
    "left",
    "archived",
]


# -- views


class AtomFeedView(View, frozen=True, kw_only=True):
    """A private address of mine at which a feed reader finds a channel or a hashtag.

    `target` is the channel's id or the hashtag. `secret` is in the address, `/feeds/{secret}`, and
    given only when it is made.
    """

    id: str
    kind: FeedKind
    target: str
    created_at: int
    used_at: int | None = None
    secret: str = ""


class SubscriptionView(View, frozen=True, kw_only=True):
    """A feed that a channel takes in.

    `waiting`: not looked at yet; `stopped`: the server has given up, for `problem`. `checked_at`
    and `next_at`: when it was and will be looked at.
    """

    id: str
    channel_id: str
    url: str
    title: str = ""
    site_url: str = ""
    added_by: str
    state: SubscriptionState
    problem: Problem = ""
    checked_at: int | None = None
    next_at: int | None = None


class SyndicatedView(View, frozen=True, kw_only=True):
    """What a feed reader is given: the newest threads, and the names of who is in them.

    `made_at`: since when there is what it is of; the time of a feed that is still empty.
    """

    workspace_id: str
    title: str
    subtitle: str = ""
    path: str
    made_at: int = 0
    messages: list[MessageView]
    people: dict[str, str] = {}
    handles: dict[str, str] = {}
    channels: dict[str, str] = {}


class AtomFeedFacts(View, frozen=True, kw_only=True):
    """Whose a secret address is, and of what."""

    id: str
    person_id: str
    kind: FeedKind
    target: str
    used_at: int = 0


# -- commands


class MakeChannelFeed(Command, frozen=True, kw_only=True):
    """A private address of mine for a channel as Atom; one made before ends."""

    channel_id: Id


class MakeHashtagFeed(Command, frozen=True, kw_only=True):
    """A private address of mine for a hashtag as Atom; one made before ends."""

    hashtag: Line


class ListAtomFeeds(Command, frozen=True, kw_only=True):
    """My private addresses, the newest first, without their secrets."""

    limit: Limit = 500
    after: Line | None = None


class RevokeAtomFeed(Command, frozen=True, kw_only=True):
    """End one of my private addresses."""

    feed_id: Id


class FindAtomFeed(Command, frozen=True, kw_only=True):
    """Whose address this is, by the hash of its secret."""

    secret_hash: Line


class NoteFeedRead(Command, frozen=True, kw_only=True):
    """A feed reader has asked."""

    feed_id: Id


class ReadChannelFeed(Command, frozen=True, kw_only=True):
    """The newest threads of a channel."""

    channel_id: Id


class ReadHashtagFeed(Command, frozen=True, kw_only=True):
    """The threads with a hashtag that were active last, of those that I may read."""

    hashtag: Line


class Subscribe(Command, frozen=True, kw_only=True):
    """Take a feed into a channel: its address, or that of a page that names one."""

    channel_id: Id
    url: Url


class ListSubscriptions(Command, frozen=True, kw_only=True):
    """The feeds that a channel takes in, in the order in which they were added."""

    channel_id: Id


class PauseSubscription(Command, frozen=True, kw_only=True):
    """Take in nothing for a while, or go on, at once; again is harmless."""

    channel_id: Id
    subscription_id: Id
    paused: bool


class RemoveSubscription(Command, frozen=True, kw_only=True):
    """Take in a feed no more; what it brought stays. Again is harmless."""

    channel_id: Id
    subscription_id: Id


class TakeEntry(Command, frozen=True, kw_only=True):
    """Post an entry of a feed, unless the channel has had it; `keys` are those of guid and link."""

    channel_id: Id
    subscription_id: Id
    turn: int
    keys: list[str]
    title: str
    text: str = ""
    feed_title: str = ""


class NoteLook(Command, frozen=True, kw_only=True):
    """What came of looking at a feed. `passed`: keys of entries that are not to be posted any more.

    `seen`: keys of all entries on it now.
    `more`: there are entries left, so come again soon. `wait_ms`: the server wants to be left alone
    so long.
    """

    subscription_id: Id
    turn: int
    problem: Problem = ""
    url: str = ""
    title: str = ""
    site_url: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    more: bool = False
    wait_ms: int = 0
    passed: list[str] = []
    seen: list[str] = []
