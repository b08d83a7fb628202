"""`dnd.*`: who is not to be disturbed, and until when."""

from __future__ import annotations

from channels.bots.protocol import AccountView
from server.slack.call import Call, Method
from server.slack.errors import SlackError, missing
from server.slack.objects import Item

MOST = 50
LONGEST_MINUTES = 366 * 24 * 60


def _dnd(call: Call, account: AccountView) -> Item:
    """Until when somebody is not to be disturbed; Slack says 1 where they may be."""
    until_at = account.dnd_until_at or 0
    if until_at <= call.edge.now_ms:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    now_s = call.edge.now_ms // 1_000
    return {
        "dnd_enabled": True,
        "next_dnd_start_ts": now_s,
        "next_dnd_end_ts": until_at // 1_000,
    }


def _snooze(until_s: int, now_s: int) -> Item:
    if until_s <= now_s:
        return {"snooze_enabled": False}
    return {
        "snooze_enabled": True,
        "snooze_endtime": until_s,
        "snooze_remaining": until_s - now_s,
    }


async def show(call: Call) -> Item:
    """`dnd.info`; of oneself where nobody is named."""
    person_id = call.args.text("user").strip() or call.me
    found = await call.edge.accounts(call.actor, [person_id[:40]]) if len(person_id) > 1 else {}
    if person_id not in found:
        raise SlackError("user_not_found")
    item = _dnd(call, found[person_id])
    if person_id != call.me:
        return item
    until_at = found[person_id].dnd_until_at or 0
    return {**item, **_snooze(until_at // 1_000, call.edge.now_ms // 1_000)}


async def of_team(call: Call) -> Item:
    """`dnd.teamInfo`: of these people, those that the caller may see."""
    asked = call.args.list("users")
    if not asked:
        raise missing("users")
    if len(asked) > MOST:
        raise SlackError("too_many_users")
    found = await call.edge.accounts(call.actor, [one[:40] for one in asked if len(one) > 1])
    return {"users": {id: _dnd(call, account) for id, account in found.items()}}


async def snooze(call: Call) -> Item:
    """`dnd.setSnooze`: so many minutes from now."""
    call.args.need("num_minutes")
    minutes = call.args.number("num_minutes", 0)
    if minutes <= 0:
        raise SlackError("missing_duration")
    if minutes > LONGEST_MINUTES:
        raise SlackError("too_long")
    now_ms = call.edge.now_ms
    until_at = now_ms + minutes * 60_000
    await call.ask("people.set_do_not_disturb", until_at=until_at)
    return _snooze(until_at // 1_000, now_ms // 1_000)


async def end_snooze(call: Call) -> Item:
    """`dnd.endSnooze`."""
    await call.ask("people.set_do_not_disturb", until_at=None)
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1, **_snooze(0, 1)}


async def end(call: Call) -> Item:
    """`dnd.endDnd`."""
    await call.ask("people.set_do_not_disturb", until_at=None)
    return {}


METHODS = {
    "dnd.info": Method(show, "dnd:read"),
    "dnd.teamInfo": Method(of_team, "dnd:read", tier=2),
    "dnd.setSnooze": Method(snooze, "dnd:write", tokens="u", tier=2),
    "dnd.endSnooze": Method(end_snooze, "dnd:write", tokens="u", tier=2),
    "dnd.endDnd": Method(end, "dnd:write", tokens="u", tier=2),
}
