"""What is done to messages: decisions as values."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from channels.core.cards import FoundMessage
from channels.core.context import Ctx
from channels.core.errors import Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.core.text import Text, links, mentions, plain, tagged
from channels.core.text.fast import clean
from channels.membership.access import check_may_begin
from channels.messages import protocol as p
from channels.messages import queries
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.mentions import Asked, Place, mention_rows, parse_typed
from channels.messages.spans import pack_spans, shown_spans
from channels.messages.tables import MentionRow, MessageRow
from persistence.decision import Decision, Delete, Emit, Insert, Row, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream


class Extra(NamedTuple):
    """What a message has beside its words: a post's title, a card, a name of its own, a kind."""

    title: str = ""
    post: p.PostView | None = None
    card: p.CardView | None = None
    author_name: str = ""
    kind: Literal["message", "me"] = "message"


NOTHING_MORE = Extra()


class Draft(msgspec.Struct, frozen=True):
    """A message that is decided but not numbered."""

    view: p.MessageView
    packed_spans: bytes
    fact: Posted

    def built(self, at: Emit) -> p.MessageView:
        """The message as it is, once its event has a seq and a time."""
        return _numbered(self.view, self.fact.files, at)

    def row(self) -> Row:
        """The message's row; asked after numbering."""
        view = self.view
        return {
            "id": view.id,
            "channel_id": view.channel_id,
            "seq": self.fact.emit.seq,
            "created_us": self.fact.emit.at_us,
            "author_id": view.author_id,
            "text": view.text,
            "spans": self.packed_spans,
            "thread_id": view.thread_id,
            "in_channel": view.thread_id is None or view.also_to_channel,
            "client_id": view.client_id,
            "file_count": len(self.fact.file_ids),
            "title": view.title,
            "author_name": view.author_name,
            "kind": view.kind,
        }


async def post(ctx: Ctx, command: p.PostMessage) -> Decision:
    """Errors: Invalid (field `text`) for nothing to say, NotFound for an absent thread."""
    return await post_with(ctx, command, NOTHING_MORE)


async def post_with(ctx: Ctx, command: p.PostMessage, extra: Extra) -> Decision:
    """A message with what an edge adds to it. Errors: as `post`."""
    if not command.text.strip() and not command.file_ids and extra.card is None:
        raise Invalid("A message needs words or a file.", "text")
    return await decide(ctx, command, extra)


async def decide(ctx: Ctx, command: p.PostMessage, extra: Extra = NOTHING_MORE) -> Decision:
    """A message, and what it is besides; no facts where it was sent before.

    Errors: NotFound for an absent thread, NotAllowed for a closed one or for one who may not begin
    threads here.
    """
    if ctx.attempt and command.client_id:
        first = await _sent_before(ctx, command.client_id)
        if first is not None:
            return Decision(reply=first)
    root = await _root(ctx, command)
    text = await parse_typed(ctx, command.text)
    if root is None and (extra.post is None or extra.post.kind != "question"):
        check_may_begin(ctx.actor, ctx.channel)
    draft = _draft(ctx, command, text, root, extra)
    fact = draft.fact
    place = Place(
        fact.message_id,
        ctx.channel,
        ctx.me,
        fact.thread_id,
        in_channel=fact.thread_id is None or fact.also_to_channel,
        seq=lambda: fact.emit.seq,
    )
    return Decision(
        reply=lambda: draft.built(fact.emit),
        changes=[Insert(MessageRow, draft.row), *mention_rows(fact.mentions, place)],
        emits=[fact.emit],
        basis=ctx.basis,
        facts=[fact],
    )


def _draft(
    ctx: Ctx, command: p.PostMessage, text: Text, root: FoundMessage | None, extra: Extra
) -> Draft:
    spans = shown_spans(text.source, text.spans)
    thread_id = root.id if root is not None else None
    view = p.MessageView(
        id=new_id("M"),
        channel_id=ctx.channel.id,
        seq=0,
        author_id=ctx.me,
        text=text.source,
        created_at=ctx.now_ms,
        spans=spans,
        thread_id=thread_id,
        also_to_channel=command.also_to_channel and thread_id is not None,
        client_id=command.client_id,
        title=extra.title,
        post=extra.post,
        author_name=extra.author_name,
        kind=extra.kind,
        card=extra.card,
    )
    files: list[p.FileView] = []  # shared with the fact: an event that held it would be a ring
    emit = Emit(
        channel_stream(ctx.channel.id),
        lambda at: p.MessagePosted(message=_numbered(view, files, at)),
    )
    fact = Posted(
        emit=emit,
        message_id=view.id,
        channel=ctx.channel,
        author_id=ctx.me,
        mentions=mentions(text.spans),
        thread_id=thread_id,
        also_to_channel=view.also_to_channel,
        file_ids=tuple(dict.fromkeys(command.file_ids)),
        root=root,
        files=files,
        links=links(text.spans),
        title=extra.title,
        post=extra.post,
        card=extra.card,
        hashtags=tagged(text.spans) if "#" in text.source else {},
        keeps_unread=command.keeps_unread,
        keeps_thread_unread=command.keeps_thread_unread,
    )
    return Draft(view, pack_spans(spans), fact)


