"""Keeping links for everyone in a channel."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select

from channels.bookmarks import protocol as p
from channels.bookmarks.tables import BookmarkRow
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotFound
from channels.core.protocol import Done, Page
from channels.people.names import clean_line
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Insert, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot

MOST = 100  # links of a channel
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?")
_bookmark = table_of(BookmarkRow)


async def add(ctx: Ctx, command: p.AddBookmark) -> Decision:
    """Errors: Invalid for what is no address on the web; Conflict where a hundred are kept."""
    row: dict[str, Any] = {
        "id": new_id("Bk"),
        "channel_id": ctx.channel.id,
        **_cleaned(command),
        "person_id": ctx.me,
        "created_at_ms": ctx.now_ms,
        "changed_at_ms": ctx.now_ms,
    }

    async def has_room(snapshot: Snapshot) -> bool:
        kept = select(func.count()).where(_bookmark.c.channel_id == ctx.channel.id)
        return int(await snapshot.scalar(kept) or 0) < MOST

    async with ctx.store.read() as snapshot:
        if not await has_room(snapshot):
            raise Conflict("This channel keeps 100 links already. Remove one first.")
    decision = Decision(changes=[Insert(BookmarkRow, row)], basis=ctx.basis, holds=has_room)
    decision.reply = to_view(row)
    return decision


async def edit(ctx: Ctx, command: p.EditBookmark) -> Decision:
    """Errors: NotFound for what the channel does not keep; Invalid as for one that is new."""
    async with ctx.store.read() as snapshot:
        found = await _found(snapshot, ctx.channel.id, command.bookmark_id)
    if found is None:
        raise NotFound("This link is not kept any more.", "bookmark_id")
    before = found._asdict()
    changed = {name: text for name, text in _cleaned(command).items() if text != before[name]}
    if not changed:
        return Decision(reply=to_view(before))
    changed["changed_at_ms"] = ctx.now_ms

    async def still_kept(snapshot: Snapshot) -> bool:
        return await _found(snapshot, ctx.channel.id, command.bookmark_id) is not None

    where = {"id": command.bookmark_id, "channel_id": ctx.channel.id}
    return Decision(
        reply=to_view({**before, **changed}),
        changes=[Update(BookmarkRow, where, changed)],
        basis=ctx.basis,
        holds=still_kept,
    )


async def remove(ctx: Ctx, command: p.RemoveBookmark) -> Decision:
    """Again is harmless."""
    where = {"id": command.bookmark_id, "channel_id": ctx.channel.id}
    return Decision(reply=Done(), changes=[Delete(BookmarkRow, where)], basis=ctx.basis)


async def list_bookmarks(ctx: Ctx, command: p.ListBookmarks) -> Page[p.BookmarkView]:
    """All of them."""
    query = select(_bookmark).where(_bookmark.c.channel_id == ctx.channel.id)
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query.order_by(_bookmark.c.id).limit(MOST))
    return Page(items=[to_view(row._asdict()) for row in rows], next=None)


def to_view(row: Any) -> p.BookmarkView:
    """A link as it is shown."""
    return p.BookmarkView(
        id=row["id"],
        channel_id=row["channel_id"],
        title=row["title"],
        url=row["url"],
        emoji=row["emoji"],
        person_id=row["person_id"],
        created_at=row["created_at_ms"],
        changed_at=row["changed_at_ms"],
    )


def _cleaned(command: p.AddBookmark | p.EditBookmark) -> dict[str, Any]:
    """The columns that the command names, as they are stored."""
    values: dict[str, Any] = {}
    if command.title is not None:
        values["title"] = clean_line(command.title, "title")
        if not values["title"]:
            raise Invalid("Give the link a title.", "title")
    if command.url is not None:
        values["url"] = _address(command.url.strip())
    if command.emoji is not None:
        values["emoji"] = emoji = command.emoji.strip().strip(":").lower()
        if emoji and _EMOJI.fullmatch(emoji) is None:
            raise Invalid("This is not an emoji.", "emoji")
    return values


def _address(url: str) -> str:
    """Errors: Invalid for anything but an address on the web, or one with a name in front."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        good = good and parts.username is None and not any(c <= " " or c == "\x7f" for c in url)
    except ValueError:
        good = False
    if not good:
        raise Invalid("Write a web address, such as https://example.org.", "url")
    return url


async def _found(snapshot: Snapshot, channel_id: str, bookmark_id: str) -> Any:
    query = select(_bookmark).where(
        _bookmark.c.id == bookmark_id, _bookmark.c.channel_id == channel_id
    )
    return await snapshot.first(query)
