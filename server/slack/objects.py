"""Slack's objects of ours: conversations, users, bots, messages. What does not apply is absent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from channels.bots.protocol import AccountView, AppFacts, StoredMessage
from channels.core.actor import SYSTEM, Role
from channels.core.kinds import ChannelKind
from channels.membership.protocol import Channel
from channels.messages.protocol import MessageView
from server.slack.edge import Edge, Team
from server.slack.file_objects import file_of, placed
from server.slack.rich import escape, to_mrkdwn
from server.slack.stamps import NEVER, to_ts

Item = dict[str, Any]

SLACKBOT = "USLACKBOT"
_CHANNEL = re.compile(r"<#([CG][0-9A-Z]{2,})>")
_COLOURS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c")


def conversation(channel: Channel, team: Team, me: str, joined: bool) -> Item:
    """A channel or direct conversation, without what has to be asked for."""
    kind = channel.kind
    item: Item = {
        "id": channel.id,
        "created": channel.created_at // 1_000,
        "creator": channel.creator_id,
        "is_channel": kind is ChannelKind.PUBLIC,
        "is_group": kind is ChannelKind.PRIVATE,
        "is_im": kind is ChannelKind.DIRECT,
        "is_mpim": kind is ChannelKind.GROUP,
        "is_private": kind is not ChannelKind.PUBLIC,
        "is_archived": channel.archived,
        "is_general": channel.general,
        "is_member": joined,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": team.id,
        "updated": channel.created_at,
        "unlinked": 0,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": [team.id],
    }
    if kind is ChannelKind.DIRECT:
        others = [one for one in channel.member_ids if one != me]
        return {**item, "user": (others or [me])[0], "is_open": True, "priority": 0}
    name = channel.name or f"mpdm-{channel.id.lower()}-1"
    return {
        **item,
        "name": name,
        "name_normalized": name,
        "topic": _line(channel, channel.topic),
        "purpose": _line(channel, channel.purpose),
        "previous_names": [],
    }


def _line(channel: Channel, text: str) -> Item:
    """A topic or purpose as it was given to the new channel."""
    if not text:
        return {"value": "", "creator": "", "last_set": 0}
    made = {"creator": channel.creator_id, "last_set": channel.created_at // 1_000}
    return {"value": escape(text), **made}


async def add_pasts(edge: Edge, items: Sequence[Item]) -> None:
    """Say who set topic and purpose since, and what the conversations were called."""
    named = {item["id"]: item for item in items if "topic" in item}
    if not named:
        return
    for past in (await edge.ask(SYSTEM, "channels.pasts", channel_ids=list(named))).items:
        item = named[past.id]
        for line, by, at in (
            ("topic", past.topic_by, past.topic_at),
            ("purpose", past.purpose_by, past.purpose_at),
        ):
            if at:
                item[line] |= {"creator": by, "last_set": at // 1_000}
        item["previous_names"] = past.former_names
        item["updated"] = max(item["updated"], past.topic_at, past.purpose_at)


async def full_conversation(
    edge: Edge, channel: Channel, team: Team, me: str, joined: bool
) -> Item:
    """The same; a conversation of a few has the name that its people give it."""
    item = conversation(channel, team, me, joined)
    if channel.kind is ChannelKind.GROUP:
        people = await edge.accounts(SYSTEM, channel.member_ids)
        handles = sorted(one.handle for one in people.values())
        item["name"] = item["name_normalized"] = f"mpdm-{'--'.join(handles)}-1"
    return item


def user(account: AccountView, team: Team, url: str, app: AppFacts | None, email: bool) -> Item:
    """A person or bot; `email` where the caller may know the address."""
    item: Item = {
        "id": account.id,
        "team_id": team.id,
        "name": account.handle,
        "deleted": not account.active,
        "color": _COLOURS[sum(account.id.encode()) % len(_COLOURS)],
        "real_name": account.name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": profile(account, team, url, app, email),
        "is_bot": account.bot,
        "is_app_user": False,
        "updated": max(account.created_at, account.changed_at) // 1_000,
        "is_email_confirmed": not account.bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if account.active:
        owner = account.role is Role.OWNER
        item |= {
            "is_admin": owner or account.role is Role.ADMIN,
            "is_owner": owner,
            "is_primary_owner": owner and account.id == team.owner_id,
            "is_restricted": account.role is Role.GUEST,
            "is_ultra_restricted": False,
        }
    return item


def profile(account: AccountView, team: Team, url: str, app: AppFacts | None, email: bool) -> Item:
    """What a person says of themselves."""
    first, _, last = account.name.partition(" ")
    picture = f"{url}/static/icons/192.png"
    if account.avatar_file_id:
        picture = f"{url}/files/{account.avatar_file_id}/thumbnail"
    item: Item = {
        "real_name": account.name,
        "real_name_normalized": account.name,
        "display_name": "" if account.bot else account.name,
        "display_name_normalized": "" if account.bot else account.name,
        "first_name": first,
        "last_name": last,
        "title": account.title,
        "phone": "",
        "skype": "",
        "status_text": account.status_text,
        "status_emoji": f":{account.status_emoji.strip(':')}:" if account.status_emoji else "",
        "status_expiration": (account.status_until_at or 0) // 1_000,
        "avatar_hash": (account.avatar_file_id or account.id).lower(),
        "team": team.id,
        "fields": {},
        "always_active": account.bot,
    }
    item |= {f"image_{size}": picture for size in (24, 32, 48, 72, 192, 512)}
    if email and account.email:
        item["email"] = account.email
    if app is not None:
        item |= {"bot_id": app.bot_id, "api_app_id": app.id}
    return item


def slackbot(team: Team) -> Item:
    """The one user that Slack's programs expect everywhere."""
    name = {"real_name": "Slackbot", "display_name": "Slackbot"}
    return {
        "id": SLACKBOT,
        "team_id": team.id,
        "name": "slackbot",
        "deleted": False,
        "color": "757575",
        "real_name": "Slackbot",
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": {**name, "status_text": "", "status_emoji": "", "team": team.id, "fields": {}},
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 0,
    }


