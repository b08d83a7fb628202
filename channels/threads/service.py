"""Following threads: by choice, by writing in them, by being named in them."""

from __future__ import annotations

from collections.abc import Callable

from channels.core.context import Ctx
from channels.core.protocol import Done
from channels.membership.facts import Left
from channels.messages.facts import Followed, Posted, Unfollowed
from channels.threads import protocol as p
from channels.threads import queries
from channels.threads.tables import FollowRow
from persistence.decision import Decision, Delete, Emit, Insert
from persistence.streams import user_stream


async def follow(ctx: Ctx, command: p.FollowThread) -> Decision:
    """Again is harmless. What has been written so far counts as read."""
    thread_id = ctx.message.thread_id or ctx.message.id
    decision = Decision(reply=Done(), basis=ctx.basis)
    async with ctx.store.read() as snapshot:
        if (await queries.follows_of(snapshot, thread_id, [ctx.me])).get(ctx.me):
            return decision
        seq = await queries.last_seq(snapshot, thread_id) or ctx.message.seq
    _follow(decision, thread_id, ctx.channel.id, ctx.me, lambda: seq)
    return decision


async def unfollow(ctx: Ctx, command: p.UnfollowThread) -> Decision:
    """Again is harmless. The choice holds until one writes in the thread again."""
    thread_id = ctx.message.thread_id or ctx.message.id
    decision = Decision(reply=Done(), basis=ctx.basis)
    async with ctx.store.read() as snapshot:
        if (await queries.follows_of(snapshot, thread_id, [ctx.me])).get(ctx.me) is False:
            return decision
    event = p.ThreadUnfollowed(thread_id=thread_id, channel_id=ctx.channel.id)
    emit = Emit(user_stream(ctx.me), lambda _: event)
    decision.emits.append(emit)
    decision.changes.append(_row(thread_id, ctx.channel.id, ctx.me, following=False))
    decision.facts.append(Unfollowed(emit, thread_id, ctx.channel.id, ctx.me))
    return decision


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """Who writes in a thread follows it; so do its author and those named in it, unless they
    chose not to."""
    if fact.root is None:
        return None
    thread_id, root = fact.root.id, fact.root
    named = [one for one in fact.mentions.person_ids if one in fact.channel.members]
    people = dict.fromkeys([fact.author_id, root.author_id, *named])
    async with ctx.store.read() as snapshot:
        asked = await queries.follows_of(snapshot, thread_id, list(people))
    decision = Decision()
    for person_id in people:
        if person_id == fact.author_id and not asked.get(person_id):
            _follow(decision, thread_id, fact.channel.id, person_id, lambda: fact.emit.seq)
        elif person_id not in asked and person_id in fact.channel.members:
            before = root.seq if person_id == root.author_id else 0
            _follow(
                decision,
                thread_id,
                fact.channel.id,
                person_id,
                lambda before=before: before or fact.emit.seq - 1,  # type: ignore[misc]
            )
    return decision


async def on_left(ctx: Ctx, fact: Left) -> Decision:
    """Who is out of a channel follows none of its threads."""
    where = {"person_id": fact.person_id, "channel_id": fact.channel_id}
    return Decision(changes=[Delete(FollowRow, where)])


def _follow(
    decision: Decision, thread_id: str, channel_id: str, person_id: str, seq: Callable[[], int]
) -> None:
    emit = Emit(
        user_stream(person_id),
        lambda _: p.ThreadFollowed(thread_id=thread_id, channel_id=channel_id, seq=seq()),
    )
    decision.emits.append(emit)
    decision.changes.append(_row(thread_id, channel_id, person_id, following=True))
    decision.facts.append(Followed(emit, thread_id, channel_id, person_id, seq))


def _row(thread_id: str, channel_id: str, person_id: str, *, following: bool) -> Insert:
    row = {
        "thread_id": thread_id,
        "person_id": person_id,
        "channel_id": channel_id,
        "following": following,
    }
    return Insert(FollowRow, row, update=("following",))
