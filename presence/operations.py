"""What is asked of presence: who is there, be away, say that one types."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done, Page
from channels.people.facts import Silenced
from persistence.decision import Decision
from persistence.streams import channel_stream
from presence import protocol as p
from presence.tracker import ACTIVE_MS


async def get_presence(ctx: Ctx, command: p.GetPresence) -> Page[p.PresenceView]:
    """Those one may not see are left out."""
    seen = await ctx.access.people_seen_by(ctx.actor)
    known = await ctx.access.cards_of(command.person_ids)
    ids = [one for one in known if seen is None or one in seen]
    views = await ctx.presence.snapshot(ids)
    return Page(items=[view for view in views if isinstance(view, p.PresenceView)], next=None)


async def get_own(ctx: Ctx, command: p.GetOwnPresence) -> p.OwnPresenceView:
    """Who is active and still away has said so."""
    (view,) = await ctx.presence.snapshot([ctx.me])
    state: p.State = view.state if isinstance(view, p.PresenceView) else p.OFFLINE
    active_at = (await ctx.presence.active_at([ctx.me]))[ctx.me]
    return p.OwnPresenceView(
        state=state,
        by_hand=state == "away" and ctx.now_ms < active_at + ACTIVE_MS,
        connections=ctx.presence.count(ctx.me),
        active_at=active_at,
    )


async def set_presence(ctx: Ctx, command: p.SetPresence) -> p.PresenceView:
    """Takes effect at once and for all devices."""
    await ctx.presence.set_away(ctx.me, command.state == "away")
    for view in await ctx.presence.snapshot([ctx.me]):
        if isinstance(view, p.PresenceView):
            return view
    raise NotFound("There is no such person.", "person_id")


async def start_typing(ctx: Ctx, command: p.StartTyping) -> Decision:
    """Others hear of it at most every three seconds."""
    place = command.thread_id or command.channel_id
    decision = Decision(reply=Done())
    if ctx.presence.types(place, ctx.me):
        event = p.TypingStarted(
            channel_id=command.channel_id, thread_id=command.thread_id, person_id=ctx.me
        )
        decision.unlogged.append((channel_stream(command.channel_id), event))
    return decision


async def on_silenced(ctx: Ctx, fact: Silenced) -> None:
    """Do-not-disturb shows beside presence."""
    await ctx.presence.set_dnd(fact.person_id, fact.until_ms)
