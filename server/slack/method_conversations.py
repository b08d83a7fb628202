"""`conversations.*`: finding, making, changing conversations, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from channels.core.errors import NotAllowed, NotFound
from channels.core.kinds import ChannelKind
from channels.membership.protocol import ChannelView
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor

TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": ChannelKind.GROUP,
}
_FAMILY = {
    ChannelKind.PUBLIC: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DIRECT: "im:read",
    ChannelKind.GROUP: "mpim:read",
}
_SPECIAL = re.compile(r"[^\w-]")
NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)


def _kinds(call: Call) -> set[ChannelKind]:
    named = call.args.list("types") or ["public_channel"]
    if any(name not in TYPES for name in named):
        raise SlackError("invalid_types")
    kinds = {TYPES[name] for name in named}
    for kind in sorted(kinds):
        call.require(_FAMILY[kind])
    return kinds


async def list_all(call: Call) -> Item:
    """`conversations.list`."""
    return await _listed(call, None)


async def of_user(call: Call) -> Item:
    """`users.conversations`."""
    person_id = call.args.text("user").strip() or call.me
    if person_id != call.me and not await call.edge.accounts(call.actor, [person_id]):
        raise SlackError("user_not_found")
    return await _listed(call, person_id)


async def _listed(call: Call, member: str | None) -> Item:
    kinds = _kinds(call)
    limit = call.args.limit(100)
    after: str | None = parse_cursor("channel", call.args.text("cursor")) or None
    archived = not call.args.flag("exclude_archived")
    found: list[ChannelView] = []
    while len(found) <= limit:
        page = await call.ask("channels.list", after=after, archived=archived, limit=500)
        for channel in page.items:
            if channel.kind in kinds and await _has(call, channel, member):
                found.append(channel)
        after = page.next
        if after is None:
            break
    more = len(found) > limit
    items = []
    for channel in found[:limit]:
        item = await call.conversation(channel)
        if channel.kind in NAMED:
            item["num_members"] = channel.member_count
        items.append(item)
    last = found[limit - 1].id if more else None
    return {"channels": items, "response_metadata": metadata("channel", last)}


async def _has(call: Call, channel: ChannelView, member: str | None) -> bool:
    if member is None:
        return True
    if member == call.me:
        return channel.joined
    card = await call.edge.card(channel.id)
    return card is not None and member in card.members


async def show(call: Call) -> Item:
    """`conversations.info`."""
    channel = await call.channel()
    call.require_kind(channel, "read")
    item = await call.conversation(channel)
    if channel.joined:
        item["last_read"] = await call.last_read(channel)
    if call.args.flag("include_num_members"):
        item["num_members"] = channel.member_count
    return {"channel": item}


async def members(call: Call) -> Item:
    """`conversations.members`."""
    channel = await call.channel()
    call.require_kind(channel, "read")
    after = parse_cursor("member", call.args.text("cursor")) or None
    limit = call.args.limit(100, most=500)
    page = await call.ask("channels.members", channel_id=channel.id, after=after, limit=limit)
    ids = [one.person_id for one in page.items]
    return {"members": ids, "response_metadata": metadata("member", page.next)}


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


async def join(call: Call) -> Item:
    """`conversations.join`."""
    channel = await call.channel()
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.joined:
        call.warn("already_in_channel")
        return {"channel": await call.conversation(channel)}
    if channel.archived:
        raise SlackError("is_archived")
    after = await call.ask("channels.join", channel_id=channel.id)
    return {"channel": await call.conversation(after)}


async def leave(call: Call) -> Item:
    """`conversations.leave`."""
    channel = await call.channel()
    call.require_kind(channel, "manage")
    if not channel.joined:
        return {"not_in_channel": True}
    if channel.general and call.caller.kind == "person":
        raise SlackError("cant_leave_general")
    await (call.ask_past if channel.general else call.ask)("channels.leave", channel_id=channel.id)
    return {}


async def invite(call: Call) -> Item:
    """`conversations.invite`; with `force` those who can be invited are."""
    channel = await call.channel()
    call.require_kind(channel, "manage")
    people = call.args.list("users")
    if not people:
        raise SlackError("no_user")
    if len(people) > 100:
        raise SlackError("too_many_users")
    if channel.kind not in NAMED:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.joined:
        raise SlackError("not_in_channel")
    good, errors = await _invitable(call, channel, people)
    if errors and not (call.args.flag("force") and good):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    after = await call.ask("channels.invite", channel_id=channel.id, person_ids=good)
    item: Item = {"channel": await call.conversation(after)}
    return {**item, "errors": errors} if errors else item


async def _invitable(
    call: Call, channel: ChannelView, people: Sequence[str]
) -> tuple[list[str], list[Item]]:
    known = await call.edge.accounts(call.actor, list(people))
    card = await call.edge.card(channel.id)
    good: list[str] = []
    errors: list[Item] = []
    for one in dict.fromkeys(people):
        account = known.get(one)
        if one == call.me:
            errors.append({"user": one, "ok": False, "error": "cant_invite_self"})
        elif account is None or not account.active:
            errors.append({"user": one, "ok": False, "error": "user_not_found"})
        elif card is not None and one in card.members:
            errors.append({"user": one, "ok": False, "error": "already_in_channel"})
        else:
            good.append(one)
    return good, errors


async def kick(call: Call) -> Item:
    """`conversations.kick`."""
    channel = await call.channel()
    call.require_kind(channel, "manage")
    person_id = call.args.need("user")
    if person_id == call.me:
        raise SlackError("cant_kick_self")
    if channel.general:
        raise SlackError("cant_kick_from_general")
    if not await call.edge.accounts(call.actor, [person_id]):
        raise SlackError("user_not_found")
    card = await call.edge.card(channel.id)
    if not channel.joined or card is None or person_id not in card.members:
        raise SlackError("not_in_channel")
    try:
        await call.manage(channel, "channels.remove", person_id=person_id)
    except NotAllowed:
        raise SlackError("restricted_action") from None
    return {"errors": {}}


async def open_direct(call: Call) -> Item:
    """`conversations.open`: with one person a direct message, with more a group's."""
    people = [one for one in call.args.list("users") if one != call.me]
    if "channel" in call.args and not call.args.list("users"):
        channel = await call.channel()
        return {"already_open": True, "no_op": True, "channel": await call.conversation(channel)}
    if not call.args.list("users"):
        raise SlackError("users_list_not_supplied")
    if len(people) > 8:
        raise SlackError("too_many_users")
    call.require("im:write" if len(people) <= 1 else "mpim:write", "im:write")
    try:
        found = await call.ask("channels.open_direct", person_ids=people or [call.me])
    except NotFound:
        raise SlackError("user_not_found") from None
    item = await call.conversation(found)
    old = found.created_at < call.edge.now_ms - 1_000
    answer: Item = {"no_op": True, "already_open": True} if old else {}
    whole = call.args.flag("return_im")
    return {**answer, "channel": item if whole else {"id": found.id}}


