"""Furnishing a channel's home, and coming in by asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.core.actor import PersonId, Role
from channels.core.cards import ChannelCard
from channels.core.context import Ctx
from channels.core.errors import Conflict, NotAllowed, NotFound
from channels.core.kinds import ChannelKind, MemberRole
from channels.core.protocol import Done
from channels.core.text import fold
from channels.homes import protocol as p
from channels.homes import queries
from channels.homes.tables import HomeRow, JoinRequestRow
from channels.membership import service as membership
from channels.membership.facts import Joined, KindChanged
from channels.membership.moves import add_members, emit
from channels.membership.protocol import UpdateChannel
from channels.people.names import clean_line
from persistence.decision import Decision, Delete, Insert, Update
from persistence.streams import channel_stream, user_stream

NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
MOST_ASKED = 50  # requests of one person that wait


async def get_home(ctx: Ctx, command: p.GetHome) -> p.HomeView:
    """A channel's home. Errors: NotAllowed for a direct conversation."""
    _check_named(ctx.channel)
    async with ctx.store.read() as snapshot:
        row = await queries.home_of(snapshot, ctx.channel.id)
    return _to_home(ctx.channel, row or {})


async def furnish(ctx: Ctx, command: p.FurnishHome) -> Decision:
    """Errors: NotAllowed for a direct conversation, or to close #general."""
    _check_named(ctx.channel)
    async with ctx.store.read() as snapshot:
        before = await queries.home_of(snapshot, ctx.channel.id) or {}
        waiting = await queries.requests_for(snapshot, [ctx.channel.id])
    theme = before.get("theme", "") if command.theme is None else clean_line(command.theme, "theme")
    door = p.Door(before.get("door", p.Door.HIDDEN)) if command.door is None else command.door
    row = {
        "channel_id": ctx.channel.id,
        "section": before.get("section", "") if command.section is None else command.section,
        "theme": theme,
        "theme_key": fold(theme),
        "rules": before.get("rules", "") if command.rules is None else command.rules.strip(),
        "door": p.Door.HIDDEN.value if door is p.Door.OPEN else door.value,
    }
    kind = ctx.channel.facts.kind
    if command.door is not None:
        kind = ChannelKind.PUBLIC if door is p.Door.OPEN else ChannelKind.PRIVATE
    decision = Decision(basis=ctx.basis)
    if kind is not ctx.channel.facts.kind:
        wanted = UpdateChannel(channel_id=ctx.channel.id, kind=_word(kind))
        decision = await membership.update(ctx, wanted)
    decision.changes.append(
        Insert(HomeRow, row, update=("section", "theme", "theme_key", "rules", "door"))
    )
    if kind is ChannelKind.PRIVATE and door is not p.Door.REQUEST:
        void = [request["person_id"] for request in waiting]
        _end(decision, ctx.channel, void, await _answerers(ctx, ctx.channel))
    # Of two who furnish at once the later decides again, and so does who asks meanwhile.
    decision.touches.setdefault(channel_stream(ctx.channel.id), lambda old: old.renewed())
    card = ctx.channel.with_facts(ctx.channel.facts._replace(kind=kind))
    decision.reply = _to_home(card, row)
    return decision


async def ask(ctx: Ctx, command: p.AskToJoin) -> Decision:
    """Ask to come in.

    Errors: NotFound where nobody outside knows of the channel; Conflict where one is in already;
    NotAllowed where one comes in without asking, or only by invitation.
    """
    card, door = await _seen_from_outside(ctx, command.channel_id)
    if ctx.me in card.members:
        raise Conflict("You are in this channel already.", "channel_id")
    if door is p.Door.OPEN:
        raise NotAllowed("This channel is open. Join it without asking.")
    if door is not p.Door.REQUEST:
        raise NotAllowed("This channel is entered by invitation.")
    async with ctx.store.read() as snapshot:
        before = await queries.request_of(snapshot, card.id, ctx.me)
        others = await queries.requests_by(snapshot, ctx.me)
    words = clean_line(command.words, "words")
    if before is not None and before["words"] == words:
        return Decision(reply=to_request(card, before))
    if before is None and len(others) >= MOST_ASKED:
        raise Conflict("You have asked for 50 channels already. Wait for their answers.")
    row = {
        "channel_id": card.id,
        "person_id": ctx.me,
        "words": words,
        "asked_at_ms": ctx.now_ms if before is None else before["asked_at_ms"],
    }
    request = to_request(card, row)
    event = p.JoinAsked(request=request)
    told = dict.fromkeys((ctx.me, *await _answerers(ctx, card)))
    return Decision(
        reply=request,
        changes=[Insert(JoinRequestRow, row, update=("words", "asked_at_ms"))],
        emits=[emit(user_stream(one), event) for one in told],
        basis=(*ctx.basis, card),
    )


async def withdraw(ctx: Ctx, command: p.WithdrawRequest) -> Decision:
    """Again is harmless. Errors: NotFound where nobody outside knows of the channel."""
    async with ctx.store.read() as snapshot:
        before = await queries.request_of(snapshot, command.channel_id, ctx.me)
    card = await ctx.access.peek_channel(command.channel_id)
    if before is None or card is None:
        await _seen_from_outside(ctx, command.channel_id)
        return Decision(reply=Done())
    decision = Decision(reply=Done(), basis=ctx.basis)
    _end(decision, card, [ctx.me], await _answerers(ctx, card))
    return decision


