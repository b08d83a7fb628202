"""What a feed reader is given, asked as the person whose address it is, at every fetch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.core.kinds import ChannelKind
from channels.core.text import fold, mentions
from channels.feed.sources import Reader, Stretch, from_hashtags
from channels.hashtags import queries as hashtags
from channels.membership.queries import visible_to
from channels.membership.tables import ChannelRow
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.people.queries import people_by_ids, the_workspace
from channels.syndication import protocol as p
from channels.syndication import queries
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

ENTRIES = 30
NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)

_channel = table_of(ChannelRow)


class _Feed(NamedTuple):
    """What a feed is of; without a time of its own it is as old as the workspace."""

    title: str
    subtitle: str
    path: str
    made_at_ms: int = 0


async def read_channel(ctx: Ctx, command: p.ReadChannelFeed) -> p.SyndicatedView:
    """The newest threads by when they began. A direct conversation has none."""
    facts = ctx.channel.facts
    about = facts.purpose or facts.topic
    feed = _Feed(await _title(ctx), about, f"/c/{ctx.channel.id}", facts.created_at_ms)
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        roots = await queries.newest_roots(snapshot, ctx.channel.id, ENTRIES)
        return await _view(ctx, snapshot, roots, feed, seen)


async def _title(ctx: Ctx) -> str:
    """A wall goes by its person. Cards are asked for outside a read, which one may wait for."""
    facts = ctx.channel.facts
    if facts.wall_of:
        whose = (await ctx.access.cards_of([facts.wall_of])).get(facts.wall_of)
        if whose is not None:
            return whose.name
    return f"#{facts.name}" if facts.kind in NAMED else facts.name


async def read_hashtag(ctx: Ctx, command: p.ReadHashtagFeed) -> p.SyndicatedView:
    """The threads that were active last, in all spellings, in channels that I may read."""
    tag = fold(command.hashtag)
    guest = ctx.actor.role is Role.GUEST
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        spelt = await hashtags.spellings(snapshot, [tag])
        meant = spelt.get(tag, tag)
        reader = Reader(ctx.me, guest, tuple(spelt))
        found = await from_hashtags(snapshot, reader, list(spelt) or [tag], Stretch(ENTRIES))
        roots = await by_ids(snapshot, [root_id for _, root_id in found])
        ordered = [roots[root_id] for _, root_id in found if root_id in roots]
        label = (await hashtags.labels_of(snapshot, [meant])).get(meant, meant)
        return await _view(ctx, snapshot, ordered, _Feed(f"#{label}", "", f"/tag/{meant}"), seen)


async def _view(
    ctx: Ctx,
    snapshot: Snapshot,
    roots: Sequence[MessageView],
    feed: _Feed,
    seen: set[str] | None,
) -> p.SyndicatedView:
    shown = await ctx.decorated(snapshot, list(roots))
    named = [mentions(one.spans) for one in shown if one.spans]
    wanted = {one.author_id for one in shown} | {id for one in named for id in one.person_ids}
    people = [
        row
        for row in await people_by_ids(snapshot, sorted(wanted))
        if seen is None or row["id"] in seen
    ]
    workspace = await the_workspace(snapshot)
    if workspace is None:
        raise NotAllowed("There is no workspace yet.")
    return p.SyndicatedView(
        workspace_id=workspace["id"],
        title=feed.title,
        subtitle=feed.subtitle,
        path=feed.path,
        made_at=feed.made_at_ms or workspace["created_at_ms"],
        messages=shown,
        people={row["id"]: row["name"] for row in people},
        handles={row["id"]: row["handle"] for row in people},
        channels=await _names(ctx, snapshot, {id for one in named for id in one.channel_ids}),
    )


async def _names(ctx: Ctx, snapshot: Snapshot, channel_ids: set[str]) -> dict[str, str]:
    """The names of the channels that the reader may see."""
    if not channel_ids:
        return {}
    query = select(_channel.c.id, _channel.c.name).where(
        _channel.c.id.in_(sorted(channel_ids)),
        visible_to(ctx.me, ctx.actor.role is Role.GUEST),
    )
    return {row.id: row.name for row in await snapshot.all(query)}
