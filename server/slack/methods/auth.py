"""`auth.*`, `team.*`, `bots.*`, `emoji.*`: who one is, and where."""

from __future__ import annotations

from channels.core.actor import SYSTEM
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.objects import Item


async def auth_test(call: Call) -> Item:
    """`auth.test`."""
    people = await call.edge.accounts(SYSTEM, [call.me])
    me = people.get(call.me)
    if me is None or not me.active:
        raise SlackError("account_inactive")
    item: Item = {
        "url": f"{call.edge.url}/",
        "team": call.team.name,
        "user": me.handle,
        "team_id": call.team.id,
        "user_id": me.id,
        "is_enterprise_install": False,
    }
    if call.caller.app is not None:
        item |= {"bot_id": call.caller.app.bot_id, "app_id": call.caller.app.id}
    return item


async def revoke(call: Call) -> Item:
    """`auth.revoke`; `test` leaves the token."""
    if call.args.flag("test"):
        return {"revoked": False}
    op = "tokens.revoke" if call.caller.kind == "person" else "apps.revoke_token"
    await call.ask(op, token_id=call.caller.token_id)
    return {"revoked": True}


async def team_info(call: Call) -> Item:
    """`team.info`."""
    team = call.team
    picture = f"{call.edge.url}/static/icons/192.png"
    icon = {f"image_{size}": picture for size in (34, 44, 68, 88, 102, 132, 230)}
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "email_domain": "",
            "url": f"{call.edge.url}/",
            "icon": {**icon, "image_default": True},
        }
    }


async def bots_info(call: Call) -> Item:
    """`bots.info`; of oneself where no bot is named."""
    bot_id = call.args.text("bot").strip()
    app = call.caller.app if not bot_id else await call.edge.app(bot_id)
    if app is None:
        raise SlackError("bot_not_found")
    named = bot_id if bot_id.startswith("B") else app.bot_id  # a webhook is a bot of its own
    return {"bot": {**objects.bot(app), "id": named}}


async def emoji_list(call: Call) -> Item:
    """`emoji.list`: there are no emoji of a workspace's own."""
    return {"emoji": {}, "cache_ts": "0000000000.000000"}


async def open_connection(call: Call) -> Item:
    """`apps.connections.open`: the address of one new WebSocket."""
    app = call.caller.app
    if app is None or not app.socket_mode:
        raise SlackError("forbidden_team" if app is None else "access_denied")
    return {"url": await call.edge.links.url(app.id)}


METHODS = {
    "apps.connections.open": Method(open_connection, "connections:write", tokens="a", tier=4),
    "auth.test": Method(auth_test, tier=4),
    "auth.revoke": Method(revoke),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bots_info, "users:read"),
    "emoji.list": Method(emoji_list, "emoji:read", tier=2),
}
