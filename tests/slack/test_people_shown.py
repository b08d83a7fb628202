"""What apps are shown of people beside their names: the clock by which they live."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.core.actor import Role
from server.slack.zones import zone_of
from tests.slack.hive import app_in, off
from tests.world import World


@pytest.mark.parametrize(
    ("name", "month", "label", "ahead"),
    [
        ("Europe/Paris", 1, "Central European Standard Time", 3_600),
        ("America/Los_Angeles", 7, "Pacific Daylight Time", -25_200),
        ("Etc/UTC", 7, "Coordinated Universal Time", 0),
    ],
)
def test_a_zone_is_named_and_counted_as_it_is_now(
    name: str, month: int, label: str, ahead: int
) -> None:
    found = zone_of(name, datetime(2026, month, 10, tzinfo=UTC))
    assert found == {"tz": name, "tz_label": label, "tz_offset": ahead}


def test_what_is_no_zone_says_nothing() -> None:
    assert zone_of("Nowhere/Hive", datetime(2026, 1, 10, tzinfo=UTC)) == {}
    assert zone_of("../etc/passwd", datetime(2026, 1, 10, tzinfo=UTC)) == {}


async def test_a_zone_that_is_not_shown_to_everyone_is_not_told(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    app = await app_in(world)

    async def zone() -> str:
        return str((await off(app.client.users_info, user=ada.id))["user"]["tz"])

    await ada.call("profiles.update", values={"time_zone": ["Europe/Paris"]})
    assert await zone() == "Europe/Paris"
    await ada.call("profiles.update", only={"time_zone": "team"})
    assert await zone() == "Etc/UTC"
    await ada.call("profiles.update", only={"time_zone": "everyone"})
    assert await zone() == "Europe/Paris"
    closed = {"key": "time_zone", "used": True, "visibility": "me"}
    await ada.call("profiles.set_fields", fields=[closed])
    assert await zone() == "Etc/UTC"
