"""Whose an entry is: who may read it, and who may change it."""

from __future__ import annotations

from typing import Any, NamedTuple

from channels.core.actor import Kind, Role
from channels.core.context import Ctx
from channels.core.errors import DomainError, NotAllowed, NotFound
from channels.core.rights import Right
from persistence.streams import WORKSPACE, Stream, channel_stream


class Scope(NamedTuple):
    """What somebody may read: the workspace's entries, and those of some channels (None: all)."""

    workspace: bool
    channel_ids: frozenset[str] | None

    def holds(self, channel_id: str | None) -> bool:
        """May an entry of this channel, or of the workspace, be read?"""
        if channel_id is None:
            return self.workspace
        return self.channel_ids is None or channel_id in self.channel_ids


async def scope_of(ctx: Ctx) -> Scope:
    """What the actor may read."""
    if ctx.actor.kind is Kind.SYSTEM:
        return Scope(workspace=True, channel_ids=None)
    readable = await ctx.access.channels_read_by(ctx.actor)
    return Scope(ctx.actor.role is not Role.GUEST, frozenset(readable))


def stream_of(channel_id: str | None) -> Stream:
    """Where an entry's events go."""
    return WORKSPACE if channel_id is None else channel_stream(channel_id)


async def check_writable(ctx: Ctx, channel_id: str | None) -> None:
    """May the actor add entries there? Errors: NotFound, NotAllowed."""
    if channel_id is not None:
        await ctx.access.channel(ctx.actor, channel_id, Right.POST)


async def check_changeable(ctx: Ctx, row: Any) -> None:
    """Errors: NotFound for one who may not read it, NotAllowed."""
    if not (await scope_of(ctx)).holds(row.channel_id):
        raise NotFound("There is no such entry.", "entry_id")
    if row.owner_id != ctx.me and not await runs(ctx, row.channel_id):
        raise NotAllowed(
            "Only the entry's owner and administrators can change it. Ask one of them."
        )


async def runs(ctx: Ctx, channel_id: str | None) -> bool:
    """May the actor change every entry of the channel, or of the workspace?"""
    if ctx.actor.kind is Kind.SYSTEM or ctx.actor.role in (Role.OWNER, Role.ADMIN):
        return True
    if channel_id is None:
        return False
    try:
        await ctx.access.channel(ctx.actor, channel_id, Right.MANAGE)
    except DomainError:
        return False
    return True
