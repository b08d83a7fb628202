"""What is done to channels: decisions as values."""

from __future__ import annotations

from channels.core.actor import ChannelId, PersonId
from channels.core.cards import ChannelCard, ChannelFacts
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.kinds import ChannelKind, Posting
from channels.core.protocol import Done
from channels.core.rights import Right
from channels.membership import protocol as p
from channels.membership import queries
from channels.membership.facts import KindChanged
from channels.membership.moves import add_members, channel_row, emit, remove_member
from channels.membership.names import direct_key, name_key, parse_channel_name
from channels.membership.queries import MySettings
from channels.membership.tables import ChannelRow, MemberRow
from channels.membership.views import (
    NO_SETTINGS,
    channel_of_card,
    settings_of,
    to_member,
    view_of_card,
)
from persistence.decision import Decision, Emit, Update
from persistence.ids import new_id
from persistence.streams import WORKSPACE, channel_stream, user_stream

PEOPLE_IN_A_GROUP = 9
FORMER_NAMES = 20


async def create(ctx: Ctx, command: p.CreateChannel) -> Decision:
    """Errors: Invalid, Conflict when the name is taken."""
    name = parse_channel_name(command.name)
    await _name_is_free(ctx, name)
    facts = ChannelFacts(
        id=ChannelId(new_id("C")),
        name=name,
        kind=ChannelKind(command.kind),
        topic=command.topic,
        purpose=command.purpose,
        archived=False,
        general=False,
        created_at_ms=ctx.now_ms,
        creator_id=ctx.me,
    )
    people = [ctx.me] if ctx.me else []
    return _new_channel(ctx, facts, name_key(name), people, owner_id=ctx.me)


async def open_direct(ctx: Ctx, command: p.OpenDirect) -> Decision:
    """Errors: NotFound for people one may not see, Invalid for nobody or too many."""
    people = sorted({ctx.me, *command.person_ids})
    if len(people) > PEOPLE_IN_A_GROUP:
        raise Invalid(f"A group conversation holds up to {PEOPLE_IN_A_GROUP} people.", "person_ids")
    for person_id in people:
        card = await ctx.access.person(ctx.actor, person_id, "person_ids")
        if not card.active:
            raise NotFound("This account is closed.", "person_ids")
    key = direct_key(people)
    async with ctx.store.read() as snapshot:
        existing = await queries.channel_by_key(snapshot, key)
    if existing is not None:
        return await _show(ctx, existing)
    small = len(people) <= 2
    facts = ChannelFacts(
        id=ChannelId(new_id("D" if small else "G")),
        name="",
        kind=ChannelKind.DIRECT if small else ChannelKind.GROUP,
        topic="",
        purpose="",
        archived=False,
        general=False,
        created_at_ms=ctx.now_ms,
        creator_id=ctx.me,
    )
    return _new_channel(ctx, facts, key, people)


def _new_channel(
    ctx: Ctx, facts: ChannelFacts, key: str, people: list[str] | list[PersonId], owner_id: str = ""
) -> Decision:
    decision = Decision(changes=[channel_row(facts, key)], basis=ctx.basis)
    empty = ChannelCard(facts, {}, 0)
    card = add_members(decision, empty, people, ctx.now_ms, owner_id)
    if facts.kind is ChannelKind.PUBLIC:
        decision.emits.append(emit(WORKSPACE, p.ChannelCreated(channel=channel_of_card(card))))
    decision.touches[channel_stream(facts.id)] = None
    mine = settings_of(card.members[ctx.me]) if ctx.me in card.members else None
    decision.reply = lambda: view_of_card(card, mine, _head(decision, facts.id))
    return decision


async def join(ctx: Ctx, command: p.JoinChannel) -> Decision:
    """Again is harmless."""
    if ctx.me in ctx.channel.members:
        return await _show(ctx, ctx.channel.id)
    decision = Decision(basis=ctx.basis)
    card = add_members(decision, ctx.channel, [ctx.me], ctx.now_ms)
    decision.reply = lambda: view_of_card(card, NO_SETTINGS, _head(decision, card.id))
    return decision


async def leave(ctx: Ctx, command: p.LeaveChannel) -> Decision:
    """Again is harmless."""
    decision = Decision(reply=Done(), basis=ctx.basis)
    remove_member(decision, ctx.channel, ctx.me)
    return decision


