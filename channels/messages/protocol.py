"""Commands, events and views of messages."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from channels.core.protocol import (
    ClientId,
    Command,
    Event,
    Id,
    Limit,
    MessageText,
    Seq,
    View,
)
from channels.core.text import Span

MAX_STORED_TEXT = 40_000

# Unix milliseconds, as far as clients can tell time.
Moment = Annotated[int, msgspec.Meta(ge=0, le=8_640_000_000_000_000)]


Title = Annotated[str, msgspec.Meta(max_length=150)]
PostKind = Literal["message", "post", "announcement", "question"]
PostLabel = Literal["none", "todo", "in_progress", "answered", "decided"]


# -- views


class FileView(View, frozen=True, kw_only=True):
    """An uploaded file. `width` and `height` in pixels, for images; `thumbnail`: one exists.

    `alt` says what a picture shows, for those who cannot see it. `title`: what the file is called
    beside its name.
    """

    id: str
    name: str
    mime: str
    size_bytes: int
    width: int = 0
    height: int = 0
    thumbnail: bool = False
    alt: str = ""
    title: str = ""


class PreviewView(View, frozen=True, kw_only=True):
    """What a page says of itself that a message links to; `image_*` in pixels, 0 without an image.

    The image is at `/previews/{message_id}/{id}`.
    """

    id: str
    url: str
    title: str
    description: str = ""
    site_name: str = ""
    image_width: int = 0
    image_height: int = 0


class PictureView(View, frozen=True, kw_only=True):
    """A picture that an app's blocks or attachments name, as the server has it.

    `source` is its address or file id there. `width` and `height` in pixels; it is at
    `/pictures/{message_id}/{id}`, at most 2,048 pixels long, and small (720) at `.../small`.
    `refused` says why there is none: `address` (internal, or none of the web), `unanswered`,
    `missing`, `large`, `kind` (no picture of a kind that is shown) or `many` (of one app).
    """

    id: str
    source: str
    width: int = 0
    height: int = 0
    refused: Literal["", "address", "unanswered", "missing", "large", "kind", "many"] = ""


class ReactionView(View, frozen=True, kw_only=True):
    """One emoji under a message and who chose it, in the order of choosing."""

    emoji: str
    person_ids: list[str]


class ThreadSummary(View, frozen=True, kw_only=True):
    """What a root shows of its thread.

    `reply_count` counts replies that are there; `last_reply_at` and `replier_ids` (the first five
    different authors) never shrink, so that every event can be applied without asking back.
    """

    reply_count: int
    last_reply_at: int
    replier_ids: list[str]


class PostView(View, frozen=True, kw_only=True):
    """What a root is besides a message: a post, an announcement, a question, or a labelled thread.

    A `closed` thread takes no more replies. `accepted_id` is the reply that answers a question.
    `wants_ack`: every member is asked whether they have seen and understood it; who had not said so
    was told again at `reminded_at`. `shared_id` is the message in `shared_channel_id` that it shows
    to those who may read it.
    """

    kind: PostKind = "message"
    label: PostLabel = "none"
    closed: bool = False
    accepted_id: str | None = None
    wants_ack: bool = False
    shared_id: str | None = None
    shared_channel_id: str | None = None
    reminded_at: int | None = None


class CardView(View, frozen=True, kw_only=True):
    """What an app gave its message beside words: its blocks and attachments, as it sent them.

    `app_id` is the app's; `icon` an emoji between colons or the address of a picture. Without
    `unfurls` its links get no previews.
    """

    app_id: str = ""
    icon: str = ""
    blocks: list[dict[str, Any]] = []
    attachments: list[dict[str, Any]] = []
    unfurls: bool = True


class FaqChoice(View, frozen=True, kw_only=True):
    """Another entry that may be meant."""

    entry_id: str
    question: str


class FaqCard(View, frozen=True, kw_only=True):
    """What stands under an answer of the FAQ bot; `asker_id` may choose and rate.

    `rating` is helped, unhelped or empty. `question_id` is there where the answer is for one
    alone, who rates and chooses by it; `asked` is what they asked, where nothing sure was found.
    """

    outcome: Literal["answered", "unsure", "handed", "silent"]
    asker_id: str
    entry_id: str | None = None
    others: list[FaqChoice] = []
    rating: str = ""
    question_id: str = ""
    asked: str = ""


class MessageView(View, frozen=True, kw_only=True):
    """A message, the same for every reader.

    `text` is the stored source (mentions by id), `spans` its parsed form, left out where the text
    is nothing but plain words. `thread_id` is the root's id, on replies only. A deleted root that
    has replies stays, with `deleted` and no text. `pinned_until` is when it will be
    unpinned by itself. `title` and `post` are those of a post, `faq` stands under an answer of the
    FAQ bot, `pictures` are those of the card; `recommended_by` are the people who recommend it, in
    the order of doing so.
    """

    id: str
    channel_id: str
    seq: int
    author_id: str
    text: str
    created_at: int
    spans: list[Span] = []
    kind: Literal["message", "notice", "me"] = "message"
    thread_id: str | None = None
    also_to_channel: bool = False
    client_id: str | None = None
    author_name: str = ""
    edited_at: int | None = None
    deleted: bool = False
    pinned: bool = False
    pinned_until: int | None = None
    files: list[FileView] = []
    reactions: list[ReactionView] = []
    thread: ThreadSummary | None = None
    previews: list[PreviewView] = []
    title: str = ""
    post: PostView | None = None
    recommended_by: list[str] = []
    card: CardView | None = None
    faq: FaqCard | None = None
    pictures: list[PictureView] = []


class HistoryPage(View, frozen=True, kw_only=True, omit_defaults=False):
    """Messages newest first (oldest first where `after` was given, and in threads).

    `next` is the seq to go on with in the direction of reading (as `before`, or as `after` where
    the oldest come first), None at the end. `newer` (only for `around` and `around_at`) is the
    seq to give as `after`.
    `head` is where the channel's stream stood when the page was read: a client that gets the page
    late or early knows which events it already holds.
    """

    items: list[MessageView]
    next: int | None
    newer: int | None = None
    head: int = 0


# -- commands


class PostMessage(Command, frozen=True, kw_only=True):
    """Write a message; `client_id` makes a repeated send to the channel answer the first.

    With `keeps_unread` it does not mark as read what stands above it in the channel, with
    `keeps_thread_unread` not what does in its thread: for what is written without looking there.
    Whoever writes so hears `read.marked` on their own stream.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    channel_id: Id
    text: MessageText
    client_id: ClientId | None = None
    thread_id: Id | None = None
    file_ids: Annotated[list[Id], msgspec.Meta(max_length=20)] = []
    also_to_channel: bool = False
    keeps_unread: bool = False
    keeps_thread_unread: bool = False


