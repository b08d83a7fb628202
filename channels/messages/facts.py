"""What messages tell the slices above them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from channels.core.cards import ChannelCard, FoundMessage
from channels.core.slices import Fact
from channels.core.text import Mentions
from channels.messages.protocol import CardView, FileView, PostView


@dataclass(frozen=True, slots=True)
class Posted(Fact):
    """A message is about to be in a channel.

    A reactor may fill `files` (the views of `file_ids`, in order) before the event is built.
    `root` is there for replies, `post` and `title` for posts. `hashtags`: as first typed, by their
    folded form. With `keeps_unread` its author has not looked at the channel, with
    `keeps_thread_unread` not at the thread.
    """

    message_id: str
    channel: ChannelCard
    author_id: str
    mentions: Mentions
    thread_id: str | None
    also_to_channel: bool
    file_ids: tuple[str, ...]
    root: FoundMessage | None
    links: tuple[str, ...] = ()
    hashtags: Mapping[str, str] = field(default_factory=dict)
    files: list[FileView] = field(default_factory=list)
    title: str = ""
    post: PostView | None = None
    card: CardView | None = None
    keeps_unread: bool = False
    keeps_thread_unread: bool = False


@dataclass(frozen=True, slots=True)
class PinAsked(Fact):
    """A message is about to be pinned, until a moment (Unix milliseconds) or for good."""

    message_id: str
    channel_id: str
    person_id: str
    until_ms: int | None


@dataclass(frozen=True, slots=True)
class AnswerAccepted(Fact):
    """A reply is about to be the accepted answer of a thread: `question` is its root.

    With `answer` None the one accepted so far is so no more.
    """

    question: FoundMessage
    answer: FoundMessage | None
    person_id: str


@dataclass(frozen=True, slots=True)
class AckReminded(Fact):
    """People who have not acknowledged a post are about to be told of it again."""

    message: FoundMessage
    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommended(Fact):
    """A person is about to recommend a message, or (`on` False) no longer to."""

    message: FoundMessage
    person_id: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Edited(Fact):
    """A message's text is about to change, or its card; `said` is its title and words, without
    marks."""

    message: FoundMessage
    mentions: Mentions
    links: tuple[str, ...] = ()
    hashtags: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    card: CardView | None = None


@dataclass(frozen=True, slots=True)
class Removed(Fact):
    """A message is about to be taken away, with all that hangs on it.

    With `keeps_files` its files go back to its author.
    """

    message: FoundMessage
    keeps_files: bool = False


@dataclass(frozen=True, slots=True)
class Followed(Fact):
    """A person is about to follow a thread, read up to the seq that `read_seq` gives."""

    thread_id: str
    channel_id: str
    person_id: str
    read_seq: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Unfollowed(Fact):
    """A person is about to follow a thread no more."""

    thread_id: str
    channel_id: str
    person_id: str
