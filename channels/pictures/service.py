"""Which pictures a message of an app shows: decided when it is written, changed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from channels.core.cards import FoundMessage
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.protocol import CardView, MessageView
from channels.messages.queries import by_ids
from channels.pictures import protocol as p
from channels.pictures import queries
from channels.pictures.sources import sources
from channels.pictures.tables import PictureRow, PictureUseRow
from persistence.decision import Decision, Delete, Emit, Insert, NewJob
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream

FRESH_MS = 3600 * 1000  # so long an address is not looked at again
KEPT_MS = 2 * FRESH_MS  # so long at least a picture stays that no message shows
TRIES = 3  # for an address that cannot be reached
AGAIN_MS = 60_000
LOOK = "pictures.look"
FORGET = "pictures.forget"
DELETE_BYTES = "pictures.delete_bytes"


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """Somebody will look at what an app's blocks name."""
    if fact.card is None or not sources(fact.card):
        return None
    return Decision(jobs=[look_job(fact.message_id)])


async def on_edited(ctx: Ctx, fact: Edited) -> Decision | None:
    """What the blocks name no more goes; what is new is looked at."""
    if fact.card is None:
        return None
    message, wanted = fact.message, sources(fact.card)
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_in(snapshot, [message.id])).get(message.id, [])
    if not rows and not wanted:
        return None
    gone = [row for row in rows if row.source not in wanted]
    decision = Decision(jobs=[look_job(message.id)] if wanted else [])
    _drop(decision, message.id, gone)
    if gone:
        decision.emits.append(_shows(message, [row for row in rows if row.source in wanted]))
    return decision


async def on_removed(ctx: Ctx, fact: Removed) -> Decision | None:
    """A deleted message shows nothing."""
    async with ctx.store.read() as snapshot:
        found = await queries.shown_in(snapshot, [fact.message.id])
    if not found:
        return None
    decision = Decision()
    _drop(decision, fact.message.id, found[fact.message.id])
    return decision


async def get_wanted(ctx: Ctx, command: p.GetWanted) -> p.WantedPictures:
    """Errors: NotFound for a message that is gone."""
    view = await _message(ctx)
    shown = {picture.source for picture in view.pictures if not picture.refused}
    return p.WantedPictures(
        sources=[source for source in sources(view.card) if source not in shown],
        author_id=view.author_id,
        app_id=view.card.app_id if view.card is not None else "",
    )


async def keep(ctx: Ctx, command: p.KeepPicture) -> Decision:
    """The picture is forgotten after two hours unless a message shows it by then; what was not
    looked at, because it was too many, goes with its message and needs no job."""
    picture = command.picture
    row = {
        **msgspec.structs.asdict(picture),
        "source_hash": queries.hash_source(picture.source),
        "fetched_at_ms": ctx.now_ms,
    }
    later = ctx.now_ms + KEPT_MS + AGAIN_MS
    job = NewJob(FORGET, {"picture_ids": [picture.id]}, run_at_ms=later)
    jobs = [] if picture.refused == queries.MANY else [job]
    return Decision(reply=Done(), changes=[Insert(PictureRow, row)], jobs=jobs)


async def show(ctx: Ctx, command: p.ShowPictures) -> Decision:
    """Repeated, it changes nothing. What the blocks name no more is not shown.

    Errors: NotFound for a message that is gone.
    """
    message = ctx.message
    wanted = sources((await _message(ctx)).card)
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_in(snapshot, [message.id])).get(message.id, [])
        found = await queries.pictures(snapshot, command.picture_ids)
    decision = Decision(reply=Done(), basis=ctx.basis)
    held = {row.source: row for row in rows if row.source in wanted}
    new = {row.source: row for row in found if row.source in wanted}
    new = {source: row for source, row in new.items() if not _same(held.get(source), row)}
    gone = [row for row in rows if row.source not in wanted or row.source in new]
    _drop(decision, message.id, gone)
    decision.changes += [
        Insert(PictureUseRow, {"message_id": message.id, "picture_id": row.id}, ignore=True)
        for row in new.values()
    ]
    if decision.changes:
        decision.emits.append(_shows(message, [*(held | new).values()]))
    if command.look_again and command.tries < TRIES:
        decision.jobs.append(look_job(message.id, command.tries, ctx.now_ms + AGAIN_MS))
    return decision


