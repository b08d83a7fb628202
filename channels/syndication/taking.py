"""What the jobs write: an entry as a post, once; and what came of looking at a feed."""

from __future__ import annotations

import random
from typing import Any

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import NotAllowed, NotFound
from channels.core.protocol import Done
from channels.posts.protocol import WritePost
from channels.posts.service import write
from channels.syndication import protocol as p
from channels.syndication import queries
from channels.syndication.bot import AUTHOR, BOT_ID
from channels.syndication.subscriptions import look_job, still
from channels.syndication.tables import SubscriptionRow, TakenEntryRow
from channels.syndication.timing import Look, Past, after
from persistence.decision import Change, Decision, Delete, Insert, Update

KEYS_KEPT = 20_000  # for each channel; what is still on its feed is made new and so not the oldest
KEYS_DROPPED = 500
SEEN_EVERY_MS = 24 * 3_600_000


async def take(ctx: Ctx, command: p.TakeEntry) -> Decision:
    """Post and mark, in one commit; nothing where the channel has had the entry.

    Errors: NotAllowed where the channel is archived, NotFound where the author was put out.
    """
    if ctx.channel.facts.archived:
        raise NotAllowed("This channel is archived.")
    if BOT_ID not in ctx.channel.members:
        raise NotFound("The author of feeds is not in the channel.")
    async with ctx.store.read() as snapshot:
        row = await queries.subscription(snapshot, command.subscription_id)
        had = await queries.taken(snapshot, ctx.channel.id, command.keys)
    if row is None or (row.state, row.turn) != ("running", command.turn) or had:
        return Decision(reply=Done())
    wanted = WritePost(
        channel_id=command.channel_id,
        title=command.title,
        text=command.text,
        client_id=f"feed-{command.keys[0][:48]}",
    )
    as_author = replace(ctx, actor=AUTHOR, person=None)
    decision = await write(as_author, wanted, author_name=command.feed_title)
    decision.changes += [_taken(ctx, key) for key in command.keys]
    decision.require(still(row.id, row.turn))
    decision.reply = Done()
    return decision


async def note_look(ctx: Ctx, command: p.NoteLook) -> Decision:
    """When the feed is looked at again, or that it is not; void in a later turn."""
    async with ctx.store.read() as snapshot:
        row = await queries.subscription(snapshot, command.subscription_id)
        if row is None or (row.state, row.turn) != ("running", command.turn):
            return Decision(reply=Done())
        had = await queries.taken(snapshot, row.channel_id, command.passed)
        old = await queries.oldest_taken(snapshot, row.channel_id, KEYS_KEPT, KEYS_DROPPED)
        crowded = await queries.oldest_taken(snapshot, row.channel_id, KEYS_KEPT // 2, 1)
        before_ms = ctx.now_ms - SEEN_EVERY_MS + 1
        stale = await queries.taken_before(snapshot, row.channel_id, command.seen, before_ms)
    past = Past(row.failures, row.failing_since_ms)
    look = Look(command.problem, ctx.now_ms, command.more, command.wait_ms)
    coming = after(past, look, random.random())
    values: dict[str, Any] = {
        "problem": command.problem,
        "failures": coming.failures,
        "failing_since_ms": coming.failing_since_ms,
        "checked_at_ms": ctx.now_ms,
        "next_at_ms": coming.at_ms,
    }
    if not command.problem and not command.unchanged:
        found = ("url", "title", "site_url")
        values |= {name: getattr(command, name) or getattr(row, name) for name in found}
        values |= {"etag": command.etag, "modified": command.modified}
    if crowded:  # read whole each time, so that what is still on the feed is seen
        values |= {"etag": "", "modified": ""}
    decision = Decision(reply=Done(), holds=still(row.id, row.turn))
    if coming.stops:
        values |= {"state": "stopped", "turn": row.turn + 1}
    else:
        decision.jobs.append(look_job(row.id, row.turn, coming.at_ms))
    decision.changes.append(Update(SubscriptionRow, {"id": row.id, "turn": row.turn}, values))
    gone = set(old) - set(command.seen)
    decision.changes += _marks(ctx, row.channel_id, set(command.passed) - had, stale, gone)
    return decision


def _marks(
    ctx: Ctx, channel_id: str, passed: set[str], stale: list[str], gone: set[str]
) -> list[Change]:
    """In the order of the keys: others may mark the same at this moment."""
    marks: list[Change] = [
        Insert(
            TakenEntryRow,
            {"channel_id": channel_id, "key": key, "at_ms": ctx.now_ms},
            ignore=True,
        )
        for key in sorted(passed)
    ]
    return [
        *marks,
        *(
            Update(TakenEntryRow, {"channel_id": channel_id, "key": key}, {"at_ms": ctx.now_ms})
            for key in sorted(stale)
        ),
        *(Delete(TakenEntryRow, {"channel_id": channel_id, "key": key}) for key in sorted(gone)),
    ]


def _taken(ctx: Ctx, key: str) -> Insert:
    return Insert(TakenEntryRow, {"channel_id": ctx.channel.id, "key": key, "at_ms": ctx.now_ms})
