"""What is shown of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.protocol import Page
from channels.core.text import fold
from channels.feed import pages, queries, scoring
from channels.feed import protocol as p
from channels.feed.pages import Chosen
from channels.feed.sources import Reader
from channels.follows import queries as follows
from channels.follows import service as following
from channels.follows.protocol import FollowersView, GetFollowers
from channels.hashtags import queries as hashtags
from channels.messages.queries import by_ids
from persistence.snapshot import Snapshot

RECOMMENDED_MS = 30 * 24 * 3_600_000  # as long a recommendation lifts a thread


async def list_feed(ctx: Ctx, command: p.ListFeed) -> Page[p.FeedItem]:
    """Errors: Invalid when `after` is no place in the list."""
    async with ctx.store.read() as snapshot:
        reader = await _reader(ctx, snapshot, command)
        weights = (await settings_of(snapshot, ctx.me)).weights
        if command.order == "score":
            chosen = await pages.by_score(snapshot, reader, command, weights)
        else:
            chosen = await pages.by_activity(snapshot, reader, command)
        if command.hashtag is not None:
            chosen = _for_its_hashtag(chosen)
        items = await items_of(ctx, snapshot, chosen, weights)
    return Page(items=items, next=chosen.next)


def _for_its_hashtag(chosen: Chosen) -> Chosen:
    """On a hashtag's own page, that it is there is no reason, whoever follows it."""
    signals = {id: replace(known, tag="") for id, known in chosen.signals.items()}
    return replace(chosen, signals=signals)


async def get_followers(ctx: Ctx, command: GetFollowers) -> FollowersView:
    """Who follows a hashtag that is used only where the actor may not read stays unsaid."""
    found = await following.get_followers(ctx, command)
    if command.kind == "person":
        return found
    reader = hashtags.Reader(ctx.me, ctx.actor.role is Role.GUEST)
    tag = fold(command.target.strip().removeprefix("#"))
    async with ctx.store.read() as snapshot:
        tags = [tag, *await hashtags.spelt_as(snapshot, tag)]
        if await hashtags.seen_among(snapshot, reader, tags):
            return found
    return msgspec.structs.replace(found, count=0, person_ids=[])


async def get_settings(ctx: Ctx, command: p.GetFeedSettings) -> p.FeedSettingsView:
    """As they come, as long as nothing was chosen."""
    async with ctx.store.read() as snapshot:
        return await settings_of(snapshot, ctx.me)


async def settings_of(snapshot: Snapshot, person_id: str) -> p.FeedSettingsView:
    """How a person wants their feed."""
    packed = await queries.settings_of(snapshot, person_id)
    if packed is None:
        return p.FeedSettingsView(weights=p.FeedWeights())
    return msgspec.msgpack.decode(packed, type=p.FeedSettingsView)


async def _reader(ctx: Ctx, snapshot: Snapshot, command: p.ListFeed) -> Reader:
    """Who asks; on the page of one hashtag that is the only one that counts."""
    guest = ctx.actor.role is Role.GUEST
    since_ms = ctx.now_ms - RECOMMENDED_MS
    if command.hashtag is not None:
        tag = fold(command.hashtag.strip().removeprefix("#"))
        spelt = tuple(await hashtags.spellings(snapshot, [tag]))
        return Reader(ctx.me, guest, spelt, recommended_ms=since_ms)
    return await reader_of(snapshot, ctx.me, guest, since_ms)


async def reader_of(snapshot: Snapshot, person_id: str, guest: bool, recommended_ms: int) -> Reader:
    """A person with the hashtags that they follow and have muted, in all their spellings."""
    standing = await follows.standing(snapshot, person_id)
    return Reader(
        person_id,
        guest,
        tuple(await hashtags.spellings(snapshot, standing.followed)),
        tuple(await hashtags.spellings(snapshot, standing.muted)),
        recommended_ms,
        standing.mutes_people,
    )


async def items_of(
    ctx: Ctx, snapshot: Snapshot, chosen: Chosen, weights: p.FeedWeights
) -> list[p.FeedItem]:
    """The threads as they are shown, in the order chosen; those that are gone are left out."""
    roots = await by_ids(snapshot, chosen.root_ids)
    replies = await queries.last_replies(snapshot, ctx.me, chosen.root_ids)
    flat = [*roots.values(), *(view for some in replies.values() for view in some)]
    shown = {view.id: view for view in await ctx.decorated(snapshot, flat)}
    labels = await _labels(snapshot, chosen)
    heads = await queries.heads_of(snapshot, {view.channel_id for view in roots.values()})
    return [
        p.FeedItem(
            root=shown[root_id],
            active_at=known.active_us // 1_000,
            replies=[shown[view.id] for view in replies.get(root_id, ())],
            reasons=_named(scoring.reasons(known, weights), labels),
            head=heads.get(roots[root_id].channel_id, 0),
        )
        for root_id in chosen.root_ids
        if root_id in roots and (known := chosen.signals.get(root_id)) is not None
    ]


async def _labels(snapshot: Snapshot, chosen: Chosen) -> dict[str, str]:
    """The hashtags among the reasons as they are shown."""
    tags = {chosen.signals[one].tag for one in chosen.root_ids if one in chosen.signals}
    meant = await hashtags.spellings(snapshot, tags - {""})
    labels = await hashtags.labels_of(snapshot, list(set(meant.values())))
    return {tag: labels.get(into, into) for tag, into in meant.items()}


def _named(reasons: Sequence[p.FeedReason], labels: dict[str, str]) -> list[p.FeedReason]:
    return [
        msgspec.structs.replace(one, tag=labels.get(one.tag, one.tag)) if one.tag else one
        for one in reasons
    ]
