"""`conversations.*`: who is in a conversation; coming and going."""

from __future__ import annotations

from collections.abc import Sequence

from channels.core.errors import NotAllowed
from channels.core.kinds import ChannelKind
from channels.membership.permissions import NAMED
from channels.membership.protocol import ChannelView
from server.slack.call import Call, Method, of_each_kind
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor


async def members(call: Call) -> Item:
    """`conversations.members`."""
    channel = await call.channel()
    call.require_kind(channel, "read")
    after = parse_cursor("member", call.args.text("cursor")) or None
    limit = call.args.limit(100, most=500)
    page = await call.ask("channels.members", channel_id=channel.id, after=after, limit=limit)
    ids = [one.person_id for one in page.items]
    return {"members": ids, "response_metadata": metadata("member", page.next)}


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
    call.require_kind(channel, "manage", "write.invites")
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


_RESTRICTED = {"not_allowed": "restricted_action"}
_MANAGE = of_each_kind("manage")
_INVITE = of_each_kind("manage", "write.invites")
METHODS = {
    "conversations.members": Method(members, tier=4, by_kind=of_each_kind("read")),
    "conversations.join": Method(join, "channels:join"),
    "conversations.leave": Method(leave, by_kind=_MANAGE),
    "conversations.invite": Method(invite, words=_RESTRICTED, by_kind=_INVITE),
    "conversations.kick": Method(kick, words=_RESTRICTED, by_kind=_MANAGE),
}
