"""Which previews a message shows: decided when it is written, edited, deleted, and looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from channels.core.cards import FoundMessage
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done
from channels.core.text import links
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.protocol import CardView, MessageView
from channels.messages.queries import by_ids
from channels.previews import protocol as p
from channels.previews import queries
from channels.previews.tables import PageRow, PreviewRow
from persistence.decision import Decision, Delete, Emit, Insert, NewJob, Update
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

MOST = 3  # previews of one message
MAX_URL = 2_000
FRESH_MS = 24 * 3600 * 1000  # so long an address is not looked at again
KEPT_MS = 2 * FRESH_MS  # so long at least a page stays that nobody shows
TRIES = 3  # for an address that cannot be reached
AGAIN_MS = 60_000
LOOK = "previews.look"
FORGET = "previews.forget_pages"
DELETE_IMAGES = "previews.delete_images"


def to_look_at(urls: Iterable[str], own_url: str) -> list[str]:
    """The addresses of a text that get a preview: of the web, not ours, the first few."""
    own = own_url.rstrip("/")
    outside = [
        url
        for url in urls
        if len(url) <= MAX_URL
        and url.lower().startswith(("http://", "https://"))
        and url != own
        and not url.startswith(f"{own}/")
    ]
    return outside[:MOST]


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """Somebody will look at what is linked to."""
    if not _wanted(ctx, fact.card, fact.links):
        return None
    return Decision(jobs=[look_job(fact.message_id)])


async def on_edited(ctx: Ctx, fact: Edited) -> Decision | None:
    """What is linked to no more loses its preview; what is new is looked at."""
    message = fact.message
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_under(snapshot, [message.id])).get(message.id, [])
    wanted = _wanted(ctx, fact.card, fact.links)
    if not rows and not wanted:
        return None
    gone = [row for row in rows if row.url not in wanted]
    decision = Decision(jobs=[look_job(message.id)])
    _drop(decision, gone)
    if any(not row.hidden for row in gone):
        decision.emits.append(_shows(message, [row for row in rows if row.url in wanted]))
    return decision


def _wanted(ctx: Ctx, card: CardView | None, links: Sequence[str]) -> list[str]:
    """An app may want no previews of a message's links."""
    if card is not None and not card.unfurls:
        return []
    return to_look_at(links, ctx.settings.public_url)


async def on_removed(ctx: Ctx, fact: Removed) -> Decision | None:
    """A deleted message shows nothing."""
    async with ctx.store.read() as snapshot:
        found = await queries.shown_under(snapshot, [fact.message.id])
    decision = Decision()
    _drop(decision, found.get(fact.message.id, []))
    return decision if decision.changes else None


async def keep_page(ctx: Ctx, command: p.KeepPage) -> Decision:
    """The page is forgotten after two days unless a message shows it by then."""
    page = command.page
    row = {
        **msgspec.structs.asdict(page),
        "url_hash": queries.hash_url(page.url),
        "fetched_at_ms": ctx.now_ms,
    }
    later = NewJob(FORGET, {"page_ids": [page.id]}, run_at_ms=ctx.now_ms + KEPT_MS + AGAIN_MS)
    return Decision(reply=Done(), changes=[Insert(PageRow, row)], jobs=[later])


async def show(ctx: Ctx, command: p.ShowPreviews) -> Decision:
    """Repeated, it changes nothing. What somebody took away stays away."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        found = list((await by_ids(snapshot, [message.id])).values())
        views = await ctx.decorated(snapshot, found)
        rows = (await queries.shown_under(snapshot, [message.id])).get(message.id, [])
        pages = await queries.pages(snapshot, command.page_ids)
    if not views:
        raise NotFound("There is no such message.", "message_id")
    wanted = _wanted(ctx, views[0].card, links(views[0].spans))
    decision = Decision(reply=Done(), basis=ctx.basis)
    _drop(decision, [row for row in rows if row.url not in wanted])
    held = {row.url: row for row in rows if row.url in wanted}
    new = {page.url: page for page in pages.values() if page.title and page.url not in held}
    decision.changes += [
        Insert(PreviewRow, _placed(message, new[url], place), ignore=True)
        for place, url in enumerate(wanted)
        if url in new
    ]
    if decision.changes:
        shown = [held.get(url) or new.get(url) for url in wanted]
        decision.emits.append(_shows(message, [row for row in shown if row is not None]))
    if command.look_again and command.tries < TRIES:
        decision.jobs.append(look_job(message.id, command.tries, ctx.now_ms + AGAIN_MS))
    return decision


async def remove(ctx: Ctx, command: p.RemovePreview) -> Decision:
    """Again is harmless. The page is not looked at again for this message."""
    message = ctx.message
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_under(snapshot, [message.id])).get(message.id, [])
    if not any(row.id == command.preview_id and not row.hidden for row in rows):
        return Decision(reply=Done())
    where = {"message_id": message.id, "page_id": command.preview_id}
    return Decision(
        reply=Done(),
        changes=[Update(PreviewRow, where, {"hidden": True})],
        emits=[_shows(message, [row for row in rows if row.id != command.preview_id])],
        basis=ctx.basis,
    )


async def open_preview(ctx: Ctx, command: p.OpenPreview) -> p.StoredImage:
    """Errors: NotFound."""
    message_id = ctx.message.id
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_under(snapshot, [message_id])).get(message_id, [])
    for row in rows:
        if row.id == command.preview_id and row.image_key and not row.hidden:
            return p.StoredImage(image_key=row.image_key)
    raise NotFound("There is no such image.", "preview_id")


async def forget(ctx: Ctx, command: p.ForgetPages) -> Decision:
    """Pages that are still shown, or that a message may yet take from the cache, stay."""
    async with ctx.store.read() as snapshot:
        rows = await queries.unused(snapshot, command.page_ids, ctx.now_ms - KEPT_MS)
    keys = [row.image_key for row in rows if row.image_key]
    return Decision(
        reply=Done(),
        changes=[Delete(PageRow, {"id": row.id}) for row in rows],
        jobs=[NewJob(DELETE_IMAGES, {"keys": keys})] if keys else [],
    )


async def add_previews(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with their previews; one query."""
    found = await queries.shown_under(snapshot, [view.id for view in views])
    return [
        replace(view, previews=[queries.to_view(row) for row in found[view.id] if not row.hidden])
        if view.id in found
        else view
        for view in views
    ]


def look_job(message_id: str, tries: int = 0, run_at_ms: int = 0) -> NewJob:
    """Look at what a message links to; once, however often it is asked for meanwhile."""
    body = {"message_id": message_id, "tries": tries}
    return NewJob(LOOK, body, run_at_ms=run_at_ms, key=f"{LOOK}:{message_id}:{tries}")


def _placed(message: FoundMessage, page: Any, place: int) -> dict[str, Any]:
    return {"message_id": message.id, "page_id": page.id, "place": place}


def _shows(message: FoundMessage, rows: Sequence[Any]) -> Emit:
    event = p.MessagePreviewed(
        message_id=message.id,
        channel_id=message.channel_id,
        previews=[queries.to_view(row) for row in rows if not getattr(row, "hidden", False)],
        thread_id=message.thread_id,
    )
    return Emit(channel_stream(message.channel_id), lambda _: event)


def _drop(decision: Decision, rows: Sequence[Any]) -> None:
    if not rows:
        return
    decision.changes += [
        Delete(PreviewRow, {"message_id": row.message_id, "page_id": row.id}) for row in rows
    ]
    decision.jobs.append(NewJob(FORGET, {"page_ids": [row.id for row in rows]}))
