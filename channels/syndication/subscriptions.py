"""Taking feeds into a channel: added, listed, paused and removed by those who run it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.kinds import ChannelKind
from channels.core.protocol import Done, Page
from channels.membership.moves import add_members
from channels.people.names import clean_line
from channels.syndication import protocol as p
from channels.syndication import queries
from channels.syndication.bot import BOT_ID, add_bot
from channels.syndication.tables import SubscriptionRow
from persistence.decision import Decision, Delete, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot

LOOK = "syndication.look"
NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
IN_CHANNEL_MAX = 20
IN_WORKSPACE_MAX = 1_000
BY_PERSON_MAX = 50  # so that one member cannot use up the workspace's


async def subscribe(ctx: Ctx, command: p.Subscribe) -> Decision:
    """The feed is looked at at once; what comes of it is in the list.

    Errors: Invalid (field `url`) for anything but a web address; NotAllowed for a direct
    conversation or an archived channel; Conflict for a feed that is there, or one too many.
    """
    _check_named(ctx)
    if ctx.channel.facts.archived:
        raise NotAllowed("This channel is archived. Reopen it to write in it.")
    url = _clean_url(command.url)
    async with ctx.store.read() as snapshot:
        there = await queries.subscriptions_of(snapshot, ctx.channel.id)
        everywhere = await queries.count_subscriptions(snapshot)
        own = await queries.count_subscriptions(snapshot, added_by=ctx.me)
    if any(row.url == url for row in there):
        raise Conflict("This channel takes in this feed already.", "url")
    most = (IN_CHANNEL_MAX, IN_WORKSPACE_MAX, BY_PERSON_MAX)
    if any(n >= bound for n, bound in zip((len(there), everywhere, own), most, strict=True)):
        raise Conflict("There are too many feeds already. Remove one first.", "url")
    row = {
        "id": new_id("L"),
        "channel_id": ctx.channel.id,
        "url": url,
        "added_by": ctx.me,
        "created_at_ms": ctx.now_ms,
    }
    decision = Decision(
        reply=p.SubscriptionView(
            id=str(row["id"]),
            channel_id=ctx.channel.id,
            url=url,
            added_by=ctx.me,
            state="waiting",
        ),
        changes=[Insert(SubscriptionRow, row)],
        jobs=[look_job(str(row["id"]), 0, 0)],
        basis=ctx.basis,
    )
    await _let_in(ctx, decision)
    # Of two who add at once the later decides again.
    decision.touches.setdefault(ctx.channel.stream, lambda old: old.renewed())
    return decision


async def list_subscriptions(ctx: Ctx, command: p.ListSubscriptions) -> Page[p.SubscriptionView]:
    """All of them."""
    async with ctx.store.read() as snapshot:
        rows = await queries.subscriptions_of(snapshot, ctx.channel.id)
    return Page(items=[to_view(row) for row in rows], next=None)


async def pause(ctx: Ctx, command: p.PauseSubscription) -> Decision:
    """Errors: NotFound for what the channel does not take in."""
    async with ctx.store.read() as snapshot:
        row = await _found(snapshot, ctx, command.subscription_id)
    if command.paused == (row.state != "running"):
        return Decision(reply=to_view(row))
    values: dict[str, Any] = {"state": "paused" if command.paused else "running"}
    values["turn"] = row.turn + 1
    decision = Decision(basis=ctx.basis)
    if not command.paused:
        values |= {"problem": "", "failures": 0, "failing_since_ms": None, "next_at_ms": 0}
        decision.jobs.append(look_job(row.id, row.turn + 1, 0))
        await _let_in(ctx, decision)
    where = {"id": row.id, "turn": row.turn}
    decision.changes.append(Update(SubscriptionRow, where, values))
    decision.require(still(row.id, row.turn))
    decision.reply = to_view(queries.Changed(row, values))
    return decision


async def remove(ctx: Ctx, command: p.RemoveSubscription) -> Decision:
    """What the feed has brought stays, and is not brought again."""
    where = {"id": command.subscription_id, "channel_id": ctx.channel.id}
    return Decision(reply=Done(), changes=[Delete(SubscriptionRow, where)], basis=ctx.basis)


def look_job(subscription_id: str, turn: int, run_at_ms: int) -> NewJob:
    """Look at a feed; one waits for each turn."""
    body = {"subscription_id": subscription_id, "turn": turn}
    return NewJob(LOOK, body, run_at_ms=run_at_ms, key=f"{LOOK}:{subscription_id}:{turn}")


def still(subscription_id: str, turn: int) -> Any:
    """Asked by the writer: is the subscription there and in this turn?"""

    async def holds(snapshot: Snapshot) -> bool:
        row = await queries.subscription(snapshot, subscription_id)
        return row is not None and row.turn == turn

    return holds


def to_view(row: Any) -> p.SubscriptionView:
    """A subscription as it is shown."""
    running = row.state == "running"
    state: p.SubscriptionState = "waiting"
    if not running:
        state = "paused" if row.state == "paused" else "stopped"
    elif row.checked_at_ms is not None:
        state = "failing" if row.problem else "fine"
    return p.SubscriptionView(
        id=row.id,
        channel_id=row.channel_id,
        url=row.url,
        title=row.title,
        site_url=row.site_url,
        added_by=row.added_by,
        state=state,
        problem=row.problem,
        checked_at=row.checked_at_ms,
        next_at=row.next_at_ms if running and row.checked_at_ms is not None else None,
    )


async def _let_in(ctx: Ctx, decision: Decision) -> None:
    await add_bot(ctx, decision)
    add_members(decision, ctx.channel, [BOT_ID], ctx.now_ms)


async def _found(snapshot: Snapshot, ctx: Ctx, subscription_id: str) -> Any:
    row = await queries.subscription(snapshot, subscription_id)
    if row is None or row.channel_id != ctx.channel.id:
        raise NotFound("This channel takes in no such feed.", "subscription_id")
    return row


def _check_named(ctx: Ctx) -> None:
    if ctx.channel.facts.kind not in NAMED:
        raise NotAllowed("Feeds are taken into channels, not into direct conversations.")


def _clean_url(typed: str) -> str:
    """Errors: Invalid."""
    url = clean_line(typed, "url")
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or " " in url or parts.username is not None:
        raise Invalid("A feed has a web address, such as https://example.org/feed.", "url")
    return parts._replace(fragment="").geturl()
