"""Our events as Slack's, for one app: what it subscribed to, about what its bot can see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import SYSTEM
from channels.core.cards import ChannelCard
from channels.core.kinds import ChannelKind
from channels.membership.protocol import Channel
from channels.messages.protocol import MessageView
from server.slack import objects
from server.slack.edge import Edge
from server.slack.objects import Item
from server.slack.stamps import to_ts

TYPES = {
    ChannelKind.PUBLIC: "channel",
    ChannelKind.PRIVATE: "group",
    ChannelKind.DIRECT: "im",
    ChannelKind.GROUP: "mpim",
}
_MESSAGES = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
    ChannelKind.GROUP: "message.mpim",
}


class Told:
    """One of our events, as it was noted for an app."""

    def __init__(self, edge: Edge, app: AppFacts, name: str, body: Mapping[str, Any], at_us: int):
        self.edge = edge
        self.app = app
        self.name = name
        self.event: Mapping[str, Any] = body["event"]
        self.before: Any = body.get("before")
        self.actor: str = body.get("actor") or ""
        self.at_us = at_us

    @property
    def ts(self) -> str:
        return to_ts(self.at_us)

    def wants(self, *events: str) -> bool:
        """Does the app want any of these? Those of any kind, for one that names none (RTM)."""
        return not self.app.events or any(one in self.app.events for one in events)

    async def card(self) -> ChannelCard | None:
        """The channel that it happened in."""
        event = self.event
        held = event.get("message") or event.get("channel") or {}
        channel_id = event.get("channel_id") or held.get("channel_id") or held.get("id") or ""
        return await self.edge.card(channel_id)

    async def stored(self, message_id: str) -> StoredMessage | None:
        """A message as it is now."""
        page = await self.edge.ask(SYSTEM, "bots.by_ids", message_ids=[message_id], deleted=True)
        return page.items[0] if page.items else None


async def still_heard(told: Told) -> bool:
    """May the app's bot hear of it now? It may have left the channel since it was noted."""
    if told.name.startswith(("person.", "workspace.")):
        return True
    bot = told.app.person_id
    if told.name == "member.left" and told.event.get("person_id") == bot:
        return True  # that it was removed
    card = await told.card()
    if card is None:
        return False
    metadata = told.name in ("channel.created", "channel.updated")
    return (metadata and card.facts.kind is ChannelKind.PUBLIC) or bot in card.members


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
    item = await objects.message(told.edge, stored, team)
    if view.files:
        item.setdefault("subtype", "file_share")
    kind = card.facts.kind
    place = {"channel": card.id, "channel_type": TYPES[kind], "event_ts": item["ts"]}
    found: list[Item] = []
    if told.wants(_MESSAGES[kind]):
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
    if card is None or stored is None or not told.wants(_MESSAGES[card.facts.kind]):
        return []
    item = _hidden(told, card, "message_changed")
    item["message"] = await objects.message(told.edge, stored, await told.edge.team())
    return [await _with_previous(told, item)]


async def _deleted(told: Told) -> list[Item]:
    card = await told.card()
    if card is None or told.before is None or not told.wants(_MESSAGES[card.facts.kind]):
        return []
    item = _hidden(told, card, "message_deleted")
    item["deleted_ts"] = to_ts(told.before["at_us"])
    return [await _with_previous(told, item)]


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
    if told.before is not None:
        before = msgspec.convert(told.before, StoredMessage)
        team = await told.edge.team()
        item["previous_message"] = await objects.message(told.edge, before, team)
    return item


async def _reacted(told: Told) -> list[Item]:
    name = told.name.replace(".", "_")
    stored = await told.stored(told.event["message_id"])
    if stored is None or not told.wants(name):
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
            "pin_count": 1,
        }
    ]


async def _member(told: Told) -> list[Item]:
    joined = told.name == "member.joined"
    name = "member_joined_channel" if joined else "member_left_channel"
    card = await told.card()
    if card is None or not told.wants(name):
        return []
    person_id = told.event["member"]["person_id"] if joined else told.event["person_id"]
    item: Item = {
        "type": name,
        "user": person_id,
        "channel": card.id,
        "channel_type": "C" if card.facts.kind is ChannelKind.PUBLIC else "G",
        "team": (await told.edge.team()).id,
    }
    if joined and told.actor and told.actor != person_id:
        item["inviter"] = told.actor
    return [item]


async def _channel_created(told: Told) -> list[Item]:
    if not told.wants("channel_created"):
        return []
    channel = msgspec.convert(told.event["channel"], Channel)
    item = objects.conversation(channel, await told.edge.team(), "", joined=False)
    return [{"type": "channel_created", "channel": item}]


async def _channel_updated(told: Told) -> list[Item]:
    """Renamed, archived or opened again, as far as that has changed."""
    channel = msgspec.convert(told.event["channel"], Channel)
    before = told.before or {"name": channel.name, "archived": channel.archived}
    family = "channel" if channel.kind is ChannelKind.PUBLIC else "group"
    found: list[Item] = []
    if before["name"] != channel.name:
        shown = objects.conversation(channel, await told.edge.team(), "", joined=False)
        names = ("id", "name", "name_normalized", "created", "is_channel", "is_mpim")
        renamed = {name: shown[name] for name in names if name in shown}
        found.append({"type": f"{family}_rename", "channel": renamed})
    if before["archived"] != channel.archived:
        name = f"{family}_{'archive' if channel.archived else 'unarchive'}"
        found.append({"type": name, "channel": channel.id, "user": told.actor})
    return [one for one in found if told.wants(one["type"])]


async def _person(told: Told) -> list[Item]:
    names: tuple[str, ...] = ("team_join",)
    if told.name == "person.updated":
        names = ("user_change", "user_status_changed", "user_profile_changed")
    wanted = [name for name in names if told.wants(name)]
    person_id = told.event["person"]["id"]
    account = (await told.edge.accounts(SYSTEM, [person_id])).get(person_id)
    if account is None or not wanted:
        return []
    edge, app = told.edge, await told.edge.app(person_id) if account.bot else None
    email = "users:read.email" in told.app.scopes
    shown = objects.user(account, await edge.team(), edge.url, app, email)
    cache_ts = told.at_us // 1_000_000
    return [{"type": name, "user": shown, "cache_ts": cache_ts} for name in wanted]


async def _team(told: Told) -> list[Item]:
    name = told.event["workspace"]["name"]
    return [{"type": "team_rename", "name": name}] if told.wants("team_rename") else []


_KINDS: Mapping[str, Callable[[Told], Awaitable[list[Item]]]] = {
    "message.posted": _posted,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "reaction.added": _reacted,
    "reaction.removed": _reacted,
    "pin.added": _pinned,
    "pin.removed": _pinned,
    "member.joined": _member,
    "member.left": _member,
    "channel.created": _channel_created,
    "channel.updated": _channel_updated,
    "person.joined": _person,
    "person.updated": _person,
    "workspace.updated": _team,
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
