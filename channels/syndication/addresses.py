"""Private addresses of channels and hashtags as Atom: made, listed, ended, found."""

from __future__ import annotations

from typing import Any

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotFound
from channels.core.protocol import Done, Page
from channels.core.text import fold
from channels.people.paging import page_of
from channels.people.proofs import make_secret
from channels.syndication import protocol as p
from channels.syndication import queries
from channels.syndication.tables import AtomFeedRow
from persistence.decision import Decision, Delete, Insert, Update
from persistence.ids import new_id

PREFIX = "rf-"
FEEDS_MAX = 100
LONGEST_TAG = 80


async def of_channel(ctx: Ctx, command: p.MakeChannelFeed) -> Decision:
    """Errors: Conflict where I have too many already."""
    return await _make(ctx, "channel", ctx.channel.id)


async def of_hashtag(ctx: Ctx, command: p.MakeHashtagFeed) -> Decision:
    """Errors: Invalid for what is no hashtag, Conflict where I have too many already."""
    tag = fold(command.hashtag.strip().removeprefix("#"))
    if not tag or len(tag) > LONGEST_TAG or not any(map(str.isalpha, tag)):
        raise Invalid("A hashtag is one word with a letter in it.", "hashtag")
    return await _make(ctx, "hashtag", tag)


async def _make(ctx: Ctx, kind: p.FeedKind, target: str) -> Decision:
    async with ctx.store.read() as snapshot:
        mine = await queries.feeds_of(snapshot, ctx.me)
    before = [row for row in mine if (row.kind, row.target) == (kind, target)]
    if not before and len(mine) >= FEEDS_MAX:
        raise Conflict("You have 100 private feeds already. End one that is not used.")
    secret, secret_hash = make_secret(PREFIX)
    row = {
        "id": new_id("K"),
        "person_id": ctx.me,
        "kind": kind,
        "target": target,
        "secret_hash": secret_hash,
        "created_at_ms": ctx.now_ms,
    }
    view = p.AtomFeedView(
        id=str(row["id"]), kind=kind, target=target, created_at=ctx.now_ms, secret=secret
    )
    ends = [Delete(AtomFeedRow, {"id": one.id}) for one in before]
    return Decision(reply=view, changes=[*ends, Insert(AtomFeedRow, row)], basis=ctx.basis)


async def list_feeds(ctx: Ctx, command: p.ListAtomFeeds) -> Page[p.AtomFeedView]:
    """Errors: Invalid when `after` is no place in the list."""
    async with ctx.store.read() as snapshot:
        rows = [dict(row._mapping) for row in await queries.feeds_of(snapshot, ctx.me)]
    rows.sort(key=lambda row: (row["created_at_ms"], row["id"]), reverse=True)
    return page_of(command, rows, "created_at_ms", _to_view)


async def revoke(ctx: Ctx, command: p.RevokeAtomFeed) -> Decision:
    """Errors: NotFound for what is not mine or has ended."""
    async with ctx.store.read() as snapshot:
        mine = {row.id for row in await queries.feeds_of(snapshot, ctx.me)}
    if command.feed_id not in mine:
        raise NotFound("This feed has ended already.", "feed_id")
    where = {"id": command.feed_id, "person_id": ctx.me}
    return Decision(reply=Done(), changes=[Delete(AtomFeedRow, where)], basis=ctx.basis)


async def find(ctx: Ctx, command: p.FindAtomFeed) -> p.AtomFeedFacts:
    """Errors: NotFound."""
    async with ctx.store.glance() as snapshot:
        row = await queries.feed_by_secret(snapshot, command.secret_hash)
    if row is None:
        raise NotFound("There is no such feed.")
    return p.AtomFeedFacts(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        target=row.target,
        used_at=row.used_at_ms or 0,
    )


async def note_read(ctx: Ctx, command: p.NoteFeedRead) -> Decision:
    """Again is harmless."""
    used = Update(AtomFeedRow, {"id": command.feed_id}, {"used_at_ms": ctx.now_ms})
    return Decision(reply=Done(), changes=[used])


def _to_view(row: Any) -> p.AtomFeedView:
    return p.AtomFeedView(
        id=row["id"],
        kind=row["kind"],
        target=row["target"],
        created_at=row["created_at_ms"],
        used_at=row["used_at_ms"],
    )
