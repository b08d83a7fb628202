"""Where an app works: its channels, and whether it works at all."""

from __future__ import annotations

from channels.bots import queries_apps
from channels.bots import running as r
from channels.bots.service import app_of, channel_named, may_see
from channels.bots.tables import AppEventRow, AppRow
from channels.core.actor import PersonId
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.kinds import ChannelKind
from channels.core.protocol import Done
from channels.membership.moves import add_members, remove_member
from persistence.decision import Decision, Update
from persistence.streams import user_stream


async def list_channels(ctx: Ctx, command: r.ListAppChannels) -> r.AppChannels:
    """By name. Errors: NotFound for the app."""
    app = await app_of(ctx, command.app_id)
    async with ctx.store.read() as snapshot:
        rows = await queries_apps.channels_of(snapshot, app.person_id)
        seen = await queries_apps.channel_ids_of(snapshot, ctx.me)
    public = ChannelKind.PUBLIC.value
    shown = [row for row in rows if row.kind == public or row.id in seen or ctx.is_system]
    items = [r.AppChannel(id=row.id, name=row.name, private=row.kind != public) for row in shown]
    return r.AppChannels(items=items, others=len(rows) - len(items))


async def place(ctx: Ctx, command: r.PlaceApp) -> Decision:
    """Errors: NotFound for the app or the channel, NotAllowed where that is archived."""
    app = await app_of(ctx, command.app_id)
    card = await channel_named(ctx, command.channel)
    decision = Decision(reply=Done(), basis=(*ctx.basis, card))
    add_members(decision, card, [app.person_id], ctx.now_ms)
    return decision


async def displace(ctx: Ctx, command: r.DisplaceApp) -> Decision:
    """Errors: NotFound for the app, and for a channel that the administrator may not see."""
    app = await app_of(ctx, command.app_id)
    card = await ctx.access.peek_channel(command.channel_id)
    if card is None or not may_see(ctx, card):
        raise NotFound("There is no such channel.", "channel_id")
    decision = Decision(reply=Done(), basis=(*ctx.basis, card))
    remove_member(decision, card, PersonId(app.person_id))
    return decision


async def enable(ctx: Ctx, command: r.EnableApp) -> Decision:
    """Off: no token and no address of it is good for anything, nothing is told to it.

    Errors: NotFound.
    """
    app = await app_of(ctx, command.app_id)
    decision = Decision(
        reply=Done(),
        basis=ctx.basis,
        queued=(AppEventRow,),
        touches={user_stream(app.person_id): None},  # who knows the app reads it anew
    )
    decision.changes.append(Update(AppRow, {"id": app.id}, {"disabled": not command.enabled}))
    return decision
