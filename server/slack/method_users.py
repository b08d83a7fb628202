"""`users.*`: people and bots, their presence and profiles."""

from __future__ import annotations

from typing import Any

from channels.bots.protocol import AccountView
from channels.core.errors import NotFound
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError, missing
from server.slack.objects import SLACKBOT, Item
from server.slack.stamps import metadata, parse_cursor

_OURS = {"real_name": "name", "display_name": "name", "title": "title"}


async def _shown(call: Call, account: AccountView) -> Item:
    app = await call.edge.app(account.id) if account.bot else None
    email = call.caller.may("users:read.email")
    item = objects.user(account, call.team, call.edge.url, app, email)
    if call.args.flag("include_locale"):
        item["locale"] = "en-US"
    return item


async def _account(call: Call, name: str = "user") -> AccountView:
    person_id = call.args.text(name).strip() or call.me
    found = await call.edge.accounts(call.actor, [person_id[:40]]) if len(person_id) > 1 else {}
    if person_id not in found:
        raise SlackError("user_not_found")
    return found[person_id]


async def list_users(call: Call) -> Item:
    """`users.list`: closed accounts too."""
    after = parse_cursor("user", call.args.text("cursor"))
    limit = call.args.limit(1_000)
    page = await call.ask("bots.people", after=after, limit=limit)
    members = [await _shown(call, one) for one in page.items]
    if not after and len(members) < limit:
        members.append(objects.slackbot(call.team))
    return {
        "members": members,
        "cache_ts": call.edge.now_ms // 1_000,
        "response_metadata": metadata("user", page.next),
    }


async def show(call: Call) -> Item:
    """`users.info`."""
    if call.args.need("user") == SLACKBOT:
        return {"user": objects.slackbot(call.team)}
    return {"user": await _shown(call, await _account(call))}


async def by_email(call: Call) -> Item:
    """`users.lookupByEmail`."""
    page = await call.ask("bots.people", email=call.args.need("email")[:254], limit=1)
    if not page.items or not page.items[0].active:
        raise SlackError("users_not_found")
    return {"user": await _shown(call, page.items[0])}


async def presence(call: Call) -> Item:
    """`users.getPresence`."""
    person_id = call.args.text("user").strip() or call.me
    try:
        page = await call.ask("presence.get", person_ids=[person_id])
    except NotFound:
        raise SlackError("user_not_found") from None
    if not await call.edge.accounts(call.actor, [person_id]):
        raise SlackError("user_not_found")
    views: list[Any] = list(getattr(page, "items", page))
    online = any(one.state == "online" for one in views)
    item: Item = {"presence": "active" if online else "away"}
    if person_id == call.me:
        item |= {
            "online": online,
            "auto_away": not online,
            "manual_away": False,
            "connection_count": int(online),
        }
    return item


async def set_presence(call: Call) -> Item:
    """`users.setPresence`."""
    state = call.args.text("presence").strip()
    if state not in ("auto", "away"):
        raise SlackError("invalid_presence")
    await call.ask("presence.set", state=state)
    return {}


async def get_profile(call: Call) -> Item:
    """`users.profile.get`."""
    return {"profile": (await _shown(call, await _account(call)))["profile"]}


async def set_profile(call: Call) -> Item:
    """`users.profile.set`: name, title and status."""
    given = call.args.structured("profile", "invalid_profile")
    if given is None and "name" in call.args:
        given = {call.args.text("name"): call.args.text("value")}
    if not isinstance(given, dict) or not given:
        raise SlackError("invalid_profile")
    if any(len(str(value)) > 250 for value in given.values()):
        raise SlackError("too_long")
    ours = {_OURS[name]: str(value) for name, value in given.items() if name in _OURS and value}
    if ours:
        await call.ask("people.update", **ours)
    if any(name.startswith("status_") for name in given):
        until = int(float(given.get("status_expiration") or 0)) * 1_000
        await call.ask(
            "people.set_status",
            text=str(given.get("status_text", "")),
            emoji=str(given.get("status_emoji", "")).strip(":"),
            until_at=until or None,
        )
    return {"profile": (await _shown(call, await _account(call)))["profile"]}


async def exchange(call: Call) -> Item:
    """`migration.exchange`: everybody is called what they were called."""
    asked = call.args.list("users")[:400]
    if not asked:
        raise missing("users")
    known = await call.edge.accounts(call.actor, [one[:40] for one in asked if len(one) > 1])
    return {
        "team_id": call.team.id,
        "user_id_map": {one: one for one in asked if one in known},
        "invalid_user_ids": [one for one in asked if one not in known],
    }


METHODS = {
    "migration.exchange": Method(exchange, "users:read", tier=2),
    "users.list": Method(list_users, "users:read", tier=2),
    "users.info": Method(show, "users:read", tier=4),
    "users.lookupByEmail": Method(by_email, "users:read.email"),
    "users.getPresence": Method(presence, "users:read"),
    "users.setPresence": Method(set_presence, "users:write", tier=2),
    "users.profile.get": Method(get_profile, "users.profile:read", tier=4),
    "users.profile.set": Method(set_profile, "users.profile:write", tokens="u"),
}
