"""What messages make of the feed. A plain line in a channel changes nothing."""

from __future__ import annotations

from sqlalchemy import func, select

from channels.core.context import Ctx
from channels.core.kinds import ChannelKind
from channels.feed import elsewhere
from channels.feed.tables import FeedThreadRow
from channels.hashtags.tables import HashtagUseRow
from channels.messages.facts import Edited, Posted, Recommended, Removed
from channels.messages.tables import MessageRow
from channels.posts.tables import PostRow
from channels.recommendations.tables import RecommendationRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Insert, Update
from persistence.snapshot import Snapshot

_message = table_of(MessageRow)
_post = table_of(PostRow)
_recommendation = table_of(RecommendationRow)
_use = table_of(HashtagUseRow)
_feed = table_of(FeedThreadRow)
_DIRECT = (ChannelKind.DIRECT, ChannelKind.GROUP)


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """A reply makes a thread of its root, or moves it up; a post is one, and so is a line with a
    file or a hashtag. A line that only names people is kept for them."""
    root = fact.root
    alone = root is None and fact.post is None and not (fact.file_ids or fact.hashtags)
    lone = alone and bool(fact.mentions.person_ids)
    if fact.channel.facts.kind in _DIRECT or (alone and not lone):
        return None

    def row() -> dict[str, object]:
        return {
            "root_id": root.id if root is not None else fact.message_id,
            "channel_id": fact.channel.id,
            "author_id": root.author_id if root is not None else fact.author_id,
            "seq": root.seq if root is not None else fact.emit.seq,
            "active_us": fact.emit.at_us,
            "lone": lone,
            "kind": fact.post.kind if fact.post is not None else "message",
        }

    change = Insert(FeedThreadRow, row, update=("active_us", "lone"), greatest=("active_us",))
    author_id = root.author_id if root is not None else fact.author_id
    told = [] if lone else await elsewhere.tell(ctx, fact.channel, author_id, fact.hashtags)
    return Decision(changes=[change], unlogged=told)


async def on_edited(ctx: Ctx, fact: Edited) -> Decision | None:
    """A line may get its first hashtag, or lose its last, later."""
    message = fact.message
    if message.thread_id is not None:
        return None
    channel = await ctx.access.peek_channel(message.channel_id)
    if channel is None or channel.facts.kind in _DIRECT:
        return None
    async with ctx.store.read() as snapshot:
        replied_us = await _last_reply_us(snapshot, message.id)
        written_us = await _written_us(snapshot, message.id)
        is_post = await _is_post(snapshot, message.id)
        has_files = await _has_files(snapshot, message.id)
        is_there = await _is_there(snapshot, message.id)
        is_recommended = await _is_recommended(snapshot, message.id)
    if replied_us or is_post:
        return None

    async def unanswered(snapshot: Snapshot) -> bool:
        return not await _last_reply_us(snapshot, message.id)

    whole = bool(fact.hashtags) or has_files
    if not (whole or fact.mentions.person_ids or is_recommended):
        if not is_there:
            return None
        gone = Delete(FeedThreadRow, {"root_id": message.id})
        return Decision(changes=[gone], holds=unanswered)
    row = {
        "root_id": message.id,
        "channel_id": message.channel_id,
        "author_id": message.author_id,
        "seq": message.seq,
        "active_us": written_us,
        "lone": not whole,
    }
    update = ("active_us", "lone")
    change = Insert(FeedThreadRow, row, update=update, greatest=("active_us",))
    return Decision(changes=[change], holds=unanswered)


async def on_recommended(ctx: Ctx, fact: Recommended) -> Decision | None:
    """A line that is recommended is kept for those who follow who does so."""
    message = fact.message
    if not fact.on or message.thread_id is not None:
        return None
    channel = await ctx.access.peek_channel(message.channel_id)
    if channel is None or channel.facts.kind in _DIRECT:
        return None
    async with ctx.store.read() as snapshot:
        written_us = await _written_us(snapshot, message.id)
    row = {
        "root_id": message.id,
        "channel_id": message.channel_id,
        "author_id": message.author_id,
        "seq": message.seq,
        "active_us": written_us,
        "lone": True,
    }
    return Decision(changes=[Insert(FeedThreadRow, row, ignore=True)])


async def on_removed(ctx: Ctx, fact: Removed) -> Decision | None:
    """Without its root a thread is in no feed; without its last reply it stands where it was."""
    message = fact.message
    if message.thread_id is None:
        return Decision(changes=[Delete(FeedThreadRow, {"root_id": message.id})])
    root_id = message.thread_id

    async def left(snapshot: Snapshot) -> tuple[int, bool]:
        replied_us = await _last_reply_us(snapshot, root_id, without=message.id)
        stays = bool(replied_us) or await _is_tagged(snapshot, root_id, without=message.id)
        stays = stays or await _is_post(snapshot, root_id)
        return replied_us, stays or await _has_files(snapshot, root_id)

    async with ctx.store.read() as snapshot:
        seen = await left(snapshot)
        written_us = await _written_us(snapshot, root_id)

    async def still_so(snapshot: Snapshot) -> bool:
        return await left(snapshot) == seen

    replied_us, stays = seen
    values = {"active_us": replied_us or written_us, "lone": not stays}
    return Decision(changes=[Update(FeedThreadRow, {"root_id": root_id}, values)], holds=still_so)


async def _last_reply_us(snapshot: Snapshot, root_id: str, without: str = "") -> int:
    """When the last reply was written; 0 where there is none."""
    query = select(func.max(_message.c.created_us)).where(
        _message.c.thread_id == root_id, _message.c.deleted.is_(False), _message.c.id != without
    )
    return int(await snapshot.scalar(query) or 0)


async def _written_us(snapshot: Snapshot, message_id: str) -> int:
    query = select(_message.c.created_us).where(_message.c.id == message_id)
    return int(await snapshot.scalar(query) or 0)


async def _is_post(snapshot: Snapshot, root_id: str) -> bool:
    query = select(_post.c.message_id).where(_post.c.message_id == root_id)
    return await snapshot.first(query) is not None


async def _has_files(snapshot: Snapshot, root_id: str) -> bool:
    query = select(_message.c.file_count).where(_message.c.id == root_id)
    return bool(await snapshot.scalar(query))


async def _is_tagged(snapshot: Snapshot, root_id: str, without: str) -> bool:
    """Does another message of the thread hold a hashtag?"""
    query = select(_use.c.tag).where(_use.c.root_id == root_id, _use.c.message_id != without)
    return await snapshot.first(query.limit(1)) is not None


async def _is_recommended(snapshot: Snapshot, root_id: str) -> bool:
    query = select(_recommendation.c.person_id).where(_recommendation.c.message_id == root_id)
    return await snapshot.first(query.limit(1)) is not None


async def _is_there(snapshot: Snapshot, root_id: str) -> bool:
    query = select(_feed.c.root_id).where(_feed.c.root_id == root_id)
    return await snapshot.first(query) is not None
