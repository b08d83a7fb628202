"""What messages make of hashtags: where they stand, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from channels.core.context import Ctx
from channels.hashtags import queries
from channels.hashtags.tables import (
    HashtagPlaceRow,
    HashtagRow,
    HashtagThreadRow,
    HashtagUseRow,
)
from channels.messages.facts import Edited, Posted, Removed
from persistence.decision import Change, Decision, Delete, Insert, Row, Update
from persistence.snapshot import Snapshot

MOST = 20  # hashtags of a message that are kept


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """A message without hashtags that is no reply changes nothing."""
    if fact.root is None and not fact.hashtags:
        return None
    root_id = fact.thread_id or fact.message_id
    decision = Decision()
    if fact.root is not None:
        moved = Update(
            HashtagThreadRow,
            {"root_id": root_id},
            lambda: {"active_us": fact.emit.at_us},
            greatest=("active_us",),
        )
        decision.changes.append(moved)
    for tag, label in list(fact.hashtags.items())[:MOST]:
        decision.changes += [
            Insert(
                HashtagRow,
                lambda tag=tag, label=label: _named(tag, label, fact.emit.at_us),  # type: ignore[misc]
                update=("used_us",),
                greatest=("used_us",),
            ),
            Insert(HashtagUseRow, _used(fact.message_id, tag, root_id)),
            Insert(
                HashtagThreadRow,
                lambda tag=tag: _stands(tag, root_id, fact.channel.id, fact.emit.at_us),  # type: ignore[misc]
                update=("active_us",),
                greatest=("active_us",),
            ),
            Insert(HashtagPlaceRow, {"tag": tag, "channel_id": fact.channel.id}, ignore=True),
        ]
    return decision


async def on_edited(ctx: Ctx, fact: Edited) -> Decision | None:
    """The message holds other hashtags now."""
    message = fact.message
    root_id = message.thread_id or message.id
    async with ctx.store.read() as snapshot:
        before = await queries.uses_of(snapshot, message.id)
        if not before and not fact.hashtags:
            return None
        gone = [tag for tag in before if tag not in fact.hashtags]
        stay = await queries.elsewhere_in(snapshot, root_id, message.id, gone)
        active_us = await queries.last_us(snapshot, root_id)

    async def still_so(snapshot: Snapshot) -> bool:
        return await queries.elsewhere_in(snapshot, root_id, message.id, gone) == stay

    added = {tag: label for tag, label in fact.hashtags.items() if tag not in before}
    place = {"root_id": root_id, "channel_id": message.channel_id}
    return Decision(
        changes=[
            *_let_go(message.id, root_id, gone, stay),
            *written(message.id, place, added, active_us),
        ],
        holds=still_so if gone else None,
    )


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted root takes its thread from the pages of hashtags."""
    message = fact.message
    if message.thread_id is None:
        where = {"root_id": message.id}
        return Decision(changes=[Delete(HashtagUseRow, where), Delete(HashtagThreadRow, where)])
    root_id = message.thread_id
    async with ctx.store.read() as snapshot:
        gone = await queries.uses_of(snapshot, message.id)
        stay = await queries.elsewhere_in(snapshot, root_id, message.id, gone)

    async def still_so(snapshot: Snapshot) -> bool:
        return await queries.elsewhere_in(snapshot, root_id, message.id, gone) == stay

    changes = _let_go(message.id, root_id, gone, stay)
    return Decision(changes=changes, holds=still_so if gone else None)


def written(
    message_id: str, place: Row, hashtags: Mapping[str, str], active_us: int
) -> list[Change]:
    """The rows of a message's hashtags where its time is known; `place` has root and channel."""
    root_id, channel_id = str(place["root_id"]), str(place["channel_id"])
    rows: list[Change] = []
    for tag, label in list(hashtags.items())[:MOST]:
        rows += [
            Insert(HashtagRow, _named(tag, label, active_us), ignore=True),
            Insert(HashtagUseRow, _used(message_id, tag, root_id), ignore=True),
            Insert(
                HashtagThreadRow,
                _stands(tag, root_id, channel_id, active_us),
                update=("active_us",),
                greatest=("active_us",),
            ),
            Insert(HashtagPlaceRow, {"tag": tag, "channel_id": channel_id}, ignore=True),
        ]
    return rows


def _let_go(message_id: str, root_id: str, gone: Sequence[str], stay: set[str]) -> list[Change]:
    changes: list[Change] = []
    for tag in gone:
        changes.append(Delete(HashtagUseRow, {"message_id": message_id, "tag": tag}))
        if tag not in stay:
            changes.append(Delete(HashtagThreadRow, {"tag": tag, "root_id": root_id}))
    return changes


def _named(tag: str, label: str, used_us: int) -> dict[str, object]:
    return {"tag": tag, "label": label, "used_us": used_us}


def _used(message_id: str, tag: str, root_id: str) -> dict[str, object]:
    return {"message_id": message_id, "tag": tag, "root_id": root_id}


def _stands(tag: str, root_id: str, channel_id: str, active_us: int) -> dict[str, object]:
    return {"tag": tag, "root_id": root_id, "channel_id": channel_id, "active_us": active_us}
