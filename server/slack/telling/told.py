"""One of our events as it was noted for an app: what it wants, and whether it may hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import SYSTEM
from channels.core.cards import ChannelCard
from channels.core.kinds import ChannelKind
from channels.messages.protocol import MessageView
from server.slack.edge import Edge
from server.slack.stamps import to_ts

MESSAGES = {
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

    def reads(self, card: ChannelCard) -> bool:
        """Does the app want the messages of this channel, which its bot is in?"""
        return self.app.person_id in card.members and self.wants(MESSAGES[card.facts.kind])

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


_WORDS = ("text", "spans", "title", "card", "edited_at")


def as_it_was(stored: StoredMessage, event: Mapping[str, Any]) -> StoredMessage:
    """The message with the words that an event of ours tells of it, where they were changed since;
    what was deleted has none."""
    if stored.view.deleted or stored.view.edited_at == event.get("edited_at"):
        return stored
    now = msgspec.to_builtins(stored.view)
    rest = {name: value for name, value in now.items() if name not in _WORDS}
    then = {name: event[name] for name in _WORDS if name in event}
    view = msgspec.convert({**rest, **then}, MessageView)
    return msgspec.structs.replace(stored, view=view, source=None)


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
