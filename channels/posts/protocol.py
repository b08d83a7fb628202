"""Commands, events and views of posts: titled threads, questions, announcements, shared threads."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import ClientId, Command, Event, Id, Limit, Line, MessageText, View
from channels.messages.protocol import Moment, PostLabel, PostView, Title

PostTitle = Annotated[Title, msgspec.Meta(min_length=1)]
PostFiles = Annotated[list[Id], msgspec.Meta(max_length=20)]


class AckView(View, frozen=True, kw_only=True, omit_defaults=False):
    """How a post stands that asks whether it was seen and understood.

    `mine`: I have said so. `done` of `asked` people have, for those who may know it (its author,
    the channel's owners, administrators), else both are None.
    """

    message_id: str
    mine: bool
    done: int | None = None
    asked: int | None = None


class AckPage(View, frozen=True, kw_only=True, omit_defaults=False):
    """People who have, or have not, acknowledged a post, by id; `next` goes back as `after`."""

    person_ids: list[str]
    next: str | None
    done: int
    asked: int


class WritePost(Command, frozen=True, kw_only=True):
    """Begin a thread with a title; `client_id` makes a repeated call answer the first.

    A `question` may be asked by all members, also where only some begin threads. With `pinned`
    it is pinned as well, until `pinned_until` or for good. `label` says how its thread stands from
    the first. `keeps_unread` as in `messages.post`.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text", "title")
    channel_id: Id
    title: PostTitle
    text: MessageText = ""
    kind: Literal["post", "announcement", "question"] = "post"
    client_id: ClientId | None = None
    file_ids: PostFiles = []
    wants_ack: bool = False
    label: Literal["none", "todo", "in_progress", "decided"] = "none"
    pinned: bool = False
    pinned_until: Moment | None = None
    keeps_unread: bool = False


class LabelThread(Command, frozen=True, kw_only=True):
    """Say how a thread stands: to do, in progress, answered, decided; again is harmless."""

    thread_id: Id
    label: PostLabel


class CloseThread(Command, frozen=True, kw_only=True):
    """Let a thread take no more replies (`closed: false` reopens it); again is harmless."""

    thread_id: Id
    closed: bool = True


class AcceptAnswer(Command, frozen=True, kw_only=True):
    """This reply answers the thread's question; without one, none does. Again is harmless."""

    thread_id: Id
    reply_id: Id | None = None


class ShareThread(Command, frozen=True, kw_only=True):
    """Show a message, with its thread, in another channel, with words of one's own.

    Who may not read the message sees only that something was shared. `keeps_unread` as in
    `messages.post`.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    channel_id: Id
    shared_id: Id
    text: MessageText = ""
    client_id: ClientId | None = None
    keeps_unread: bool = False


class Acknowledge(Command, frozen=True, kw_only=True):
    """I have seen and understood this post; again is harmless."""

    message_id: Id


class GetAck(Command, frozen=True, kw_only=True):
    """Have I acknowledged a post, and how many have?"""

    message_id: Id


class ListAcks(Command, frozen=True, kw_only=True):
    """Who has not acknowledged a post yet, or (`done`) who has."""

    message_id: Id
    done: bool = False
    limit: Limit = 100
    after: Line | None = None


class RemindAcks(Command, frozen=True, kw_only=True):
    """Have those who have not acknowledged a post told of it again; once a day."""

    message_id: Id


class OpenWall(Command, frozen=True, kw_only=True):
    """My own wall: a public channel in which I alone begin threads; made when first asked for."""


class FindWall(Command, frozen=True, kw_only=True):
    """A person's wall."""

    person_id: Id


class WallView(View, frozen=True, kw_only=True, omit_defaults=False):
    """The channel that is a person's wall; None where they have none that I may see."""

    channel_id: str | None


class PostChanged(Event, frozen=True, kw_only=True):
    """A thread was labelled, closed, reopened, or its answer accepted (channel's stream)."""

    wire_name: ClassVar[str] = "post.changed"
    message_id: str
    channel_id: str
    post: PostView


class PostAcknowledged(Event, frozen=True, kw_only=True):
    """A person has seen and understood a post (their own stream and that of its author)."""

    wire_name: ClassVar[str] = "post.acknowledged"
    message_id: str
    channel_id: str
    person_id: str
