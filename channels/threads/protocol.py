"""Commands, events and views of threads. A thread's id is its root message's."""

from __future__ import annotations

from typing import ClassVar

from channels.core.protocol import Command, Event, Id, Limit, Line, Seq, View
from channels.messages.protocol import MessageView


class ThreadView(View, frozen=True, kw_only=True):
    """A thread that I follow: its root (with `thread` filled) and its last reply."""

    thread_id: str
    channel_id: str
    root: MessageView
    last_reply: MessageView | None = None


class ListThreads(Command, frozen=True, kw_only=True):
    """The threads I follow, the one with the latest reply first."""

    limit: Limit = 30
    after: Line | None = None


class ReadReplies(Command, frozen=True, kw_only=True):
    """A thread's replies, oldest first; with `before` the newest before that seq, newest first."""

    thread_id: Id
    before: Seq | None = None
    after: Seq | None = None
    limit: Limit = 50


class FollowThread(Command, frozen=True, kw_only=True):
    """Be told of new replies; again is harmless."""

    thread_id: Id


class UnfollowThread(Command, frozen=True, kw_only=True):
    """Be told no more; again is harmless."""

    thread_id: Id


class ThreadFollowed(Event, frozen=True, kw_only=True):
    """I follow a thread now (own stream); read up to `seq`."""

    wire_name: ClassVar[str] = "thread.followed"
    thread_id: str
    channel_id: str
    seq: int


class ThreadUnfollowed(Event, frozen=True, kw_only=True):
    """I follow a thread no more (own stream)."""

    wire_name: ClassVar[str] = "thread.unfollowed"
    thread_id: str
    channel_id: str
