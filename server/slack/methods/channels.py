"""`conversations.*`: making channels and changing them."""

from __future__ import annotations

import re

from server.slack.call import Call, Method, of_each_kind
from server.slack.errors import SlackError
from server.slack.objects import Item

_SPECIAL = re.compile(r"[^\w-]")


def check_name(name: str) -> str:
    """Errors: SlackError; names are refused, not repaired."""
    if not name.strip():
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if not any(char.isalnum() for char in name):
        raise SlackError("invalid_name_punctuation")
    if _SPECIAL.search(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    return name


async def create(call: Call) -> Item:
    """`conversations.create`."""
    name = check_name(call.args.text("name"))
    private = call.args.flag("is_private")
    call.require("groups:write" if private else "channels:manage", "channels:write")
    made = await call.ask("channels.create", name=name, kind="private" if private else "public")
    return {"channel": await call.conversation(made)}


async def archive(call: Call) -> Item:
    """`conversations.archive`."""
    channel = await call.channel()
    call.require_kind(channel, "manage")
    if channel.archived:
        raise SlackError("already_archived")
    if channel.general:
        raise SlackError("cant_archive_general")
    await call.manage(channel, "channels.archive")
    return {}


async def unarchive(call: Call) -> Item:
    """`conversations.unarchive`."""
    channel = await call.channel()
    call.require_kind(channel, "manage")
    if not channel.archived:
        raise SlackError("not_archived")
    await call.manage(channel, "channels.archive", archived=False)
    return {}


async def rename(call: Call) -> Item:
    """`conversations.rename`."""
    channel = await call.inside(what="manage")
    name = check_name(call.args.text("name"))
    after = await call.manage(channel, "channels.update", name=name)
    return {"channel": await call.conversation(after)}


async def set_topic(call: Call) -> Item:
    """`conversations.setTopic`."""
    return await _set_line(call, "topic")


async def set_purpose(call: Call) -> Item:
    """`conversations.setPurpose`."""
    return await _set_line(call, "purpose")


async def _set_line(call: Call, name: str) -> Item:
    channel = await call.inside()
    call.require_kind(channel, "manage", "write.topic")
    line = call.args.text(name)
    if len(line) > 250:
        raise SlackError("too_long")
    if channel.archived:
        raise SlackError("is_archived")
    after = await call.manage(channel, "channels.update", **{name: line})
    item = {**await call.conversation(after), "is_member": True}
    return {"channel": item, name: line}


_RESTRICTED = {"not_allowed": "restricted_action"}
_NAMED = {**_RESTRICTED, "conflict": "name_taken", "invalid_arguments": "invalid_name_specials"}
_NEW = ("channels:manage", "groups:write", "channels:write")
_MANAGE = of_each_kind("manage")
_TOPIC = of_each_kind("manage", "write.topic")
METHODS = {
    "conversations.create": Method(create, tier=2, words=_NAMED, by_kind=_NEW),
    "conversations.archive": Method(archive, tier=2, words=_RESTRICTED, by_kind=_MANAGE),
    "conversations.unarchive": Method(unarchive, tier=2, words=_RESTRICTED, by_kind=_MANAGE),
    "conversations.rename": Method(rename, tier=2, words=_NAMED, by_kind=_MANAGE),
    "conversations.setTopic": Method(set_topic, tier=2, words=_RESTRICTED, by_kind=_TOPIC),
    "conversations.setPurpose": Method(set_purpose, tier=2, words=_RESTRICTED, by_kind=_TOPIC),
}