class EditMessage(Command, frozen=True, kw_only=True):
    """Change the text of one's own message, or the title of one's own post; an absent one stays."""

    cleaned: ClassVar[tuple[str, ...]] = ("text", "title")
    message_id: Id
    text: MessageText
    title: Title | None = None


class DeleteMessage(Command, frozen=True, kw_only=True):
    """Remove a message; its text and files are gone for everyone.

    With `keep_files` the files of one's own message stay one's own for a day, to be sent again.
    """

    message_id: Id
    keep_files: bool = False


class GetMessage(Command, frozen=True, kw_only=True):
    """One message."""

    message_id: Id


class ReadHistory(Command, frozen=True, kw_only=True):
    """A page of a channel's messages (replies only where they were also sent to the channel).

    `around_at` is a time: the page stands around the first message from then on.
    """

    channel_id: Id
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    around_at: Moment | None = None
    limit: Limit = 50


# -- events


class MessagePosted(Event, frozen=True, kw_only=True):
    """A message was written; its `seq` is this event's.

    Its author's own marks move to it, but where `read.marked` with at least its `seq` as `head`
    says otherwise, before it or after.
    """

    wire_name: ClassVar[str] = "message.posted"
    message: MessageView


class MessageEdited(Event, frozen=True, kw_only=True):
    """A message's text was changed, or a post's title; `card` is there where it has one."""

    wire_name: ClassVar[str] = "message.edited"
    message_id: str
    channel_id: str
    text: str
    spans: list[Span] = []
    edited_at: int
    thread_id: str | None = None
    title: str = ""
    card: CardView | None = None


class MessageDeleted(Event, frozen=True, kw_only=True):
    """A message was removed; where it `stays` (a root with replies), as an empty place."""

    wire_name: ClassVar[str] = "message.deleted"
    message_id: str
    channel_id: str
    message_seq: int
    thread_id: str | None = None
    stays: bool = False
