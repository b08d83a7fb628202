"""`reactions.*` and `pins.*`."""

from __future__ import annotations

from channels.bots.protocol import StoredMessage
from channels.core.errors import Conflict, Invalid
from channels.membership.protocol import ChannelView
from channels.reactions.emoji import parse_emoji
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor, to_ts


async def _named(call: Call) -> tuple[ChannelView, StoredMessage]:
    if not call.args.text("channel") or not call.args.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = await call.channel()
    stored = await call.message(channel, "timestamp")
    if stored.view.deleted:
        raise SlackError("message_not_found")
    return channel, stored


def _emoji(call: Call) -> str:
    try:
        return parse_emoji(call.args.need("name"))
    except Invalid:
        raise SlackError("invalid_name") from None


def _chosen(call: Call, stored: StoredMessage, emoji: str) -> bool:
    return any(one.emoji == emoji and call.me in one.person_ids for one in stored.view.reactions)


async def add_reaction(call: Call) -> Item:
    """`reactions.add`."""
    emoji = _emoji(call)
    channel, stored = await _named(call)
    if not channel.joined:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if _chosen(call, stored, emoji):
        raise SlackError("already_reacted")
    try:
        await call.ask("reactions.add", message_id=stored.view.id, emoji=emoji)
    except Conflict:
        raise SlackError("too_many_emoji") from None
    return {}


async def remove_reaction(call: Call) -> Item:
    """`reactions.remove`."""
    emoji = _emoji(call)
    _, stored = await _named(call)
    if not _chosen(call, stored, emoji):
        raise SlackError("no_reaction")
    await call.ask("reactions.remove", message_id=stored.view.id, emoji=emoji)
    return {}


async def get_reactions(call: Call) -> Item:
    """`reactions.get`."""
    channel, stored = await _named(call)
    url = call.edge.archive_url(channel.id, to_ts(stored.at_us))
    shown = {**await call.shown(stored), "permalink": url}
    return {"type": "message", "channel": channel.id, "message": shown}


async def list_reactions(call: Call) -> Item:
    """`reactions.list`: what somebody reacted to, the latest message first."""
    person_id = call.args.text("user").strip() or call.me
    if not await call.edge.accounts(call.actor, [person_id]):
        raise SlackError("user_not_found")
    place = parse_cursor("reacted", call.args.text("cursor"))
    page = await call.ask(
        "reactions.list",
        person_id=person_id,
        before_us=int(place) if place else 2**62,
        limit=call.args.limit(100, most=200),
    )
    ids = [one.message_id for one in page.items]
    found = (await call.ask("bots.by_ids", message_ids=ids)).items if ids else []
    items = [
        {"type": "message", "channel": one.view.channel_id, "message": await call.shown(one)}
        for one in found
    ]
    return {"items": items, "response_metadata": metadata("reacted", page.next)}


async def add_pin(call: Call) -> Item:
    """`pins.add`."""
    channel, stored = await _named(call)
    if not channel.joined:
        raise SlackError("not_in_channel")
    if stored.view.pinned:
        raise SlackError("already_pinned")
    await call.ask("pins.add", message_id=stored.view.id)
    return {}


async def remove_pin(call: Call) -> Item:
    """`pins.remove`."""
    _, stored = await _named(call)
    if not stored.view.pinned:
        raise SlackError("no_pin")
    await call.ask("pins.remove", message_id=stored.view.id)
    return {}


async def list_pins(call: Call) -> Item:
    """`pins.list`."""
    channel = await call.channel()
    if not channel.joined and call.caller.kind == "bot":
        raise SlackError("not_in_channel")
    page = await call.ask("pins.list", channel_id=channel.id, limit=500)
    ids = [pin.message.id for pin in page.items]
    found = await call.ask("bots.by_ids", message_ids=ids) if ids else None
    stored = {one.view.id: one for one in found.items} if found is not None else {}
    items = []
    for pin in page.items:
        if pin.message.id in stored:
            items.append(await _pinned(call, channel, stored[pin.message.id], pin))
    return {"items": items}


async def _pinned(call: Call, channel: ChannelView, stored: StoredMessage, pin: object) -> Item:
    url = call.edge.archive_url(channel.id, to_ts(stored.at_us))
    return {
        "type": "message",
        "channel": channel.id,
        "created": getattr(pin, "pinned_at", 0) // 1_000,
        "created_by": getattr(pin, "person_id", ""),
        "message": objects.merged(await call.shown(stored), {"permalink": url}),
    }


METHODS = {
    "reactions.add": Method(add_reaction, "reactions:write"),
    "reactions.remove": Method(remove_reaction, "reactions:write", tier=2),
    "reactions.get": Method(get_reactions, "reactions:read"),
    "reactions.list": Method(list_reactions, "reactions:read", tier=2),
    "pins.add": Method(add_pin, "pins:write", tier=2),
    "pins.remove": Method(remove_pin, "pins:write", tier=2),
    "pins.list": Method(list_pins, "pins:read", tier=2),
}