def _numbered(view: p.MessageView, files: list[p.FileView], at: Emit) -> p.MessageView:
    return replace(view, seq=at.seq, created_at=at.at_ms, files=files)


async def _sent_before(ctx: Ctx, client_id: str) -> p.MessageView | None:
    async with ctx.store.read() as snapshot:
        first = await queries.sent_before(snapshot, ctx.me, ctx.channel.id, client_id)
        if first is None:
            return None
        return (await ctx.decorated(snapshot, [first]))[0]


async def _root(ctx: Ctx, command: p.PostMessage) -> FoundMessage | None:
    """The root of the thread to reply in; a reply's own thread where a reply was named."""
    if command.thread_id is None:
        return None
    root: FoundMessage | None = ctx.message
    if ctx.message.thread_id is not None:
        async with ctx.store.read() as snapshot:
            root = await queries.find_message(snapshot, ctx.message.thread_id)
    if root is None or root.channel_id != ctx.channel.id or root.deleted:
        raise NotFound("There is no such thread in this channel.", "thread_id")
    if root.closed:
        raise NotAllowed("This thread is closed. Reopen it to reply.")
    return root


async def edit(ctx: Ctx, command: p.EditMessage) -> Decision:
    """Errors: Invalid (field `text`) when nothing would be left of a message without files;
    (field `title`) for a title of what is no post, or none of what is one.
    """
    return await edit_with(ctx, command, None)


async def edit_with(ctx: Ctx, command: p.EditMessage, card: p.CardView | None) -> Decision:
    """Change the words, and the card where one is given. Errors: as `edit`."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        before = await queries.by_ids(snapshot, [message.id])
        shown = await ctx.decorated(snapshot, list(before.values()))
    if not shown:
        raise NotFound("There is no such message.", "message_id")
    card = card or shown[0].card
    wordless = not command.text.strip() and not shown[0].files
    if wordless and not shown[0].title and card is None:
        raise Invalid("A message needs words or a file. Delete it instead?", "text")
    title = shown[0].title if command.title is None else to_title(command.title)
    if bool(title) != bool(shown[0].title):
        raise Invalid("A post keeps a title, and only a post has one.", "title")
    text = await parse_typed(ctx, command.text)
    same = (text.source, title, card) == (shown[0].text, shown[0].title, shown[0].card)
    if same:
        return Decision(reply=shown[0])
    return _edited(ctx, replace(shown[0], card=card), text, title)


def to_title(typed: str) -> str:
    """A title as it is kept: one line of plain words."""
    return " ".join(clean(typed).split())


def _edited(ctx: Ctx, before: p.MessageView, text: Text, title: str) -> Decision:
    message = ctx.message
    spans = shown_spans(text.source, text.spans)
    after = replace(before, text=text.source, spans=spans, edited_at=ctx.now_ms, title=title)
    event = p.MessageEdited(
        message_id=message.id,
        channel_id=message.channel_id,
        text=text.source,
        spans=spans,
        edited_at=ctx.now_ms,
        thread_id=message.thread_id,
        title=title,
        card=before.card,
    )
    emit = Emit(channel_stream(message.channel_id), lambda _: event)
    place = Place(
        message.id,
        ctx.channel,
        message.author_id,
        message.thread_id,
        in_channel=message.thread_id is None or before.also_to_channel,
        seq=lambda: message.seq,
    )
    named = mentions(text.spans)
    said = f"{title} {plain(text.spans, Asked())}"
    tags = tagged(text.spans)
    values = {
        "text": text.source,
        "spans": pack_spans(spans),
        "edited_at_ms": ctx.now_ms,
        "title": title,
    }
    return Decision(
        reply=after,
        changes=[
            Update(MessageRow, {"id": message.id, "deleted": False}, values),
            Delete(MentionRow, {"message_id": message.id}),
            *mention_rows(named, place),
        ],
        emits=[emit],
        basis=ctx.basis,
        facts=[Edited(emit, message, named, links(text.spans), tags, said, before.card)],
    )


async def delete(ctx: Ctx, command: p.DeleteMessage) -> Decision:
    """The words are overwritten; a root with replies stays as an empty place."""
    message = ctx.message

    async def answered(snapshot: Snapshot) -> bool:
        return message.thread_id is None and await queries.has_replies(snapshot, message.id)

    async def holds(snapshot: Snapshot) -> bool:
        return await answered(snapshot) == stays  # a reply may have come in between

    async with ctx.store.read() as snapshot:
        stays = await answered(snapshot)
    event = p.MessageDeleted(
        message_id=message.id,
        channel_id=message.channel_id,
        message_seq=message.seq,
        thread_id=message.thread_id,
        stays=stays,
    )
    emit = Emit(channel_stream(message.channel_id), lambda _: event)
    emptied = {
        "deleted": True,
        "text": "",
        "spans": b"",
        "in_channel": stays,
        "file_count": 0,
        "title": "",
        "edited_at_ms": None,
    }
    return Decision(
        reply=Done(),
        changes=[
            Update(MessageRow, {"id": message.id}, emptied),
            Delete(MentionRow, {"message_id": message.id}),
        ],
        emits=[emit],
        basis=ctx.basis,
        touches={emit.stream: lambda card: card.renewed()},  # what waits is decided without it
        facts=[Removed(emit, message, command.keep_files and message.author_id == ctx.me)],
        holds=holds,
    )