async def answer(ctx: Ctx, command: p.AnswerRequest) -> Decision:
    """Let somebody in, or not.

    Errors: NotFound where nobody asks so; Conflict where the account was closed meanwhile.
    """
    person = PersonId(command.person_id)
    async with ctx.store.read() as snapshot:
        before = await queries.request_of(snapshot, ctx.channel.id, person)
        inside = await queries.is_member(snapshot, ctx.channel.id, person)
    if before is None:
        if command.accept is inside:
            return Decision(reply=Done())
        raise NotFound("Nobody asks so any more.", "person_id")
    cards = await ctx.access.cards_of([person])
    card = cards.get(person)
    decision = Decision(reply=Done(), basis=ctx.basis)
    if command.accept:
        if card is None or not card.active or card.role is Role.GUEST:
            raise Conflict("This person cannot come in any more.", "person_id")
        decision.basis = (*decision.basis, card)
        add_members(decision, ctx.channel, [person], ctx.now_ms)
    told = await _answerers(ctx, ctx.channel)
    _end(decision, ctx.channel, [person], told, accepted=command.accept)
    return decision


async def on_joined(ctx: Ctx, fact: Joined) -> Decision | None:
    """Who was put in has nothing to ask any more."""
    card = await ctx.access.peek_channel(fact.channel_id)
    if card is None:
        return None
    async with ctx.store.read() as snapshot:
        waiting = await queries.requests_for(snapshot, [fact.channel_id])
    asking = {row["person_id"] for row in waiting} & set(fact.person_ids)
    decision = Decision()
    if asking:
        _end(decision, card, sorted(asking), await _answerers(ctx, card), accepted=True)
    return decision if asking else None


async def on_kind_changed(ctx: Ctx, fact: KindChanged) -> Decision | None:
    """A channel that was opened forgets its door: made private again, nobody outside knows of it
    until its owners say so. Nobody needs to ask any more."""
    card = fact.channel
    if card.facts.kind is not ChannelKind.PUBLIC:
        return None
    async with ctx.store.read() as snapshot:
        waiting = await queries.requests_for(snapshot, [card.id])
    where = {"channel_id": card.id}
    decision = Decision(changes=[Update(HomeRow, where, {"door": p.Door.HIDDEN.value})])
    void = [request["person_id"] for request in waiting]
    _end(decision, card, void, await _answerers(ctx, card) if void else [])
    decision.changes.append(Delete(JoinRequestRow, where))  # also who has asked since
    return decision


def to_request(card: ChannelCard, row: Any) -> p.JoinRequestView:
    """A request as it is shown."""
    return p.JoinRequestView(
        channel_id=row["channel_id"],
        channel_name=card.facts.name,
        person_id=row["person_id"],
        words=row["words"],
        asked_at=row["asked_at_ms"],
    )


async def _answerers(ctx: Ctx, card: ChannelCard) -> list[str]:
    """Who is told of requests: who may answer them and is in the channel."""
    owners = _owners(card)
    if owners:
        return owners
    people = await ctx.access.cards_of(list(card.members))
    return sorted(one.id for one in people.values() if one.role in (Role.OWNER, Role.ADMIN))


def _owners(card: ChannelCard) -> list[str]:
    return sorted(id for id, member in card.members.items() if member.role is MemberRole.OWNER)


def _end(
    decision: Decision,
    card: ChannelCard,
    person_ids: Sequence[str],
    answerers: Sequence[str],
    *,
    accepted: bool = False,
) -> None:
    """These requests are answered, for those who asked and those who may answer."""
    for person_id in person_ids:
        where = {"channel_id": card.id, "person_id": person_id}
        decision.changes.append(Delete(JoinRequestRow, where))
        event = p.JoinAnswered(channel_id=card.id, person_id=person_id, accepted=accepted)
        told = dict.fromkeys((person_id, *answerers))
        decision.emits += [emit(user_stream(one), event) for one in told]


async def _seen_from_outside(ctx: Ctx, channel_id: str) -> tuple[ChannelCard, p.Door]:
    """A channel that one may know of. Errors: NotFound, also for guests."""
    card = await ctx.access.peek_channel(channel_id)
    async with ctx.store.read() as snapshot:
        row = await queries.home_of(snapshot, channel_id)
    if card is None or card.facts.archived or ctx.actor.role is Role.GUEST:
        raise NotFound("There is no such channel.", "channel_id")
    door = door_of(card.facts.kind, (row or {}).get("door"))
    if card.facts.kind not in NAMED or (door is p.Door.HIDDEN and ctx.me not in card.members):
        raise NotFound("There is no such channel.", "channel_id")
    return card, door


def door_of(kind: ChannelKind | str, kept: str | None) -> p.Door:
    """How one comes in: a public channel is open, a private one hidden until its home says else."""
    return p.Door.OPEN if kind == ChannelKind.PUBLIC else p.Door(kept or p.Door.HIDDEN)


def _to_home(card: ChannelCard, row: Any) -> p.HomeView:
    return p.HomeView(
        channel_id=card.id,
        door=door_of(card.facts.kind, row.get("door")),
        section=row.get("section", ""),
        theme=row.get("theme", ""),
        rules=row.get("rules", ""),
        owner_ids=_owners(card),
    )


def _word(kind: ChannelKind) -> Any:
    return kind.value


def _check_named(card: ChannelCard) -> None:
    if card.facts.kind not in NAMED:
        raise NotAllowed("A direct conversation has no home page.")
