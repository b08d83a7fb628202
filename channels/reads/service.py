"""Read marks: set by reading, by writing, by joining and by following."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Invalid, NotAllowed
from channels.core.protocol import Page
from channels.membership.facts import Joined, Left
from channels.messages.facts import Followed, Posted, Unfollowed
from channels.people.facts import PersonAdded
from channels.reads import protocol as p
from channels.reads import queries
from channels.reads.queries import Mark
from channels.reads.tables import ReadMarkRow
from persistence.decision import Change, Decision, Delete, Emit, Insert, Update
from persistence.snapshot import Snapshot
from persistence.streams import user_stream


async def mark(ctx: Ctx, command: p.MarkRead) -> Decision:
    """Errors: NotAllowed for a channel one is not in or a thread one does not follow."""
    if command.channel_id is not None and command.thread_id is not None:
        raise Invalid("Name a channel or a thread, not both.", "thread_id")
    found = ctx.target.message
    thread_id = (found.thread_id or found.id) if found is not None else ""
    async with ctx.store.read() as snapshot:
        before = await queries.mark_of(snapshot, ctx.me, ctx.channel.id, thread_id)
        if before is None:
            raise NotAllowed("Join the channel, or follow the thread, to keep a mark in it.")
        seq = min(command.seq, before.head)
        if command.forward:
            seq = max(seq, before.seq)
        unread, mentions = await queries.counts_after(
            snapshot, ctx.me, ctx.channel.id, thread_id, seq
        )
    view = to_view(before._replace(seq=seq, unread=unread, mentions=mentions))
    if seq == before.seq:
        return Decision(reply=view)
    event = p.ReadMarked(read=view)
    where = {"person_id": ctx.me, "channel_id": ctx.channel.id, "thread_id": thread_id}
    change: Change = Update(ReadMarkRow, where, {"seq": seq})
    if command.forward:  # also past what another device has written since it was read above
        change = _moved(ctx.me, ctx.channel.id, thread_id, lambda: seq)
    return Decision(
        reply=view,
        changes=[change],
        emits=[Emit(user_stream(ctx.me), lambda _: event)],
        basis=ctx.basis,
    )


async def list_reads(ctx: Ctx, command: p.ListReads) -> Page[p.ReadView]:
    """Marks by channel and thread."""
    channel_id, _, thread_id = (command.after or "").partition(" ")
    async with ctx.store.read() as snapshot:
        guest = ctx.actor.role is Role.GUEST
        place = (channel_id, thread_id)
        marks = await queries.marks_of(snapshot, ctx.me, guest, place, command.limit + 1)
    shown = marks[: command.limit]
    last = shown[-1] if len(marks) > command.limit else None
    listed = [mark for mark in shown if not command.only_unread or mark.thread_id or mark.unread]
    return Page(
        items=[to_view(mark) for mark in listed],
        next=f"{last.channel_id} {last.thread_id}" if last is not None else None,
    )


async def count_calls(ctx: Ctx, command: p.CountCalls) -> p.CallsView:
    """The number on the app's icon."""
    async with ctx.store.read() as snapshot:
        return p.CallsView(count=await queries.badge_of(snapshot, ctx.me))


def to_view(mark: Mark) -> p.ReadView:
    """A mark as its person sees it."""
    in_thread = mark.thread_id != ""
    return p.ReadView(
        channel_id=None if in_thread else mark.channel_id,
        thread_id=mark.thread_id or None,
        thread_channel_id=mark.channel_id if in_thread else None,
        seq=mark.seq,
        unread=mark.unread,
        mentions=mark.mentions,
        head=mark.head,
    )


async def on_posted(ctx: Ctx, fact: Posted) -> Decision:
    """Who writes has read what stands above, but where they have not looked.

    A client moves its person's mark when it hears their own words: where the mark stays, they are
    told so on their own stream, and nobody else is.
    """
    decision = Decision()
    kept = {"": fact.keeps_unread}
    if fact.thread_id is not None:
        kept = {fact.thread_id: fact.keeps_thread_unread}
        if fact.also_to_channel:
            kept[""] = fact.keeps_unread
    for thread_id, stays in kept.items():
        if stays:
            await _tell_kept(ctx, decision, fact, thread_id)
        else:
            seq = _seq_of(fact.emit)
            decision.changes.append(_moved(fact.author_id, fact.channel.id, thread_id, seq))
    return decision


async def _tell_kept(ctx: Ctx, decision: Decision, fact: Posted, thread_id: str) -> None:
    """Add to the decision: the author's mark as it stays, with counts up to the new message."""
    place = (fact.author_id, fact.channel.id, thread_id)
    async with ctx.store.read() as snapshot:
        mark = await queries.mark_of(snapshot, *place)
    if mark is None:
        return

    async def holds(snapshot: Snapshot) -> bool:
        now = await queries.mark_of(snapshot, *place)
        return now is not None and now._replace(head=mark.head) == mark

    def build(_: Emit) -> p.ReadMarked:
        return p.ReadMarked(read=to_view(mark._replace(head=fact.emit.seq)))

    decision.emits.append(Emit(user_stream(fact.author_id), build))
    decision.require(holds)


async def on_joined(ctx: Ctx, fact: Joined) -> Decision:
    """Who joins begins at the head."""
    seq = _seq_of(fact.emit)
    return Decision(changes=[_moved(one, fact.channel_id, "", seq) for one in fact.person_ids])


async def on_person_added(ctx: Ctx, fact: PersonAdded) -> Decision:
    """Who comes late to what a list or an import made for them begins at the head too. What was
    written to them alone waits."""
    async with ctx.store.read() as snapshot:
        heads = await queries.heads_of(snapshot, fact.person_id)
    moved = [_moved(fact.person_id, one, "", partial(int, head)) for one, head in heads]
    return Decision(changes=moved)


async def on_left(ctx: Ctx, fact: Left) -> Decision:
    """Who is out keeps no marks."""
    where = {"person_id": fact.person_id, "channel_id": fact.channel_id}
    return Decision(changes=[Delete(ReadMarkRow, where)])


async def on_followed(ctx: Ctx, fact: Followed) -> Decision:
    """A followed thread has a mark."""
    row = _moved(fact.person_id, fact.channel_id, fact.thread_id, fact.read_seq)
    return Decision(changes=[row])


async def on_unfollowed(ctx: Ctx, fact: Unfollowed) -> Decision:
    """An unfollowed thread has none."""
    where = {"person_id": fact.person_id, "thread_id": fact.thread_id}
    return Decision(changes=[Delete(ReadMarkRow, where)])


def _moved(person_id: str, channel_id: str, thread_id: str, seq: Callable[[], int]) -> Change:
    """A mark that is there from now on, at least at the seq."""

    def row() -> dict[str, object]:
        return {
            "person_id": person_id,
            "channel_id": channel_id,
            "thread_id": thread_id,
            "seq": seq(),
        }

    return Insert(ReadMarkRow, row, update=("seq",), greatest=("seq",))


def _seq_of(emit: Emit) -> Callable[[], int]:
    return lambda: emit.seq
