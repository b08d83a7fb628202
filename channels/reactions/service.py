"""Putting an emoji under a message and taking it away."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import func, select

from channels.core.context import Ctx
from channels.core.errors import Conflict
from channels.core.protocol import Done, Page
from channels.messages.facts import Removed
from channels.messages.protocol import MessageView, ReactionView
from channels.reactions import protocol as p
from channels.reactions.emoji import parse_emoji
from channels.reactions.tables import ReactionRow
from persistence.bulk import table_of
from persistence.decision import Change, Decision, Delete, Emit, Insert, Update
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

MOST_KINDS = 50

Place = dict[str, int]  # the columns of a row that keep the order of choosing

_reaction = table_of(ReactionRow)
_CHOSEN = (_reaction.c.seq, _reaction.c.at_us, _reaction.c.person_id)  # the order of choosing


async def add(ctx: Ctx, command: p.AddReaction) -> Decision:
    """Again is harmless.

    Errors: Invalid, Conflict when a message has 50 kinds already.
    """
    message, emoji = ctx.message, parse_emoji(command.emoji)
    async with ctx.store.read() as snapshot:
        if await _is_there(snapshot, message.id, emoji, ctx.me):
            return Decision(reply=Done())
        if await _kinds(snapshot, message.id) >= MOST_KINDS:
            raise Conflict(f"A message takes up to {MOST_KINDS} kinds of emoji.", "emoji")
    event = p.ReactionAdded(
        message_id=message.id,
        channel_id=message.channel_id,
        emoji=emoji,
        person_id=ctx.me,
        thread_id=message.thread_id,
    )
    emit = Emit(channel_stream(message.channel_id), lambda _: event)

    def row() -> dict[str, object]:
        return {
            **_key(message.id, emoji, ctx.me),
            "channel_id": message.channel_id,
            "at_us": emit.at_us,
            "seq": emit.seq,
        }

    return Decision(reply=Done(), changes=[Insert(ReactionRow, row)], emits=[emit], basis=ctx.basis)


async def remove(ctx: Ctx, command: p.RemoveReaction) -> Decision:
    """Again is harmless. Who chose the emoji first leaves its place to the next.

    Who is next is true at the commit: where that is another meanwhile, it is decided again. What
    else others choose or take away does not matter, so a crowd that does so costs little.
    """
    message, emoji = ctx.message, parse_emoji(command.emoji)
    async with ctx.store.read() as snapshot:
        chosen = await _choosers(snapshot, message.id, emoji)
        if ctx.me not in chosen:  # kept as it was spelt, before spellings were one
            emoji = command.emoji
            chosen = await _choosers(snapshot, message.id, emoji)
    if ctx.me not in chosen:
        return Decision(reply=Done())

    handed_down = _hand_down(message.id, emoji, ctx.me, chosen)

    async def still_so(snapshot: Snapshot) -> bool:
        now = await _choosers(snapshot, message.id, emoji)
        return ctx.me in now and _hand_down(message.id, emoji, ctx.me, now) == handed_down

    event = p.ReactionRemoved(
        message_id=message.id,
        channel_id=message.channel_id,
        emoji=emoji,
        person_id=ctx.me,
        thread_id=message.thread_id,
    )
    return Decision(
        reply=Done(),
        changes=[Delete(ReactionRow, _key(message.id, emoji, ctx.me)), *handed_down],
        emits=[Emit(channel_stream(message.channel_id), lambda _: event)],
        basis=ctx.basis,
        holds=still_so,
    )


async def list_reacted(ctx: Ctx, command: p.ListReacted) -> Page[p.ReactedView]:
    """Those that the actor may read; `next` is the time to go on before."""
    readable = await ctx.access.channels_read_by(ctx.actor)
    last = func.max(_reaction.c.at_us).label("last_us")
    query = (
        select(_reaction.c.message_id, last)
        .where(
            _reaction.c.person_id == command.person_id,
            _reaction.c.channel_id.in_(readable),
        )
        .group_by(_reaction.c.message_id)
        .having(last < command.before_us)
        .order_by(last.desc())
        .limit(command.limit + 1)
    )
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
    items = [p.ReactedView(message_id=r.message_id, at_us=r.last_us) for r in rows]
    shown = items[: command.limit]
    return Page(items=shown, next=str(shown[-1].at_us) if len(items) > len(shown) else None)


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message has no reactions."""
    return Decision(changes=[Delete(ReactionRow, {"message_id": fact.message.id})])


async def add_reactions(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with their reactions, in the order of first choosing; one query."""
    query = (
        select(_reaction.c.message_id, _reaction.c.emoji, _reaction.c.person_id)
        .where(_reaction.c.message_id.in_([view.id for view in views]))
        .order_by(*_CHOSEN)
    )
    found: dict[str, dict[str, list[str]]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.message_id, {}).setdefault(row.emoji, []).append(row.person_id)
    return [
        replace(view, reactions=_to_views(found[view.id])) if view.id in found else view
        for view in views
    ]


def _to_views(found: dict[str, list[str]]) -> list[ReactionView]:
    return [ReactionView(emoji=emoji, person_ids=people) for emoji, people in found.items()]


def _key(message_id: str, emoji: str, person_id: str) -> dict[str, object]:
    return {"message_id": message_id, "emoji": emoji, "person_id": person_id}


def _hand_down(
    message_id: str, emoji: str, person_id: str, chosen: dict[str, Place]
) -> list[Change]:
    """The emoji stays where it stands among others, as for those who only hear the event."""
    first, *others = chosen
    if person_id != first or not others:
        return []
    return [Update(ReactionRow, _key(message_id, emoji, others[0]), chosen[first])]


async def _choosers(snapshot: Snapshot, message_id: str, emoji: str) -> dict[str, Place]:
    """Where each person's choice of the emoji stands, the first one first."""
    query = (
        select(_reaction.c.person_id, _reaction.c.seq, _reaction.c.at_us)
        .where(_reaction.c.message_id == message_id, _reaction.c.emoji == emoji)
        .order_by(*_CHOSEN)
    )
    return {
        row.person_id: {"seq": row.seq, "at_us": row.at_us} for row in await snapshot.all(query)
    }


async def _is_there(snapshot: Snapshot, message_id: str, emoji: str, person_id: str) -> bool:
    query = select(_reaction.c.at_us).where(
        _reaction.c.message_id == message_id,
        _reaction.c.emoji == emoji,
        _reaction.c.person_id == person_id,
    )
    return await snapshot.first(query) is not None


async def _kinds(snapshot: Snapshot, message_id: str) -> int:
    query = select(func.count(_reaction.c.emoji.distinct())).where(
        _reaction.c.message_id == message_id
    )
    return await snapshot.scalar(query) or 0
