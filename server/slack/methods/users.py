"""`users.*`: people and bots, their presence and profiles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from channels.bots.protocol import AccountView
from channels.core.errors import NotFound
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError, missing
from server.slack.manifest import always_online
from server.slack.objects import SLACKBOT, Item
from server.slack.stamps import metadata, parse_cursor
from server.slack.zones import add_zones


async def _shown(call: Call, account: AccountView) -> Item:
    return (await _all_shown(call, [account]))[0]


async def _all_shown(call: Call, accounts: Sequence[AccountView]) -> list[Item]:
    email = call.caller.may("users:read.email")
    items = []
    for account in accounts:
        app = await call.edge.app(account.id) if account.bot else None
        items.append(objects.user(account, call.team, call.edge.url, app, email))
    await add_zones(call.edge, call.actor, items)
    if call.args.flag("include_locale"):
        items = [{**item, "locale": "en-US"} for item in items]
    return items


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
    members = await _all_shown(call, page.items)
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
    app = await call.edge.app(person_id)
    always = app is not None and app.active and always_online(json.loads(app.manifest))
    online = always or any(one.state == "online" for one in views)
    item: Item = {"presence": "active" if online else "away"}
    return {**item, **await _own_presence(call)} if person_id == call.me else item


async def _own_presence(call: Call) -> Item:
    own = await call.ask("presence.own")
    item: Item = {
        "online": own.state != "offline",
        "auto_away": own.state != "online" and not own.by_hand,
        "manual_away": own.by_hand,
        "connection_count": own.connections,
    }
    return {**item, "last_activity": own.active_at // 1_000} if own.active_at else item


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
    if call.args.text("user").strip() not in ("", call.me):
        raise SlackError("not_admin")  # here nobody writes another's profile
    given = {name: value for name, value in given.items() if value is not None}
    if any(len(str(value)) > 250 for value in given.values()):
        raise SlackError("too_long")
    said = {name: str(value).strip() for name, value in given.items()}
    before = (await call.edge.accounts(call.actor, [call.me]))[call.me]
    ours = {"name": name} if (name := _name_in(said, before.name)) else {}
    if "title" in said:
        ours["title"] = said["title"]
    if ours:
        await call.ask("people.update", **ours)
    if any(name.startswith("status_") for name in given):
        await _set_status(call, given)
    return {"profile": (await _shown(call, await _account(call)))["profile"]}


def _name_in(said: Mapping[str, str], before: str) -> str:
    """The one name that people have here: the real one, else its parts, of which one that is not
    given stays. What is only shown (`display_name`) has no place of its own and changes nothing."""
    if said.get("real_name"):
        return said["real_name"]
    if not said.keys() & {"first_name", "last_name"}:
        return ""
    first, _, last = before.partition(" ")
    return f"{said.get('first_name', first)} {said.get('last_name', last)}".strip()


async def _set_status(call: Call, given: Item) -> None:
    """What is not given stays. Errors: SlackError `invalid_profile` for a time that is none."""
    before = (await call.edge.accounts(call.actor, [call.me]))[call.me]
    kept = {
        "status_text": before.status_text,
        "status_emoji": before.status_emoji,
        "status_expiration": (before.status_until_at or 0) // 1_000,
    }
    now = {**kept, **given}
    try:
        until_s = int(float(now["status_expiration"] or 0))
    except (ValueError, TypeError, OverflowError):
        raise SlackError("invalid_profile") from None
    text, emoji = str(now["status_text"]), str(now["status_emoji"]).strip(":")
    until_at = until_s * 1_000 if text or emoji else 0
    await call.ask("people.set_status", text=text, emoji=emoji, until_at=until_at or None)


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
