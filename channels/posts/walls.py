"""People's walls: public channels in which one person alone begins threads."""

from __future__ import annotations

from channels.core.actor import ChannelId, Role
from channels.core.cards import ChannelCard, ChannelFacts
from channels.core.context import Ctx
from channels.core.errors import NotAllowed, NotFound
from channels.core.kinds import ChannelKind, Posting
from channels.core.rights import Right
from channels.membership import queries as membership
from channels.membership.moves import add_members, channel_row, emit
from channels.membership.names import name_key
from channels.membership.protocol import ChannelCreated
from channels.membership.views import channel_of_card
from channels.posts import protocol as p
from channels.posts import queries
from channels.posts.tables import WallRow
from persistence.decision import Decision, Insert
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import WORKSPACE, channel_stream


async def open_wall(ctx: Ctx, command: p.OpenWall) -> Decision:
    """Again is harmless. Errors: NotAllowed for guests."""
    if ctx.person is None or ctx.actor.role is Role.GUEST:
        raise NotAllowed("Guests have no wall. Ask a member.")
    async with ctx.store.read() as snapshot:
        found = await queries.wall_of(snapshot, ctx.me)
        name = await _free_name(snapshot, f"wall-{ctx.person.handle}"[:76])
    if found is not None:
        return Decision(reply=p.WallView(channel_id=found))
    facts = ChannelFacts(
        id=ChannelId(new_id("C")),
        name=name,
        kind=ChannelKind.PUBLIC,
        topic="",
        purpose="",
        archived=False,
        general=False,
        created_at_ms=ctx.now_ms,
        creator_id=ctx.me,
        posting=Posting.OWNERS,
        wall_of=ctx.me,
    )
    row = {"person_id": ctx.me, "channel_id": facts.id}
    decision = Decision(
        reply=p.WallView(channel_id=facts.id),
        changes=[channel_row(facts, name_key(name)), Insert(WallRow, row)],
        basis=ctx.basis,
    )
    card = add_members(decision, ChannelCard(facts, {}, 0), [ctx.me], ctx.now_ms, owner_id=ctx.me)
    decision.emits.append(emit(WORKSPACE, ChannelCreated(channel=channel_of_card(card))))
    decision.touches[channel_stream(facts.id)] = None
    return decision


async def find_wall(ctx: Ctx, command: p.FindWall) -> p.WallView:
    """Errors: NotFound for a person one may not see."""
    await ctx.access.person(ctx.actor, command.person_id)
    async with ctx.store.read() as snapshot:
        found = await queries.wall_of(snapshot, command.person_id)
    if found is None:
        return p.WallView(channel_id=None)
    try:
        card = await ctx.access.channel(ctx.actor, found, Right.READ)
    except NotFound:
        return p.WallView(channel_id=None)
    return p.WallView(channel_id=card.id)


async def _free_name(snapshot: Snapshot, name: str) -> str:
    free, number = name, 2
    while await membership.channel_by_key(snapshot, name_key(free)) is not None:
        free = f"{name}-{number}"
        number += 1
    return free
