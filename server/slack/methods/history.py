"""`conversations.history`, `.replies` and `.mark`: reading, and how far one has."""

from __future__ import annotations

from typing import NamedTuple

from channels.bots.protocol import StoredMessage, StoredPage
from channels.membership.protocol import ChannelView
from server.slack.call import Call, Method, of_each_kind
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor, parse_ts

FOR_EVER_US = 2**62


class Bounds(NamedTuple):
    """From when to when, both included (Unix microseconds)."""

    oldest_us: int
    latest_us: int


def _bounds(call: Call) -> Bounds:
    args = call.args
    inclusive = args.flag("inclusive")
    oldest, latest = args.text("oldest").strip(), args.text("latest").strip()
    oldest_us, latest_us = 0, FOR_EVER_US
    if oldest and oldest.strip("0."):
        oldest_us = parse_ts(oldest, "invalid_ts_oldest") + (not inclusive)
    if latest and latest != "now":
        latest_us = parse_ts(latest, "invalid_ts_latest") - (not inclusive)
    return Bounds(oldest_us, latest_us)


async def _readable(call: Call) -> ChannelView:
    channel = await call.channel()
    call.require_kind(channel, "history")
    if not channel.joined and call.caller.kind == "bot":
        raise SlackError("not_in_channel")
    return channel


async def history(call: Call) -> Item:
    """`conversations.history`: newest first; replies only where they were sent there too."""
    channel = await _readable(call)
    bounds = _bounds(call)
    place = parse_cursor("before", call.args.text("cursor"))
    latest_us = min(bounds.latest_us, int(place) - 1) if place else bounds.latest_us
    page: StoredPage = await call.ask(
        "bots.times",
        channel_id=channel.id,
        oldest_us=bounds.oldest_us,
        latest_us=latest_us,
        limit=call.args.limit(100, most=999),
    )
    pins = await call.ask("pins.list", channel_id=channel.id, limit=500)
    return {
        "messages": [await call.shown(one) for one in page.items],
        "has_more": page.more,
        "pin_count": len(pins.items),
        "response_metadata": _next("before", page),
    }


async def replies(call: Call) -> Item:
    """`conversations.replies`: the root first, then its replies, oldest first."""
    channel = await _readable(call)
    named = await call.message(channel, "ts", "thread_not_found")
    root = await _root_of(call, named)
    bounds = _bounds(call)
    place = parse_cursor("after", call.args.text("cursor"))
    limit = call.args.limit(1_000, most=1_000)
    shown: list[StoredMessage] = []
    if not place and bounds.latest_us >= root.at_us:
        shown.append(root)
    oldest_us = max(bounds.oldest_us, int(place) + 1) if place else bounds.oldest_us
    room = max(1, limit - len(shown))
    page: StoredPage = await call.ask(
        "bots.times",
        channel_id=channel.id,
        thread_id=root.view.id,
        oldest_us=oldest_us,
        latest_us=bounds.latest_us,
        limit=room,
    )
    items = page.items if limit > len(shown) else []
    more = page.more or len(items) < len(page.items)
    last = (items or shown)[-1].at_us if more else None
    return {
        "messages": [await call.shown(one) for one in [*shown, *items]],
        "has_more": more,
        "response_metadata": metadata("after", str(last) if last is not None else None),
    }


async def _root_of(call: Call, named: StoredMessage) -> StoredMessage:
    if named.root_us is None:
        return named
    found: StoredMessage = await call.ask(
        "bots.at_time", channel_id=named.view.channel_id, at_us=named.root_us
    )
    return found


def _next(kind: str, page: StoredPage) -> dict[str, str]:
    return metadata(kind, str(page.items[-1].at_us) if page.more else None)


async def mark(call: Call) -> Item:
    """`conversations.mark`: also back."""
    channel = await call.inside(what="manage" if call.caller.kind == "bot" else "read")
    at_us = parse_ts(call.args.need("ts"), "invalid_timestamp")
    page: StoredPage = await call.ask("bots.times", channel_id=channel.id, latest_us=at_us, limit=1)
    seq = page.items[0].view.seq if page.items else 0
    await call.ask("reads.mark", channel_id=channel.id, seq=seq)
    return {}


_HISTORY = of_each_kind("history")
_MARK = of_each_kind("manage")
METHODS = {
    "conversations.history": Method(history, by_kind=_HISTORY),
    "conversations.replies": Method(replies, by_kind=_HISTORY),
    "conversations.mark": Method(mark, by_kind=_MARK),
}
