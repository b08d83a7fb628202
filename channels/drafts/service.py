"""Keeping what a person has begun to write."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select, tuple_

from channels.core.context import Ctx
from channels.core.errors import Conflict, NotAllowed, NotFound
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.text.fast import clean
from channels.drafts import protocol as p
from channels.drafts.tables import DraftRow
from channels.messages.holding import Held
from channels.messages.protocol import FileView
from channels.messages.queries import find_message
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

MOST = 500

_draft = table_of(DraftRow)


async def change(ctx: Ctx, command: p.SetDraft) -> Decision:
    """Errors: NotFound for a place one cannot read or a file that is not one's own to attach."""
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    text = clean(command.text)
    text = text if text.strip() else ""
    after = p.DraftView(
        channel_id=command.channel_id,
        thread_id=command.thread_id,
        text=text,
        updated_at=ctx.now_ms,
    )
    kept = bool(text or command.file_ids)
    if kept:  # before the snapshot: it may ask for a connection of its own
        await ctx.access.channel(ctx.actor, command.channel_id, Right.READ)
    async with ctx.store.read() as snapshot:
        before = await _draft_at(snapshot, ctx.me, command.channel_id, command.thread_id or "")
        if kept:
            await _check_thread(snapshot, after)
            if before is None and await _count(snapshot, ctx.me) >= MOST:
                raise Conflict(f"You have {MOST} drafts. Send or delete some of them first.")
    chosen = command.post or (before.post if before is not None else None)
    if kept and command.thread_id == post_place(command.channel_id):
        after = replace(after, post=chosen)
    if _same(before, after, command.file_ids):
        return Decision(reply=before or after)
    return _changed(ctx, before, after, tuple(dict.fromkeys(command.file_ids)))


async def list_drafts(ctx: Ctx, command: p.ListDrafts) -> Page[p.DraftView]:
    """By channel and thread."""
    query = (
        select(_draft)
        .where(_draft.c.person_id == ctx.me)
        .order_by(_draft.c.channel_id, _draft.c.thread_id)
        .limit(command.limit + 1)
    )
    if command.after is not None:
        channel_id, _, thread_id = command.after.partition(" ")
        place = tuple_(_draft.c.channel_id, _draft.c.thread_id)
        query = query.where(place > tuple_(channel_id, thread_id))
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
    shown = rows[: command.limit]
    last = shown[-1] if len(rows) > command.limit else None
    return Page(
        items=[_to_view(row) for row in shown],
        next=f"{last.channel_id} {last.thread_id}" if last is not None else None,
    )


def _changed(
    ctx: Ctx, before: p.DraftView | None, after: p.DraftView, file_ids: tuple[str, ...]
) -> Decision:
    """The new draft in the place of the old; its files are held, the old one's are let go."""
    place = {
        "person_id": ctx.me,
        "channel_id": after.channel_id,
        "thread_id": after.thread_id or "",
    }
    held: list[FileView] = []

    def built() -> p.DraftView:
        return replace(after, files=held)

    def row() -> dict[str, object]:
        files = msgspec.msgpack.encode(held)
        post = msgspec.msgpack.encode(after.post) if after.post is not None else None
        values = {"text": after.text, "files": files, "post": post}
        return {**place, **values, "updated_at_ms": after.updated_at}

    emit = Emit(user_stream(ctx.me), lambda _: p.DraftChanged(draft=built()))
    is_empty = not after.text and not file_ids
    decision = Decision(
        reply=built,
        changes=[
            Delete(DraftRow, place)
            if is_empty
            else Insert(DraftRow, row, update=("text", "files", "post", "updated_at_ms"))
        ],
        emits=[emit],
        basis=ctx.basis,
    )
    if file_ids or (before is not None and before.files):
        holder = f"draft {ctx.me} {after.channel_id} {after.thread_id or ''}"
        decision.facts.append(Held(emit, ctx.me, holder, file_ids, held))
    return decision


def post_place(channel_id: str) -> str:
    """In the place of a thread: what is to become a post, whose title is the first line."""
    return f"post:{channel_id}"


async def _check_thread(snapshot: Snapshot, draft: p.DraftView) -> None:
    """Errors: NotFound for a thread that is not in the draft's channel."""
    if draft.thread_id in (None, post_place(draft.channel_id)):
        return
    root = await find_message(snapshot, draft.thread_id or "")
    if root is None or root.channel_id != draft.channel_id or root.thread_id is not None:
        raise NotFound("There is no such thread in this channel.", "thread_id")


async def _draft_at(
    snapshot: Snapshot, person_id: str, channel_id: str, thread_id: str
) -> p.DraftView | None:
    row = await snapshot.first(
        select(_draft).where(
            _draft.c.person_id == person_id,
            _draft.c.channel_id == channel_id,
            _draft.c.thread_id == thread_id,
        )
    )
    return _to_view(row) if row is not None else None


async def _count(snapshot: Snapshot, person_id: str) -> int:
    query = select(func.count()).select_from(_draft).where(_draft.c.person_id == person_id)
    found: int = await snapshot.scalar(query)
    return found


def _same(before: p.DraftView | None, after: p.DraftView, file_ids: list[str]) -> bool:
    if before is None:
        return not after.text and not file_ids
    files = [file.id for file in before.files]
    return (before.text, before.post, files) == (after.text, after.post, file_ids)


def _to_view(row: Any) -> p.DraftView:
    return p.DraftView(
        channel_id=row.channel_id,
        thread_id=row.thread_id or None,
        text=row.text,
        files=msgspec.msgpack.decode(row.files, type=list[FileView]),
        post=msgspec.msgpack.decode(row.post, type=p.PostChoices) if row.post else None,
        updated_at=row.updated_at_ms,
    )