async def close(call: Call) -> Item:
    """`conversations.close`: direct conversations do not close; they are out of sight."""
    await call.channel()
    return {"no_op": True, "already_closed": True}


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
    channel = await call.inside(what="manage")
    line = call.args.text(name)
    if len(line) > 250:
        raise SlackError("too_long")
    if channel.archived:
        raise SlackError("is_archived")
    after = await call.manage(channel, "channels.update", **{name: line})
    item = {**await call.conversation(after), "is_member": True}
    return {"channel": item, name: line}


_TAKEN = {"conflict": "name_taken", "invalid_arguments": "invalid_name_specials"}
METHODS = {
    "conversations.list": Method(list_all, tier=2),
    "users.conversations": Method(of_user),
    "conversations.info": Method(show),
    "conversations.members": Method(members, tier=4),
    "conversations.create": Method(
        create, tier=2, words={**_TAKEN, "not_allowed": "restricted_action"}
    ),
    "conversations.join": Method(join, "channels:join"),
    "conversations.leave": Method(leave),
    "conversations.invite": Method(invite, words={"not_allowed": "restricted_action"}),
    "conversations.kick": Method(kick, words={"not_allowed": "restricted_action"}),
    "conversations.open": Method(open_direct),
    "conversations.close": Method(close, tier=2),
    "conversations.archive": Method(archive, tier=2, words={"not_allowed": "restricted_action"}),
    "conversations.unarchive": Method(
        unarchive, tier=2, words={"not_allowed": "restricted_action"}
    ),
    "conversations.rename": Method(
        rename, tier=2, words={**_TAKEN, "not_allowed": "restricted_action"}
    ),
    "conversations.setTopic": Method(set_topic, tier=2, words={"not_allowed": "restricted_action"}),
    "conversations.setPurpose": Method(
        set_purpose, tier=2, words={"not_allowed": "restricted_action"}
    ),
}