def bot(app: AppFacts) -> Item:
    """An app's bot."""
    return {
        "id": app.bot_id,
        "deleted": not app.active,
        "name": app.name,
        "updated": app.created_at // 1_000,
        "app_id": app.id,
        "user_id": app.person_id,
        "icons": {},
    }


async def text_of(edge: Edge, stored: StoredMessage) -> str:
    """The message's text, escaped, with channels by name; below its title, where it is a post."""
    view = stored.view
    text = stored.source if stored.source is not None else to_mrkdwn(view.text, view.spans)
    if view.title:
        text = f"*{escape(view.title)}*\n{text}".rstrip()
    names: dict[str, str] = {}
    for found in _CHANNEL.findall(text):
        card = await edge.card(found)
        if card is not None and card.facts.kind is ChannelKind.PUBLIC:
            names[found] = card.facts.name
    return _CHANNEL.sub(lambda m: f"<#{m[1]}|{names[m[1]]}>" if m[1] in names else m[0], text)


async def message(edge: Edge, stored: StoredMessage, team: Team) -> Item:
    """A message as histories, events and answers hold it."""
    view = stored.view
    ts = to_ts(stored.at_us)
    item: Item
    if view.deleted:
        item = {"type": "message", "subtype": "tombstone", "user": SLACKBOT, "ts": ts}
        item |= {"text": "This message was deleted.", "team": team.id, "hidden": True}
        return {**item, **_thread(stored, ts)}
    item = {"type": "message", "ts": ts, "text": await text_of(edge, stored), "team": team.id}
    item |= await _author(edge, stored, team)
    item |= _thread(stored, ts)
    if view.kind == "me":
        item["subtype"] = "me_message"
    if view.also_to_channel and stored.root_us is not None:
        item |= {"subtype": "thread_broadcast", **await _root(edge, view, team)}
    if view.edited_at is not None:
        editor = view.author_id
        item["edited"] = {"user": editor, "ts": to_ts(view.edited_at * 1_000)}
    item |= _hangs_on(stored)
    if view.files:
        item["files"] = await _files(edge, stored, team)
    return item


async def _root(edge: Edge, view: MessageView, team: Team) -> Item:
    """The thread's first message, which a reply that is shown in the channel too carries."""
    found = await edge.ask(SYSTEM, "bots.by_ids", message_ids=[view.thread_id], deleted=True)
    return {"root": await message(edge, found.items[0], team)} if found.items else {}


async def _author(edge: Edge, stored: StoredMessage, team: Team) -> Item:
    view = stored.view
    app = await edge.app(view.card.app_id) if view.card and view.card.app_id else None
    if app is None:
        app = await edge.app(view.author_id) if view.author_id.startswith("U") else None
    if app is None:
        return {"user": view.author_id, "client_msg_id": view.client_id or view.id}
    bot_id = stored.hook_id or app.bot_id
    icon = view.card.icon if view.card is not None else ""
    if stored.hook_id or view.author_name or icon:
        item: Item = {"subtype": "bot_message", "bot_id": bot_id, "app_id": app.id}
        if view.author_name:
            item["username"] = view.author_name
        if icon:
            item["icons"] = {"image_48" if icon.startswith("http") else "emoji": icon}
        return item
    profile = {**bot(app), "team_id": team.id}
    return {"user": view.author_id, "bot_id": bot_id, "app_id": app.id, "bot_profile": profile}


def _thread(stored: StoredMessage, ts: str) -> Item:
    view = stored.view
    if stored.root_us is not None:
        return {"thread_ts": to_ts(stored.root_us), "parent_user_id": stored.root_author_id}
    if view.thread is None or not view.thread.reply_count:
        return {}
    users = list(view.thread.replier_ids)
    return {
        "thread_ts": ts,
        "reply_count": view.thread.reply_count,
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": to_ts(stored.last_reply_us),
        "is_locked": False,
        "subscribed": False,
    }


async def _files(edge: Edge, stored: StoredMessage, team: Team) -> list[Item]:
    view = stored.view
    card = await edge.card(view.channel_id)
    place = placed(view.channel_id, card.facts.kind if card else None, to_ts(stored.at_us))
    from_s = stored.at_us // 1_000_000
    return [
        {**file_of(edge.url, one, view.author_id, from_s), "user_team": team.id, **place}
        for one in view.files
    ]


def _hangs_on(stored: StoredMessage) -> Item:
    view = stored.view
    item: Item = {}
    if view.card is not None and view.card.blocks:
        item["blocks"] = view.card.blocks
    if view.card is not None and view.card.attachments:
        item["attachments"] = view.card.attachments
    if view.reactions:
        item["reactions"] = reactions(view)
    if view.pinned:
        item["pinned_to"] = [view.channel_id]
    if stored.marks:
        item["metadata"] = msgspec.json.decode(stored.marks)
    return item


def reactions(view: MessageView) -> Sequence[Item]:
    """Who chose which emoji."""
    return [
        {"name": one.emoji, "users": list(one.person_ids), "count": len(one.person_ids)}
        for one in view.reactions
    ]


def last_read(at_us: int) -> str:
    """A read mark."""
    return to_ts(at_us) if at_us else NEVER


def merged(*items: Mapping[str, Any]) -> Item:
    """Objects as one, without keys that are None."""
    return {k: v for item in items for k, v in item.items() if v is not None}
