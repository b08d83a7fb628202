"""What is shown of threads."""

from __future__ import annotations

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.places import parse_place
from channels.core.protocol import Page
from channels.membership import queries as membership
from channels.messages.protocol import HistoryPage, MessageView
from channels.messages.queries import Window, thread_window
from channels.messages.reads import page_of
from channels.threads import protocol as p
from channels.threads import queries
from persistence.snapshot import Snapshot


async def list_threads(ctx: Ctx, command: p.ListThreads) -> Page[p.ThreadView]:
    """Errors: Invalid when `after` is no place in the list."""
    after = parse_place(command.after) if command.after is not None else None
    readable = await ctx.access.channels_read_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        found = await queries.followed(snapshot, ctx.me, readable, after, command.limit + 1)
        shown = found[: command.limit]
        roots = await queries.roots_of(snapshot, [thread.thread_id for thread in shown])
        replies = await queries.last_replies(snapshot, shown)
        views = await ctx.decorated(snapshot, [*roots.values(), *replies.values()])
    by_id = {view.id: view for view in views}
    items = [
        p.ThreadView(
            thread_id=thread.thread_id,
            channel_id=by_id[thread.thread_id].channel_id,
            root=by_id[thread.thread_id],
            last_reply=by_id[replies[thread.thread_id].id],
        )
        for thread in shown
        if thread.thread_id in roots and thread.thread_id in replies
    ]
    more = len(found) > command.limit
    last = f"{shown[-1].at_us}-{shown[-1].thread_id}" if more else None
    return Page(items=items, next=last)


async def replies(ctx: Ctx, command: p.ReadReplies) -> HistoryPage:
    """Errors: Invalid when both before and after are given."""
    if command.before is not None and command.after is not None:
        raise Invalid("Give before or after, not both.", "after")
    thread_id = ctx.message.thread_id or ctx.message.id

    async def read(snapshot: Snapshot, window: Window) -> list[MessageView]:
        return await thread_window(snapshot, thread_id, window)

    async with ctx.store.read() as snapshot:
        after = command.after if command.before is not None else command.after or 0
        window = Window(command.limit, command.before, after)
        page = await page_of(ctx, snapshot, read, window)
        return replace(page, head=await membership.head_of(snapshot, ctx.channel.id))
