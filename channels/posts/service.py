"""Writing posts and saying how their threads stand: decisions as values."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from channels.core.cards import FoundMessage
from channels.core.context import Ctx
from channels.core.errors import Invalid, NotFound
from channels.core.protocol import Done
from channels.core.rights import Right
from channels.messages.facts import AnswerAccepted, PinAsked, Posted, Removed
from channels.messages.protocol import PostMessage, PostView
from channels.messages.queries import find_message
from channels.messages.service import NOTHING_MORE, Extra, decide, to_title
from channels.messages.tables import MessageRow
from channels.posts import protocol as p
from channels.posts import queries
from channels.posts.tables import AcknowledgementRow, PostRow
from persistence.decision import Decision, Delete, Emit, Insert, Update
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream


async def write(ctx: Ctx, command: p.WritePost, author_name: str = "") -> Decision:
    """`author_name` is shown in place of the author's own.

    Errors: Invalid for no title, NotAllowed for one who may only reply and ask here.
    """
    title = to_title(command.title)
    if not title:
        raise Invalid("A post needs a title.", "title")
    message = PostMessage(
        channel_id=command.channel_id,
        text=command.text,
        client_id=command.client_id,
        file_ids=command.file_ids,
        keeps_unread=command.keeps_unread,
    )
    post = PostView(kind=command.kind, wants_ack=command.wants_ack, label=command.label)
    decision = await _posted(ctx, message, post, Extra(title, author_name=author_name))
    if command.pinned or command.pinned_until is not None:
        decision.facts += [
            PinAsked(fact.emit, fact.message_id, ctx.channel.id, ctx.me, command.pinned_until)
            for fact in decision.facts
            if isinstance(fact, Posted)
        ]
    return decision


async def share(ctx: Ctx, command: p.ShareThread) -> Decision:
    """Errors: NotFound for a message that I may not read."""
    async with ctx.store.read() as snapshot:
        found = await find_message(snapshot, command.shared_id)
        shown = await queries.find(snapshot, command.shared_id)
    if found is None or found.deleted:
        raise NotFound("There is no such message.", "shared_id")
    try:
        await ctx.access.channel(ctx.actor, found.channel_id, Right.READ)
    except NotFound:
        raise NotFound("There is no such message.", "shared_id") from None
    shared_id, shared_channel_id = found.id, str(found.channel_id)
    if shown is not None and shown.shared_id is not None and shown.shared_channel_id is not None:
        shared_id, shared_channel_id = shown.shared_id, shown.shared_channel_id
    message = PostMessage(
        channel_id=command.channel_id,
        text=command.text,
        client_id=command.client_id,
        keeps_unread=command.keeps_unread,
    )
    post = PostView(shared_id=shared_id, shared_channel_id=shared_channel_id)
    return await _posted(ctx, message, post)


async def _posted(
    ctx: Ctx, message: PostMessage, post: PostView, extra: Extra = NOTHING_MORE
) -> Decision:
    """The message and what it is besides; nothing to add where it was sent before."""
    decision = await decide(ctx, message, extra._replace(post=post))
    decision.changes += [
        Insert(PostRow, _row(ctx, fact.message_id, ctx.me, post))
        for fact in decision.facts
        if isinstance(fact, Posted)
    ]
    return decision


async def label(ctx: Ctx, command: p.LabelThread) -> Decision:
    """Again is harmless. Errors: NotFound for what is no thread's root."""
    return await _change(ctx, lambda post: replace(post, label=command.label))


async def close(ctx: Ctx, command: p.CloseThread) -> Decision:
    """Again is harmless. Replies that wait to be committed are decided again."""
    decision = await _change(ctx, lambda post: replace(post, closed=command.closed))
    if decision.changes:
        values = {"closed": command.closed}
        decision.changes.append(Update(MessageRow, {"id": ctx.message.id}, values))
        decision.touches[channel_stream(ctx.channel.id)] = lambda card: card.renewed()
    return decision


async def accept(ctx: Ctx, command: p.AcceptAnswer) -> Decision:
    """Again is harmless. Errors: NotFound for what is no reply in this thread."""
    answer: FoundMessage | None = None
    if command.reply_id is not None:
        async with ctx.store.read() as snapshot:
            answer = await find_message(snapshot, command.reply_id)
        if answer is None or answer.deleted or answer.thread_id != ctx.message.id:
            raise NotFound("There is no such reply in this thread.", "reply_id")

    def accepted(post: PostView) -> PostView:
        answered = _unanswered(post) if answer is None else replace(post, label="answered")
        return replace(answered, accepted_id=command.reply_id)

    decision = await _change(ctx, accepted)
    if decision.emits:
        decision.facts.append(AnswerAccepted(decision.emits[0], ctx.message, answer, ctx.me))
    return decision


async def on_removed(ctx: Ctx, fact: Removed) -> Decision | None:
    """A deleted message is no post; a deleted answer answers nothing."""
    message = fact.message
    if message.thread_id is None:
        where = {"message_id": message.id}
        return Decision(changes=[Delete(PostRow, where), Delete(AcknowledgementRow, where)])
    async with ctx.store.read() as snapshot:
        post = await queries.find(snapshot, message.thread_id)
    if post is None or post.accepted_id != message.id:
        return None
    after = replace(_unanswered(post), accepted_id=None)
    return changed(message.thread_id, message.channel_id, post, after)


def _unanswered(post: PostView) -> PostView:
    return replace(post, label="none") if post.label == "answered" else post


async def _change(ctx: Ctx, turn: Any) -> Decision:
    """The thread with something else about it, if there is; true to what it is at the commit."""
    root = ctx.message
    if root.thread_id is not None:
        raise NotFound("There is no such thread.", "thread_id")
    async with ctx.store.read() as snapshot:
        before = await queries.find(snapshot, root.id)
    after = turn(before or PostView())
    if after == (before or PostView()):
        return Decision(reply=Done())
    decision = changed(root.id, root.channel_id, before, after)
    if before is None:
        decision.changes = [Insert(PostRow, _row(ctx, root.id, root.author_id, after))]
    decision.reply = Done()
    decision.basis = ctx.basis
    return decision


def changed(root_id: str, channel_id: str, before: PostView | None, after: PostView) -> Decision:
    """What differs is written; where the post is another at the commit, it is decided again."""

    async def still_so(snapshot: Snapshot) -> bool:
        return await queries.find(snapshot, root_id) == before

    known = msgspec.structs.asdict(before) if before is not None else {}
    values = {
        key: one for key, one in msgspec.structs.asdict(after).items() if one != known.get(key)
    }
    event = p.PostChanged(message_id=root_id, channel_id=channel_id, post=after)
    return Decision(
        changes=[Update(PostRow, {"message_id": root_id}, values)],
        emits=[Emit(channel_stream(channel_id), lambda _: event)],
        holds=still_so,
    )


def _row(ctx: Ctx, message_id: str, author_id: str, post: PostView) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "channel_id": ctx.channel.id,
        "author_id": author_id,
        "created_at_ms": ctx.now_ms,
        **msgspec.structs.asdict(post),
    }
