"""Tells followers at once of what moves in channels that they are not in."""

from __future__ import annotations

from collections.abc import Iterable

from channels.core.cards import ChannelCard
from channels.core.context import Ctx
from channels.core.kinds import ChannelKind
from channels.feed.protocol import FeedMoved
from channels.follows import queries as follows
from channels.follows.protocol import Kind
from persistence.decision import NamedEvent
from persistence.streams import Stream, user_stream

TOLD_MAX = 500  # the others see it as they come back to their feed

Told = list[tuple[Stream, NamedEvent]]


async def tell(ctx: Ctx, channel: ChannelCard, person_id: str, tags: Iterable[str] = ()) -> Told:
    """Events, not stored, for those who follow the person or one of the hashtags (folded) and are
    not in the channel, which is public: members hear of the message itself."""
    if channel.facts.kind is not ChannelKind.PUBLIC:
        return []
    asked: list[tuple[Kind, str]] = [("person", person_id)]
    asked += [("hashtag", tag) for tag in tags]
    async with ctx.store.glance() as snapshot:
        found = await follows.followers_outside(snapshot, asked, channel.id, TOLD_MAX)
    return [(user_stream(one), FeedMoved()) for one in found if one != ctx.me]