async def invite(ctx: Ctx, command: p.InviteToChannel) -> Decision:
    """Errors: NotFound for people one may not see or whose account is closed."""
    for person_id in command.person_ids:
        person = await ctx.access.person(ctx.actor, person_id, "person_ids")
        if not person.active:
            raise NotFound("There is no such person.", "person_ids")
    decision = Decision(basis=ctx.basis)
    card = add_members(decision, ctx.channel, command.person_ids, ctx.now_ms)
    if card is ctx.channel:
        return await _show(ctx, card.id)
    mine = await _mine(ctx, card.id)
    decision.reply = lambda: view_of_card(card, mine, _head(decision, card.id))
    return decision


async def remove(ctx: Ctx, command: p.RemoveFromChannel) -> Decision:
    """Errors: NotFound for one who is not in it, NotAllowed for #general."""
    person_id = PersonId(command.person_id)
    if person_id not in ctx.channel.members:
        raise NotFound("This person is not in the channel.", "person_id")
    if ctx.channel.facts.general:
        raise NotAllowed("Everybody is in this channel; nobody is removed from it.")
    decision = Decision(reply=Done(), basis=ctx.basis)
    remove_member(decision, ctx.channel, person_id)
    return decision


async def set_part(ctx: Ctx, command: p.SetPart) -> Decision:
    """Again is harmless. Errors: NotFound for one who is not in it, Invalid where nobody owns."""
    person_id = PersonId(command.person_id)
    before = ctx.channel.members.get(person_id)
    if before is None:
        raise NotFound("This person is not in the channel.", "person_id")
    if ctx.channel.facts.kind not in (ChannelKind.PUBLIC, ChannelKind.PRIVATE):
        raise Invalid("A direct conversation belongs to all who are in it.", "role")
    after = before._replace(role=command.role)
    if after == before:
        return Decision(reply=to_member(person_id, before))
    stream = channel_stream(ctx.channel.id)
    view = to_member(person_id, after)
    return Decision(
        reply=view,
        changes=[
            Update(
                MemberRow,
                {"channel_id": ctx.channel.id, "person_id": person_id},
                {"role": after.role.value},
            )
        ],
        emits=[emit(stream, p.MemberChanged(channel_id=ctx.channel.id, member=view))],
        basis=ctx.basis,
        touches={stream: lambda card: card.with_members({person_id: after})},
    )


async def update(ctx: Ctx, command: p.UpdateChannel) -> Decision:
    """Errors: Invalid, Conflict when the name is taken."""
    old = ctx.channel.facts
    new = old._replace(
        name=old.name if command.name is None else parse_channel_name(command.name),
        topic=old.topic if command.topic is None else command.topic,
        purpose=old.purpose if command.purpose is None else command.purpose,
        kind=old.kind if command.kind is None else ChannelKind(command.kind),
        posting=old.posting if command.posting is None else command.posting,
    )
    if old.kind not in (ChannelKind.PUBLIC, ChannelKind.PRIVATE):
        if command.name is not None or command.kind is not None:
            raise Invalid("A direct conversation has no name or kind of its own.", "name")
        if new.posting is not Posting.EVERYONE:
            raise Invalid("In a direct conversation everybody writes.", "posting")
    if old.general and new.kind is not ChannelKind.PUBLIC:
        raise NotAllowed("Everybody is in this channel; it stays public.")
    if name_key(new.name) != name_key(old.name):
        await _name_is_free(ctx, new.name)
    return await _changed(ctx, new)


async def archive(ctx: Ctx, command: p.ArchiveChannel) -> Decision:
    """Errors: NotAllowed for #general."""
    if ctx.channel.facts.general and command.archived:
        raise NotAllowed("Everybody is in this channel; it cannot be archived.")
    return await _changed(ctx, ctx.channel.facts._replace(archived=command.archived))


