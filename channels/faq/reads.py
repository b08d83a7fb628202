"""Reading entries of the FAQ: one, a page of them, those that fit a question."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.library import library_of
from channels.faq.scopes import Scope, scope_of

MOST_FITTING = 20


async def get(ctx: Ctx, command: p.GetEntry) -> p.FaqEntryView:
    """Errors: NotFound."""
    scope = await scope_of(ctx)
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, command.entry_id)
    if row is None or row.thread_id is not None or not scope.holds(row.channel_id):
        raise NotFound("There is no such entry.", "entry_id")
    return queries.to_view(row)


async def list_entries(ctx: Ctx, command: p.ListEntries) -> Page[p.FaqEntryView]:
    """Errors: NotFound for a channel that the actor may not read."""
    scope = await scope_of(ctx)
    if command.channel_id is not None:
        await ctx.access.channel(ctx.actor, command.channel_id, Right.READ)
    if command.query.strip():
        return await _fitting(ctx, command, scope)
    async with ctx.store.read() as snapshot:
        rows = await queries.page(snapshot, scope, command, command.limit + 1)
    shown = rows[: command.limit]
    following = shown[-1].id if len(rows) > command.limit else None
    return Page(items=[queries.to_view(row) for row in shown], next=following)


async def _fitting(ctx: Ctx, command: p.ListEntries, scope: Scope) -> Page[p.FaqEntryView]:
    """The entries that fit the query, the best first."""
    if command.channel_id is not None:
        scope = Scope(workspace=False, channel_ids=frozenset({command.channel_id}))
    limit = min(command.limit, MOST_FITTING)
    found = await library_of(ctx.store).ask(command.query, scope, limit, by_words=True)
    async with ctx.store.read() as snapshot:
        rows = await queries.by_ids(snapshot, found.ids)
    fitting = [rows[id] for id in found.ids if id in rows and rows[id].thread_id is None]
    due = [row for row in fitting if _is_due(row.review_on, command.review_by)]
    return Page(items=[queries.to_view(row) for row in due], next=None)


async def ask(ctx: Ctx, command: p.AskFaq) -> p.FaqFound:
    """The entries and accepted threads that the actor may read and that answer best."""
    scope = await scope_of(ctx)
    found = await library_of(ctx.store).ask(command.question, scope, command.limit)
    async with ctx.store.read() as snapshot:
        rows = await queries.sayable(snapshot, found.ids)
    there = [queries.to_view(rows[id]) for id in found.ids if id in rows]
    likely = found.likely and found.ids[0] in rows
    return p.FaqFound(entries=there, likely=likely)


def _is_due(review_on: str, review_by: str) -> bool:
    return not review_by or "" < review_on <= review_by
