"""What messages tell the slices above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from channels.core.cards import ChannelCard, FoundMessage
from channels.core.slices import Fact
from channels.core.text import Mentions
from channels.messages.protocol import FileView


@dataclass(frozen=True, slots=True)
class Posted(Fact):
    """A message is about to be in a channel.

    A reactor may fill `files` (the views of `file_ids`, in order) before the event is built.
    `root` is there for replies.
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
    files: list[FileView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Edited(Fact):
    """A message's text is about to change."""

    message: FoundMessage
    mentions: Mentions
    links: tuple[str, ...] = ()


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
