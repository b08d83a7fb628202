"""Our events of channels, members, people and the workspace as Slack's."""

from __future__ import annotations

import msgspec

from channels.bots.forms import Forms
from channels.core.actor import SYSTEM
from channels.core.kinds import ChannelKind
from channels.membership.protocol import Channel
from server.slack import objects
from server.slack.objects import Item
from server.slack.telling import notices
from server.slack.telling.told import Told
from server.slack.views import view_object
from server.slack.zones import add_zones


async def on_member(told: Told) -> list[Item]:
    """Somebody comes or goes: as an event, and as a message."""
    joined = told.name == "member.joined"
    name = "member_joined_channel" if joined else "member_left_channel"
    card = await told.card()
    if card is None:
        return []
    person_id = told.event["member"]["person_id"] if joined else told.event["person_id"]
    inviter = told.actor if joined and told.actor != person_id else ""
    item: Item = {
        "type": name,
        "user": person_id,
        "channel": card.id,
        "channel_type": "C" if card.facts.kind is ChannelKind.PUBLIC else "G",
        "team": (await told.edge.team()).id,
    }
    if inviter:
        item["inviter"] = inviter
    found = [item] if told.wants(name) else []
    notice = notices.of_member(card, person_id, inviter, joined, told.at_us)
    return [*found, notice] if notice and told.reads(card) else found


async def on_channel_created(told: Told) -> list[Item]:
    """`channel_created`."""
    if not told.wants("channel_created"):
        return []
    channel = msgspec.convert(told.event["channel"], Channel)
    item = objects.conversation(channel, await told.edge.team(), "", joined=False)
    return [{"type": "channel_created", "channel": item}]


async def on_channel_updated(told: Told) -> list[Item]:
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
    found = [one for one in found if told.wants(one["type"])]
    card = await told.card()
    if card is not None and told.reads(card):
        found += notices.of_channel(card, channel, before, told.actor, told.at_us)
    return found


async def on_person(told: Told) -> list[Item]:
    """`team_join`, `user_change` and its like."""
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
    await add_zones(edge, SYSTEM, [shown])
    cache_ts = told.at_us // 1_000_000
    return [{"type": name, "user": shown, "cache_ts": cache_ts} for name in wanted]


async def on_team(told: Told) -> list[Item]:
    """`team_rename`."""
    name = told.event["workspace"]["name"]
    return [{"type": "team_rename", "name": name}] if told.wants("team_rename") else []


async def on_home_opened(told: Told) -> list[Item]:
    """`app_home_opened`; with the home page, where that is looked at and there is one."""
    if not told.wants("app_home_opened"):
        return []
    person_id, tab = told.event["person_id"], told.event["tab"]
    item: Item = {
        "type": "app_home_opened",
        "user": person_id,
        "channel": told.event["channel_id"],
        "tab": tab,
    }
    home = None
    if tab == "home":
        home = await Forms(told.edge.core.store).home(told.app.id, person_id)
    return [
        item if home is None else {**item, "view": await view_object(told.edge, told.app, home)}
    ]
