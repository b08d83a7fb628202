"""What the hub pushes to a person, as RTM's events: bare, without an envelope."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.errors import DomainError
from channels.core.kinds import ChannelKind
from channels.membership.protocol import ChannelView
from channels.messages.protocol import MessageView
from persistence.streams import WORKSPACE, person_of
from server.slack import objects
from server.slack.caller import PERSON_SCOPES, Caller
from server.slack.edge import Edge
from server.slack.objects import Item
from server.slack.rtm.ear import Ear, Push
from server.slack.telling.events import tells, to_events
from server.slack.telling.notices import TYPES
from server.slack.telling.told import Told, still_heard

_APART = frozenset({"app_mention"})  # events of apps alone: RTM has the message itself
_HISTORY = {  # by kind of channel
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
_READ = {  # by how an event's type begins
    "channel": "channels:read",
    "file": "files:read",
    "group": "groups:read",
    "pin": "pins:read",
    "reaction": "reactions:read",
    "team": "users:read",
    "user": "users:read",
}
_NAMES = ("user", "created_by")  # not every push tells who did it


class Hearing:
    """The events of one connection. Knows its channels as they were, to tell what has changed.

    `caller` is whose it is, as proved last.
    """

    def __init__(self, edge: Edge, caller: Caller, ear: Ear) -> None:
        self._edge = edge
        self.caller = caller
        self._ear = ear
        self._known: dict[str, Item] = {}
        self._own: Mapping[str, Callable[[Any], Awaitable[list[Item]]]] = {
            "channel.joined": self._joined,
            "channel.left": self._left,
            "message.whispered": self._whispered,
            "read.marked": self._marked,
        }

    async def learn(self) -> None:
        """The channels that the person is in, as they are. Errors: DomainError."""
        after: str | None = None
        while True:
            page = await self._edge.ask(
                self.caller.actor, "channels.list", joined=True, after=after, limit=500
            )
            for channel in page.items:
                self._note(msgspec.to_builtins(channel))
            after = page.next
            if after is None:
                return

    async def of(self, push: Push) -> list[Item]:
        """The events that a push is; none for what RTM does not tell."""
        if person_of(push.stream) is not None:
            own = self._own.get(push.name)
            return await own(push.event) if own is not None else []
        if push.name == "typing.started":
            return self._typing(push.event)
        if push.name == "presence.changed":
            return [_presence(one) for one in push.event["people"]]
        return await self._told(push)

    async def _told(self, push: Push) -> list[Item]:
        if not tells(push.name):
            return []
        channel = push.event.get("channel")
        if channel is not None and self._comes_twice(push, channel):
            return []
        body: Item = {"event": push.event, "before": None}
        if channel is not None:
            body["before"] = self._note(channel)
        at_us = self._edge.clock.now_us()
        told = Told(self._edge, _listener(self.caller), push.name, body, at_us)
        if not await still_heard(told):
            return []
        found = [one for one in await to_events(told) if self._may_hear(one)]
        return [{k: v for k, v in one.items() if v or k not in _NAMES} for one in found]

    def _may_hear(self, item: Item) -> bool:
        """An app hears what its scopes let it read."""
        kind = item["type"]
        if kind in _APART:
            return False
        about = item.get("channel_type", "") if kind == "message" else kind.split("_")[0]
        scope = (_HISTORY if kind == "message" else _READ).get(about)
        return self.caller.app is None or scope is None or scope in self.caller.scopes

    def _comes_twice(self, push: Push, channel: Item) -> bool:
        """A public channel's changes are told on the workspace's stream as well."""
        public = channel["kind"] == ChannelKind.PUBLIC.value
        return public and push.stream != WORKSPACE and WORKSPACE in self._ear.watching

    def _note(self, channel: Item) -> Item | None:
        """What the channel was; from now on it is this."""
        now = {
            "name": channel["name"],
            "archived": channel.get("archived", False),
            "topic": channel.get("topic", ""),
            "purpose": channel.get("purpose", ""),
        }
        before = self._known.get(channel["id"])
        if before is not None or channel.get("joined"):
            self._known[channel["id"]] = now
        return before

    def _typing(self, event: Any) -> list[Item]:
        if event["person_id"] == self.caller.person_id:
            return []
        item = {"type": "user_typing", "channel": event["channel_id"], "user": event["person_id"]}
        return [item]

    # -- of the person's own stream

    async def _joined(self, event: Any) -> list[Item]:
        self._note(event["channel"])
        channel = msgspec.convert(event["channel"], ChannelView)
        team = await self._edge.team()
        shown = await objects.full_conversation(
            self._edge, channel, team, self.caller.person_id, joined=True
        )
        if channel.kind is ChannelKind.DIRECT:
            return [{"type": "im_created", "user": shown["user"], "channel": shown}]
        public = channel.kind is ChannelKind.PUBLIC
        return [{"type": "channel_joined" if public else "group_joined", "channel": shown}]

    async def _left(self, event: Any) -> list[Item]:
        self._known.pop(event["channel_id"], None)
        return [{"type": "channel_left", "channel": event["channel_id"]}]

    async def _whispered(self, event: Any) -> list[Item]:
        view = msgspec.convert(event["message"], MessageView)
        card = await self._edge.card(view.channel_id)
        if card is None:
            return []
        stored = StoredMessage(view=view, at_us=view.created_at * 1_000)
        shown = await objects.message(self._edge, stored, await self._edge.team())
        place = {"channel": card.id, "channel_type": TYPES[card.facts.kind]}
        return [{**shown, **place, "is_ephemeral": True, "event_ts": shown["ts"]}]

    async def _marked(self, event: Any) -> list[Item]:
        read = event["read"]
        card = await self._edge.card(read.get("channel_id") or "")
        if card is None:
            return []
        try:
            at_us = await self._edge.ask(
                self.caller.actor, "bots.time_at", channel_id=card.id, seq=read["seq"]
            )
        except DomainError:
            return []  # out of the channel meanwhile
        name = "im_marked" if card.facts.kind is ChannelKind.DIRECT else "channel_marked"
        return [{"type": name, "channel": card.id, "ts": objects.last_read(at_us)}]


def _presence(view: Item) -> Item:
    there = "active" if view["state"] == "online" else "away"
    return {"type": "presence_change", "user": view["person_id"], "presence": there}


def _listener(caller: Caller) -> AppFacts:
    """Whoever listens, as one who wants all events."""
    if caller.app is not None:
        return msgspec.structs.replace(caller.app, events=[])
    return AppFacts(
        id="",
        person_id=caller.person_id,
        bot_id="",
        name="",
        scopes=list(PERSON_SCOPES),
        signing_secret="",
        verification="",
        client_id="",
        created_at=0,
    )
