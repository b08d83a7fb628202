"""What happens to a channel as messages with a subtype, told to those who hear its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.core.cards import ChannelCard
from channels.core.kinds import ChannelKind
from channels.membership.protocol import Channel
from server.slack.objects import Item
from server.slack.rich import escape
from server.slack.stamps import to_ts

TYPES = {
    ChannelKind.PUBLIC: "channel",
    ChannelKind.PRIVATE: "group",
    ChannelKind.DIRECT: "im",
    ChannelKind.GROUP: "mpim",
}
_NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)


def of_member(card: ChannelCard, person_id: str, inviter: str, joined: bool, at_us: int) -> Item:
    """`channel_join`, `channel_leave`; empty where nobody comes and goes."""
    if card.facts.kind not in _NAMED:
        return {}
    did = "has joined" if joined else "has left"
    item: Item = {
        "subtype": "channel_join" if joined else "channel_leave",
        "user": person_id,
        "text": f"<@{person_id}> {did} the channel",
    }
    if inviter and joined:
        item["inviter"] = inviter
    return _placed(card, item, at_us)


def of_channel(
    card: ChannelCard, channel: Channel, before: Mapping[str, Any], actor: str, at_us: int
) -> list[Item]:
    """`channel_name`, `channel_topic`, `channel_purpose`, `channel_archive`, `channel_unarchive`,
    as far as that has changed; each has a time of its own."""
    found: list[Item] = []
    if before.get("name", channel.name) != channel.name:
        old = before["name"]
        text = f"has renamed the channel from “{escape(old)}” to “{escape(channel.name)}”"
        found.append(
            {"subtype": "channel_name", "old_name": old, "name": channel.name, "text": text}
        )
    for name, line in (("topic", channel.topic), ("purpose", channel.purpose)):
        if before.get(name, line) != line:
            text = (
                f"set the channel {name}: {escape(line)}" if line else f"cleared the channel {name}"
            )
            found.append({"subtype": f"channel_{name}", name: escape(line), "text": text})
    if before.get("archived", channel.archived) != channel.archived:
        un = "" if channel.archived else "un"
        found.append({"subtype": f"channel_{un}archive", "text": f"{un}archived the channel"})
    return [_by(actor, _placed(card, one, at_us + n)) for n, one in enumerate(found)]


def _by(actor: str, item: Item) -> Item:
    """Who did it, where that is known."""
    return {**item, "user": actor, "text": f"<@{actor}> {item['text']}"} if actor else item


def _placed(card: ChannelCard, item: Item, at_us: int) -> Item:
    ts = to_ts(at_us)
    place = {"channel": card.id, "channel_type": TYPES[card.facts.kind], "ts": ts, "event_ts": ts}
    return {"type": "message", **item, **place}
