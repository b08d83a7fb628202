"""Our events as Slack's, for one app: what it subscribed to, about what its bot can see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from channels.bots.homes import HOME_OPENED
from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import SYSTEM
from channels.core.cards import ChannelCard
from channels.core.errors import NotFound
from channels.core.kinds import ChannelKind
from channels.messages.protocol import MessageView
from server.slack import objects
from server.slack.objects import Item
from server.slack.stamps import to_ts
from server.slack.telling import events_around as around
from server.slack.telling.notices import TYPES
from server.slack.telling.told import MESSAGES, Told, as_it_was


def tells(name: str) -> bool:
    """Is there anything to tell of such an event of ours?"""
    return name in _KINDS


async def to_events(told: Told) -> list[Item]:
    """Slack's events, `event_ts` and all; none where the app wants none of them."""
    convert = _KINDS.get(told.name)
    found = await convert(told) if convert is not None else []
    return [{**one, "event_ts": one.get("event_ts", told.ts)} for one in found]


async def _posted(told: Told) -> list[Item]:
    view = msgspec.convert(told.event["message"], MessageView)
    card = await told.card()
    stored = await told.stored(view.id)
    if card is None:
        return []
    if stored is None or stored.view.deleted:
        stored = StoredMessage(view=view, at_us=told.at_us)
    team = await told.edge.team()
    item = await objects.message(told.edge, as_it_was(stored, told.event["message"]), team)
    if view.files:
        item.setdefault("subtype", "file_share")
    kind = card.facts.kind
    place = {"channel": card.id, "channel_type": TYPES[kind], "event_ts": item["ts"]}
    found: list[Item] = []
    if told.wants(MESSAGES[kind]):
        found.append({**item, **place})
    mentioned = f"<@{told.app.person_id}" in item["text"]
    if mentioned and kind is not ChannelKind.DIRECT and told.wants("app_mention"):
        mention = {k: v for k, v in item.items() if k != "subtype"}
        found.append({**mention, **place, "type": "app_mention"})
    for name in ("file_created", "file_shared"):
        if view.files and told.wants(name):
            found += [_file(name, one.id, view) for one in view.files]
    return found


def _file(name: str, file_id: str, view: MessageView) -> Item:
    item: Item = {"type": name, "file_id": file_id, "user_id": view.author_id}
    item["file"] = {"id": file_id}
    return {**item, "channel_id": view.channel_id} if name == "file_shared" else item


async def _edited(told: Told) -> list[Item]:
    card = await told.card()
    stored = await told.stored(told.event["message_id"])
    if card is None or stored is None or not told.wants(MESSAGES[card.facts.kind]):
        return []
    item = _hidden(told, card, "message_changed")
    then = as_it_was(stored, told.event)
    item["message"] = await objects.message(told.edge, then, await told.edge.team())
    return [await _with_previous(told, item)]


async def _deleted(told: Told) -> list[Item]:
    card = await told.card()
    gone = await _files_gone(told)
    if card is None or not told.wants(MESSAGES[card.facts.kind]):
        return gone
    at_us = told.before["at_us"] if told.before is not None else 0
    if not at_us:  # over RTM nobody has noted it as it was
        stored = await told.stored(told.event["message_id"])
        at_us = stored.at_us if stored is not None else 0
    if not at_us:
        return gone
    item = _hidden(told, card, "message_deleted")
    item["deleted_ts"] = to_ts(at_us)
    return [await _with_previous(told, item), *gone]


async def _files_gone(told: Told) -> list[Item]:
    """`file_deleted` for the files that went with the message; its author may have kept them."""
    files = ((told.before or {}).get("view") or {}).get("files") or []
    if not files or not told.wants("file_deleted"):
        return []
    found: list[Item] = []
    for one in files:
        try:
            await told.edge.ask(SYSTEM, "files.facts", file_id=one["id"])
        except NotFound:
            found.append({"type": "file_deleted", "file_id": one["id"]})
    return found


def _hidden(told: Told, card: ChannelCard, subtype: str) -> Item:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": card.id,
        "channel_type": TYPES[card.facts.kind],
        "ts": told.ts,
    }


async def _with_previous(told: Told, item: Item) -> Item:
    if told.before is not None and "view" in told.before:
        before = msgspec.convert(told.before, StoredMessage)
        team = await told.edge.team()
        item["previous_message"] = await objects.message(told.edge, before, team)
    return item


async def _reacted(told: Told) -> list[Item]:
    name = told.name.replace(".", "_")
    stored = await told.stored(told.event["message_id"])
    if stored is None or told.event.get("again") or not told.wants(name):
        return []
    item = {"type": "message", "channel": stored.view.channel_id, "ts": to_ts(stored.at_us)}
    return [
        {
            "type": name,
            "user": told.event["person_id"],
            "reaction": told.event["emoji"],
            "item_user": stored.view.author_id,
            "item": item,
        }
    ]


async def _pinned(told: Told) -> list[Item]:
    name = told.name.replace(".", "_")
    stored = await told.stored(told.event["message_id"])
    if stored is None or not told.wants(name):
        return []
    person_id = told.event.get("person_id") or told.actor
    channel_id = stored.view.channel_id
    pins = await told.edge.ask(SYSTEM, "pins.list", channel_id=channel_id, limit=500)
    item: Item = {
        "type": "message",
        "channel": stored.view.channel_id,
        "message": await objects.message(told.edge, stored, await told.edge.team()),
        "created": told.at_us // 1_000_000,
        "created_by": person_id,
    }
    return [
        {
            "type": name,
            "user": person_id,
            "channel_id": stored.view.channel_id,
            "item": item,
            "item_user": stored.view.author_id,
            "pin_count": len(pins.items),
        }
    ]


_KINDS: Mapping[str, Callable[[Told], Awaitable[list[Item]]]] = {
    "message.posted": _posted,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "reaction.added": _reacted,
    "reaction.removed": _reacted,
    "pin.added": _pinned,
    "pin.removed": _pinned,
    "member.joined": around.on_member,
    "member.left": around.on_member,
    "channel.created": around.on_channel_created,
    "channel.updated": around.on_channel_updated,
    "person.joined": around.on_person,
    "person.updated": around.on_person,
    "workspace.updated": around.on_team,
    HOME_OPENED: around.on_home_opened,
}


def envelope(app: AppFacts, team_id: str, event_id: str, event: Item, at_us: int) -> Item:
    """The event as it is delivered."""
    bot = {"enterprise_id": None, "team_id": team_id, "user_id": app.person_id}
    return {
        "token": app.verification,
        "team_id": team_id,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": at_us // 1_000_000,
        "authorizations": [{**bot, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
