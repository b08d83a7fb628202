"""Commands, events and views of read marks. A mark is a number; counts are computed from it."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id, Limit, Line, Seq, View


class ReadView(View, frozen=True, kw_only=True):
    """How far I have read a channel (`channel_id`) or a thread I follow (`thread_id`).

    `thread_channel_id` is the channel that the thread is in.
    `unread` and `mentions` count what others wrote after `seq`, up to `head`; they stop at 100.
    """

    channel_id: str | None = None
    thread_id: str | None = None
    thread_channel_id: str | None = None
    seq: int
    unread: int
    mentions: int
    head: int = 0


class MarkRead(Command, frozen=True, kw_only=True):
    """I have read a channel or a thread up to `seq` (it may go back, to mark as unread).

    With `forward` a mark that stands further already stays where it is: for what is sent late.
    """

    channel_id: Id | None = None
    thread_id: Id | None = None
    seq: Seq
    forward: bool = False


class ListReads(Command, frozen=True, kw_only=True):
    """My marks and counts for all channels I am in and all threads I follow.

    With `only_unread` channels without anything unread are left out: they are read to their end.
    """

    only_unread: bool = False
    limit: Limit = 500
    after: Line | None = None


class CountCalls(Command, frozen=True, kw_only=True):
    """How many unread messages call me, as the badge of push messages counts them."""


class CallsView(View, frozen=True, kw_only=True):
    """Mentions, and all messages in conversations of a few, where nothing is muted; up to 1,000."""

    count: int


class ReadMarked(Event, frozen=True, kw_only=True):
    """My mark moved (own stream); counts as of `head`."""

    wire_name: ClassVar[str] = "read.marked"
    read: ReadView
