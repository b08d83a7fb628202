"""By which clocks people live, in Slack's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import get_timezone_name

from channels.core.actor import Actor
from server.slack.edge import Edge
from server.slack.objects import Item


async def add_zones(edge: Edge, actor: Actor, users: Sequence[Item]) -> None:
    """Put people's own time zones into their objects, as far as everyone may know them."""
    ids = [one["id"] for one in users if not one["is_bot"]]
    if not ids:
        return
    zones = (await edge.ask(actor, "profiles.zones", person_ids=ids)).zones
    for one in users:
        if one["id"] in zones:
            one |= zone_of(zones[one["id"]], datetime.fromtimestamp(edge.now_ms / 1_000, UTC))


def zone_of(name: str, now: datetime) -> Item:
    """`tz`, what it is called now, and by how many seconds it is ahead; nothing for no zone."""
    try:
        local = now.astimezone(ZoneInfo(name))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return {}
    ahead = local.utcoffset()
    label = get_timezone_name(local, width="long", locale="en_US")
    return {"tz": name, "tz_label": label, "tz_offset": int(ahead.total_seconds()) if ahead else 0}
