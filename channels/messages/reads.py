"""What is shown of messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Invalid, NotFound
from channels.membership import queries as membership
from channels.messages import protocol as p
from channels.messages import queries
from channels.messages.queries import Window
from persistence.snapshot import Snapshot

_PLACES = ("before", "after", "around", "around_at")

Read = Callable[[Snapshot, Window], Awaitable[list[p.MessageView]]]


async def get_message(ctx: Ctx, command: p.GetMessage) -> p.MessageView:
    """Errors: NotFound."""
    async with ctx.store.read() as snapshot:
        found = await queries.by_ids(snapshot, [command.message_id])
        shown = await ctx.decorated(snapshot, list(found.values()))
    if not shown:
        raise NotFound("There is no such message.", "message_id")
    return shown[0]


async def history(ctx: Ctx, command: p.ReadHistory) -> p.HistoryPage:
    """Errors: Invalid when more than one of before, after, around and around_at is given."""
    given = [name for name in _PLACES if getattr(command, name) is not None]
    if len(given) > 1:
        raise Invalid("Give one of before, after, around and around_at.", given[1])

    async def read(snapshot: Snapshot, window: Window) -> list[p.MessageView]:
        return await queries.channel_window(snapshot, ctx.channel.id, window)

    async with ctx.store.read() as snapshot:
        around = command.around
        if command.around_at is not None:
            around = await queries.seq_at(snapshot, ctx.channel.id, command.around_at)
        if around is not None:
            page = await _around(ctx, snapshot, read, around, command.limit)
        else:
            window = Window(command.limit, command.before, command.after)
            page = await page_of(ctx, snapshot, read, window)
        return replace(page, head=await membership.head_of(snapshot, ctx.channel.id))


async def page_of(ctx: Ctx, snapshot: Snapshot, read: Read, window: Window) -> p.HistoryPage:
    """One page in one direction; one message more is read to know whether it goes on."""
    items = await read(snapshot, window._replace(limit=window.limit + 1))
    shown = items[: window.limit]
    more = len(items) > window.limit
    return p.HistoryPage(
        items=await ctx.decorated(snapshot, shown), next=shown[-1].seq if more else None
    )


async def _around(ctx: Ctx, snapshot: Snapshot, read: Read, seq: int, limit: int) -> p.HistoryPage:
    """Half before, the message itself and half after, newest first."""
    half = limit // 2
    newer = await read(snapshot, Window(half + 1, after=seq))
    older = await read(snapshot, Window(limit - half + 1, before=seq + 1))
    shown = [*reversed(newer[:half]), *older[: limit - half]]
    return p.HistoryPage(
        items=await ctx.decorated(snapshot, shown),
        next=shown[-1].seq if len(older) > limit - half else None,
        newer=shown[0].seq if len(newer) > half and shown else None,
    )
