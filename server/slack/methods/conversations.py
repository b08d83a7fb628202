"""`conversations.*`: finding conversations, and opening those of a few."""

from __future__ import annotations

from channels.core.errors import NotFound
from channels.core.kinds import ChannelKind
from channels.membership.permissions import NAMED
from channels.membership.protocol import ChannelView
from server.slack.call import Call, Method, of_each_kind
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


def _kinds(call: Call) -> set[ChannelKind]:
    named = call.args.list("types") or ["public_channel"]
    if any(name not in TYPES for name in named):
        raise SlackError("invalid_types")
    kinds = {TYPES[name] for name in named}
    for kind in sorted(kinds):
        call.require(_FAMILY[kind])
    return kinds


async def list_all(call: Call) -> Item:
    """`conversations.list`. Walls are in no catalogue: each is listed to those who are in it."""
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
    items = await call.conversations(found[:limit])
    for channel, item in zip(found, items, strict=False):
        if channel.kind in NAMED:
            item["num_members"] = channel.member_count
    last = found[limit - 1].id if more else None
    return {"channels": items, "response_metadata": metadata("channel", last)}


async def _has(call: Call, channel: ChannelView, member: str | None) -> bool:
    if member is None:
        return channel.joined or not channel.wall_of
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


async def open_direct(call: Call) -> Item:
    """`conversations.open`: with one person a direct message, with more a group's."""
    people = [one for one in call.args.list("users") if one != call.me]
    if "channel" in call.args and not call.args.list("users"):
        return await _open_again(call)
    if not call.args.list("users"):
        raise SlackError("users_list_not_supplied")
    if len(people) > 8:
        raise SlackError("too_many_users")
    _require_write(call, few=len(people) <= 1)
    if call.args.flag("prevent_creation") and not await _is_there(call, {*people, call.me}):
        raise SlackError("channel_not_found")
    try:
        found = await call.ask("channels.open_direct", person_ids=people or [call.me])
    except NotFound:
        raise SlackError("user_not_found") from None
    old = found.created_at < call.edge.now_ms - 1_000
    answer: Item = {"no_op": True, "already_open": True} if old else {}
    return {**answer, "channel": await _opened(call, found)}


async def _is_there(call: Call, people: set[str]) -> bool:
    after: str | None = None
    while True:
        page = await call.ask("channels.list", joined=True, after=after, limit=500)
        if any(one.kind not in NAMED and set(one.member_ids) == people for one in page.items):
            return True
        after = page.next
        if after is None:
            return False


async def _open_again(call: Call) -> Item:
    """One that is named by its id is open already."""
    channel = await call.channel()
    if channel.kind in NAMED:
        raise SlackError("method_not_supported_for_channel_type")
    _require_write(call, few=channel.kind is ChannelKind.DIRECT)
    return {"already_open": True, "no_op": True, "channel": await _opened(call, channel)}


async def _opened(call: Call, channel: ChannelView) -> Item:
    whole = call.args.flag("return_im")
    return await call.conversation(channel) if whole else {"id": channel.id}


def _require_write(call: Call, *, few: bool) -> None:
    call.require("im:write" if few else "mpim:write", "im:write")


async def close(call: Call) -> Item:
    """`conversations.close`: direct conversations do not close; they are out of sight."""
    await call.channel()
    return {"no_op": True, "already_closed": True}


_READ = of_each_kind("read")
METHODS = {
    "conversations.list": Method(list_all, tier=2, by_kind=_READ),
    "users.conversations": Method(of_user, by_kind=_READ),
    "conversations.info": Method(show, by_kind=_READ),
    "conversations.open": Method(open_direct, by_kind=("im:write", "mpim:write")),
    "conversations.close": Method(close, tier=2),
}
