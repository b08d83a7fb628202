"""Following people and hashtags, and muting them."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed
from channels.core.protocol import Page
from channels.core.text import fold
from channels.follows import protocol as p
from channels.follows import queries
from channels.follows.tables import StanceRow
from persistence.decision import Change, Decision, Delete, Emit, Insert
from persistence.streams import user_stream

MOST = 2_000


async def change(ctx: Ctx, command: p.SetStance) -> Decision:
    """Again is harmless.

    Errors: NotFound for a person one may not see, Invalid for oneself or for no hashtag,
    Conflict at 2,000.
    """
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    target = await _target(ctx, command.kind, command.target)
    view = p.StanceView(kind=command.kind, target=target, stance=command.stance)
    async with ctx.store.read() as snapshot:
        before = await queries.stance_of(snapshot, ctx.me, command.kind, target)
        if before == command.stance:
            return Decision(reply=view)
        if before == "none" and await queries.count_of(snapshot, ctx.me) >= MOST:
            raise Conflict("You follow 2,000 already. Let go of some first.", "target")
    return Decision(
        reply=view,
        changes=[_change(ctx, view)],
        emits=[Emit(user_stream(ctx.me), lambda _: p.StanceChanged(stance=view))],
        basis=ctx.basis,
    )


async def list_stances(ctx: Ctx, command: p.ListStances) -> Page[p.StanceView]:
    """By kind and target."""
    kind, _, target = (command.after or "").partition(" ")
    async with ctx.store.read() as snapshot:
        found = await queries.stances_of(snapshot, ctx.me, (kind, target), command.limit + 1)
    shown = found[: command.limit]
    last = shown[-1] if len(found) > command.limit else None
    return Page(items=shown, next=f"{last.kind} {last.target}" if last is not None else None)


async def get_followers(ctx: Ctx, command: p.GetFollowers) -> p.FollowersView:
    """Of the followers only those are named that the actor may see. Errors: NotFound."""
    target = await _target(ctx, command.kind, command.target, myself=True)
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        count, latest = await queries.followers(snapshot, command.kind, target)
        mine = await queries.stance_of(snapshot, ctx.me, command.kind, target)
    shown = [one for one in latest if seen is None or one in seen]
    known = count if seen is None else len(shown)
    return p.FollowersView(count=known, person_ids=shown, stance=mine)


async def _target(ctx: Ctx, kind: p.Kind, target: str, myself: bool = False) -> str:
    if kind == "hashtag":
        folded = fold(target.strip().removeprefix("#"))
        if not folded:
            raise Invalid("This is not a hashtag.", "target")
        return folded
    if target == ctx.me and not myself:
        raise Invalid("What you write is yours anyway.", "target")
    return (await ctx.access.person(ctx.actor, target, "target")).id


def _change(ctx: Ctx, view: p.StanceView) -> Change:
    key = {"person_id": ctx.me, "kind": view.kind, "target": view.target}
    if view.stance == "none":
        return Delete(StanceRow, key)
    row = {**key, "muted": view.stance == "mute", "since_ms": ctx.now_ms}
    return Insert(StanceRow, row, update=("muted", "since_ms"))