async def configure(ctx: Ctx, command: p.ConfigureChannel) -> Decision:
    """Errors: NotAllowed for one who is not in it."""
    mine = await _mine(ctx, ctx.channel.id)
    if mine is None:
        raise NotAllowed("You are not in this channel. Join it first.")
    new = MySettings(
        level=mine.level if command.level is None else command.level.value,
        muted=mine.muted if command.muted is None else command.muted,
        starred=mine.starred if command.starred is None else command.starred,
        role=mine.role,
    )
    event = p.ChannelConfigured(
        channel_id=ctx.channel.id, level=p.Level(new.level), muted=new.muted, starred=new.starred
    )
    key = {"channel_id": ctx.channel.id, "person_id": ctx.me}
    values = {"level": new.level, "muted": new.muted, "starred": new.starred}
    return Decision(
        reply=await _view(ctx, ctx.channel, new),
        changes=[Update(MemberRow, key, values)],
        emits=[emit(user_stream(ctx.me), event)],
        basis=ctx.basis,
    )


async def _changed(ctx: Ctx, facts: ChannelFacts) -> Decision:
    if facts == ctx.channel.facts:
        return await _show(ctx, facts.id)
    card = ctx.channel.with_facts(facts)
    mine = await _mine(ctx, facts.id)
    values = {
        "name": facts.name,
        "name_key": name_key(facts.name),
        "kind": facts.kind.value,
        "topic": facts.topic,
        "purpose": facts.purpose,
        "archived": facts.archived,
        "posting": facts.posting.value,
        **await _told_of(ctx, facts),
    }
    if facts.kind not in (ChannelKind.PUBLIC, ChannelKind.PRIVATE):
        del values["name_key"]
    stream = channel_stream(facts.id)
    event = p.ChannelUpdated(channel=channel_of_card(card))
    decision = Decision(
        changes=[Update(ChannelRow, {"id": facts.id}, values)],
        emits=[emit(stream, event), *_tell_workspace(ctx.channel, event)],
        basis=ctx.basis,
        touches={stream: lambda old: old.with_facts(facts)},
    )
    if facts.kind is not ctx.channel.facts.kind:
        decision.facts.append(KindChanged(decision.emits[0], card))
    decision.reply = lambda: view_of_card(card, mine, _head(decision, facts.id))
    return decision


async def _told_of(ctx: Ctx, facts: ChannelFacts) -> dict[str, str | int]:
    """Who set which line when, and what the channel was called until now."""
    old = ctx.channel.facts
    values: dict[str, str | int] = {}
    if facts.topic != old.topic:
        values |= {"topic_by": ctx.me, "topic_at_ms": ctx.now_ms}
    if facts.purpose != old.purpose:
        values |= {"purpose_by": ctx.me, "purpose_at_ms": ctx.now_ms}
    if facts.name != old.name:
        async with ctx.store.read() as snapshot:
            before = await queries.former_names(snapshot, facts.id)
        names = [one for one in (old.name, *before) if one != facts.name]
        values["former_names"] = " ".join(list(dict.fromkeys(names))[:FORMER_NAMES])
    return values


def _tell_workspace(before: ChannelCard, event: p.ChannelUpdated) -> list[Emit]:
    if event.channel.kind is ChannelKind.PUBLIC:
        return [emit(WORKSPACE, event)]
    if before.facts.kind is ChannelKind.PUBLIC:
        return [emit(WORKSPACE, p.ChannelHidden(channel_id=before.id))]
    return []


async def _name_is_free(ctx: Ctx, name: str) -> None:
    async with ctx.store.read() as snapshot:
        taken = await queries.channel_by_key(snapshot, name_key(name))
    if taken is not None:
        raise Conflict(f"There is a channel named #{name} already, or a private one.", "name")


async def _mine(ctx: Ctx, channel_id: str) -> MySettings | None:
    async with ctx.store.read() as snapshot:
        return await queries.my_settings(snapshot, channel_id, ctx.me)


async def _show(ctx: Ctx, channel_id: str) -> Decision:
    """Nothing to change: the channel as it is."""
    card = await ctx.access.channel(ctx.actor, channel_id, Right.READ)
    return Decision(reply=await _view(ctx, card, await _mine(ctx, channel_id)))


async def _view(ctx: Ctx, card: ChannelCard, mine: MySettings | None) -> p.ChannelView:
    async with ctx.store.read() as snapshot:
        return view_of_card(card, mine, await queries.head_of(snapshot, card.id))


def _head(decision: Decision, channel_id: str) -> int:
    """The channel's head after the decision's own events."""
    stream = channel_stream(channel_id)
    return max((item.seq for item in decision.emits if item.stream == stream), default=0)
