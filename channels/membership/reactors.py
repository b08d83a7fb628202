"""What membership adds when accounts come to be or change: #general, an invitation's channels."""

from __future__ import annotations

from channels.core.actor import ChannelId, Role
from channels.core.cards import ChannelCard, ChannelFacts
from channels.core.context import Ctx
from channels.core.kinds import ChannelKind
from channels.membership import queries
from channels.membership.moves import add_members, channel_row, emit, remove_member
from channels.membership.names import name_key
from channels.membership.protocol import ChannelCreated
from channels.membership.views import channel_of_card
from channels.people.facts import (
    PeopleListed,
    PersonAdded,
    PersonChanged,
    RoleChanged,
    WorkspaceMade,
)
from persistence.decision import Decision
from persistence.streams import WORKSPACE, channel_stream, user_stream

GENERAL = "general"


async def on_workspace_made(ctx: Ctx, fact: WorkspaceMade) -> Decision:
    """#general, with its first member."""
    facts = ChannelFacts(
        id=ChannelId(fact.general_channel_id),
        name=GENERAL,
        kind=ChannelKind.PUBLIC,
        topic="",
        purpose="",
        archived=False,
        general=True,
        created_at_ms=ctx.now_ms,
        creator_id=fact.owner_id,
    )
    decision = Decision(changes=[channel_row(facts, name_key(GENERAL))])
    people = [fact.owner_id] if fact.owner_id else []
    card = add_members(
        decision, ChannelCard(facts, {}, 0), people, ctx.now_ms, owner_id=fact.owner_id
    )
    decision.emits.append(emit(WORKSPACE, ChannelCreated(channel=channel_of_card(card))))
    decision.touches[channel_stream(facts.id)] = None
    return decision


async def on_person_added(ctx: Ctx, fact: PersonAdded) -> Decision:
    """#general for all but guests, and the channels they were invited to, where still open."""
    wanted = list(fact.channel_ids)
    if fact.role is not Role.GUEST:
        async with ctx.store.read() as snapshot:
            general = await queries.general_channel(snapshot)
        wanted += [general] if general else []
    decision = Decision()
    for channel_id in dict.fromkeys(wanted):
        card = await ctx.access.peek_channel(channel_id)
        if card is not None and not card.facts.archived:
            add_members(decision, card, [fact.person_id], ctx.now_ms)
            decision.basis = (*decision.basis, card)
    return decision


async def on_people_listed(ctx: Ctx, fact: PeopleListed) -> Decision:
    """#general for whom a list made: they are members who have not come yet."""
    async with ctx.store.read() as snapshot:
        general = await queries.general_channel(snapshot)
    card = await ctx.access.peek_channel(general) if general else None
    decision = Decision()
    if card is not None:
        add_members(decision, card, fact.person_ids, ctx.now_ms)
        decision.basis = (card,)
    return decision


async def on_person_changed(ctx: Ctx, fact: PersonChanged) -> Decision:
    """Guests do not hear the workspace: those who see the person hear it on their own streams."""
    async with ctx.store.read() as snapshot:
        guests = await queries.guests_beside(snapshot, fact.person_id)
    if fact.told:
        guests.discard(fact.person_id)
    streams = [user_stream(person_id) for person_id in sorted(guests)]
    return Decision(emits=[emit(stream, fact.event) for stream in streams])


async def on_role_changed(ctx: Ctx, fact: RoleChanged) -> Decision:
    """Who is a guest no more comes into #general; who has become one leaves it."""
    async with ctx.store.read() as snapshot:
        general = await queries.general_channel(snapshot)
    card = await ctx.access.peek_channel(general) if general else None
    decision = Decision()
    if card is None:
        return decision
    if fact.role is not Role.GUEST:
        add_members(decision, card, [fact.person_id], ctx.now_ms)
    else:
        remove_member(decision, card, fact.person_id)
    decision.basis = (card,)
    return decision
