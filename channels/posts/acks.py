"""Acknowledging a post: "seen and understood", and who has not said so yet."""

from __future__ import annotations

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Conflict
from channels.core.protocol import Done
from channels.core.rights import Right
from channels.membership.access import to_standing
from channels.membership.permissions import refusal
from channels.messages.facts import AckReminded
from channels.posts import protocol as p
from channels.posts import queries
from channels.posts.service import changed
from channels.posts.tables import AcknowledgementRow
from persistence.decision import Decision, Emit, Insert
from persistence.streams import user_stream

DAY_MS = 24 * 3_600_000


async def acknowledge(ctx: Ctx, command: p.Acknowledge) -> Decision:
    """Again is harmless, and so it is for a post that does not ask.

    Only the person and the author are told: in a large channel everybody would be, by everybody.
    """
    message = ctx.message
    async with ctx.store.read() as snapshot:
        post = await queries.find(snapshot, message.id)
        if post is None or not post.wants_ack:
            return Decision(reply=Done())
        if await queries.has_acknowledged(snapshot, message.id, ctx.me):
            return Decision(reply=Done())
    event = p.PostAcknowledged(
        message_id=message.id, channel_id=message.channel_id, person_id=ctx.me
    )
    row = {"message_id": message.id, "person_id": ctx.me, "at_ms": ctx.now_ms}
    return Decision(
        reply=Done(),
        changes=[Insert(AcknowledgementRow, row)],
        emits=[
            Emit(user_stream(person_id), lambda _: event)
            for person_id in dict.fromkeys((ctx.me, message.author_id))
        ],
        basis=ctx.basis,
    )


async def remind(ctx: Ctx, command: p.RemindAcks) -> Decision:
    """Harmless for a post that does not ask.

    Errors: Conflict where all have said so, or were reminded within the last day.
    """
    message = ctx.message
    async with ctx.store.read() as snapshot:
        post = await queries.find(snapshot, message.id)
        missing = await queries.asked(snapshot, message)
        missing -= await queries.acknowledged(snapshot, message.id)
    if post is None or not post.wants_ack:
        return Decision(reply=Done())
    if post.reminded_at is not None and ctx.now_ms - post.reminded_at < DAY_MS:
        raise Conflict("They were reminded within the last day. Try again tomorrow.")
    if not missing:
        raise Conflict("Everybody has acknowledged it already.")
    after = replace(post, reminded_at=ctx.now_ms)
    decision = changed(message.id, message.channel_id, post, after)
    decision.reply = Done()
    decision.basis = ctx.basis
    decision.facts.append(AckReminded(decision.emits[0], message, tuple(sorted(missing))))
    return decision


async def get_ack(ctx: Ctx, command: p.GetAck) -> p.AckView:
    """The counts only for those who may see who has not."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        mine = await queries.has_acknowledged(snapshot, message.id, ctx.me)
        view = p.AckView(message_id=message.id, mine=mine)
        if refusal(Right.STEER, to_standing(ctx.actor, ctx.channel, message)) is not None:
            return view
        asked = await queries.asked(snapshot, message)
        said = await queries.acknowledged(snapshot, message.id)
    return p.AckView(message_id=message.id, mine=mine, done=len(said & asked), asked=len(asked))


async def list_acks(ctx: Ctx, command: p.ListAcks) -> p.AckPage:
    """People who are in the channel now, by id."""
    async with ctx.store.read() as snapshot:
        asked = await queries.asked(snapshot, ctx.message)
        said = await queries.acknowledged(snapshot, ctx.message.id)
    after = command.after or ""
    ids = sorted(one for one in asked if (one in said) is command.done and one > after)
    shown = ids[: command.limit]
    return p.AckPage(
        person_ids=shown,
        next=shown[-1] if len(ids) > command.limit else None,
        done=len(said & asked),
        asked=len(asked),
    )