async def open_picture(ctx: Ctx, command: p.OpenPicture) -> p.StoredPicture:
    """Errors: NotFound."""
    message_id = ctx.message.id
    async with ctx.store.read() as snapshot:
        rows = (await queries.shown_in(snapshot, [message_id])).get(message_id, [])
    for row in rows:
        if row.id == command.picture_id and row.large_key and row.small_key:
            return p.StoredPicture(large_key=row.large_key, small_key=row.small_key)
    raise NotFound("There is no such picture.", "picture_id")


async def find_in_form(ctx: Ctx, command: p.FindInForm) -> p.NamedPicture:
    """Errors: NotFound for what is closed, another's, or names no such picture."""
    return await _find_shown(ctx, command.form_id, command.source)


async def find_in_whisper(ctx: Ctx, command: p.FindInWhisper) -> p.NamedPicture:
    """Errors: as `find_in_form`."""
    where = (command.channel_id, command.whisper_id, command.at)
    return await _find_shown(ctx, where, command.source)


async def _find_shown(ctx: Ctx, where: tuple[str, str, int] | str, source: str) -> p.NamedPicture:
    if ctx.apps is not None:
        shown = await ctx.apps.shown(ctx.actor, where)
        app_id = str(shown["app_id"])
        card = CardView(app_id=app_id, blocks=shown["blocks"], attachments=shown["attachments"])
        if source in sources(card):
            return p.NamedPicture(source=source, author_id=shown["person_id"], app_id=app_id)
    raise NotFound("There is no such picture.", "source")


async def forget(ctx: Ctx, command: p.ForgetPictures) -> Decision:
    """Pictures that are shown, or that a message may yet take from the cache, stay."""
    async with ctx.store.read() as snapshot:
        rows = await queries.unused(snapshot, command.picture_ids, ctx.now_ms - KEPT_MS)
    keys = sorted({key for row in rows for key in (row.large_key, row.small_key) if key})
    return Decision(
        reply=Done(),
        changes=[Delete(PictureRow, {"id": row.id}) for row in rows],
        jobs=[NewJob(DELETE_BYTES, {"keys": keys})] if keys else [],
    )


async def add_pictures(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with the pictures of their blocks; one query where any has such, else none.

    The cards are there already: the slice that adds them comes before, by its name.
    """
    named = [view.id for view in views if view.card is not None and sources(view.card)]
    if not named:
        return list(views)
    found = await queries.shown_in(snapshot, named)
    return [
        replace(view, pictures=[queries.to_view(row) for row in found[view.id]])
        if view.id in found
        else view
        for view in views
    ]


def look_job(message_id: str, tries: int = 0, run_at_ms: int = 0) -> NewJob:
    """Look at the pictures that a message names."""
    return NewJob(LOOK, {"message_id": message_id, "tries": tries}, run_at_ms=run_at_ms)


async def _message(ctx: Ctx) -> MessageView:
    async with ctx.store.read() as snapshot:
        views = await by_ids(snapshot, [ctx.message.id])
        shown = await ctx.decorated(snapshot, list(views.values()))
    if not shown:
        raise NotFound("There is no such message.", "message_id")
    return shown[0]


def _same(held: Any, new: Any) -> bool:
    """Nothing better was found than what is shown."""
    return held is not None and (held.id == new.id or not held.refused)


def _shows(message: FoundMessage, rows: Sequence[Any]) -> Emit:
    event = p.MessagePictured(
        message_id=message.id,
        channel_id=message.channel_id,
        pictures=[queries.to_view(row) for row in sorted(rows, key=lambda row: str(row.id))],
        thread_id=message.thread_id,
    )
    return Emit(channel_stream(message.channel_id), lambda _: event)


def _drop(decision: Decision, message_id: str, rows: Sequence[Any]) -> None:
    if not rows:
        return
    decision.changes += [
        Delete(PictureUseRow, {"message_id": message_id, "picture_id": row.id}) for row in rows
    ]
    decision.jobs.append(NewJob(FORGET, {"picture_ids": [row.id for row in rows]}))
