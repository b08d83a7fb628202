"""What apps are shown of people, and the clock by which they live."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.core.actor import Role
from server.slack.zones import zone_of
from tests.slack.hive import app_in, client_of, manifest, off
from tests.slack.test_web_api import refused
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


async def test_people(world: World) -> None:
    await world.member("ada", Role.OWNER)
    bob = await world.member("bob")
    app = await app_in(world)
    web = app.client
    members = (await off(web.users_list))["members"]
    by_name = {one["name"]: one for one in members}
    assert set(by_name) == {"ada", "bob", "drone", "slackbot"}
    assert by_name["ada"]["profile"]["email"] == "ada@example.org"
    assert by_name["ada"]["is_owner"]
    assert by_name["drone"]["is_bot"]
    assert by_name["drone"]["profile"]["bot_id"] == app.made.bot_id
    pages = await off(lambda: [len(page["members"]) for page in web.users_list(limit=1)])
    assert sum(pages) == 3
    found = await off(web.users_lookupByEmail, email="BOB@example.org")
    assert found["user"]["id"] == bob.id
    assert await refused(web.users_lookupByEmail, email="no@example.org") == "users_not_found"
    assert await refused(web.users_info, user="U0NOBODY0") == "user_not_found"
    assert (await off(web.users_getPresence, user=bob.id))["presence"] == "away"
    bot = app.made.person_id  # its manifest says `always_online`
    assert (await off(web.users_getPresence, user=bot))["presence"] == "active"
    await bob.connects()
    assert (await off(web.users_getPresence, user=bob.id))["presence"] == "active"
    assert (await off(web.users_profile_get, user=bob.id))["profile"]["real_name"] == "Bob"
    mine = client_of(bob)
    status = {"status_text": "At the hives", "status_emoji": ":bee:"}
    changed = await off(mine.users_profile_set, profile=status)
    assert changed["profile"]["status_text"] == "At the hives"
    names = {"display_name": "bob", "first_name": "Robert", "real_name": "Robert Moss"}
    await off(mine.users_profile_set, profile=names)
    known = (await off(web.users_info, user=bob.id))["user"]
    assert known["real_name"] == "Robert Moss"
    changed = await off(mine.users_profile_set, profile={"first_name": "Bob", "last_name": "Moss"})
    assert changed["profile"]["real_name"] == "Bob Moss"
    for given, name in (
        ({"first_name": "Rob"}, "Rob Moss"),
        ({"last_name": "Van Moss"}, "Rob Van Moss"),
        ({"last_name": ""}, "Rob"),
        ({"first_name": ""}, "Rob"),
        ({"display_name": "robbie", "phone": "+33 1"}, "Rob"),
    ):
        changed = await off(mine.users_profile_set, profile=given)
        assert changed["profile"]["real_name"] == name, given
    shy = await app_in(app.world, manifest("Shy", ["users:read"]))
    seen = (await off(shy.client.users_info, user=bob.id))["user"]
    assert "email" not in seen["profile"]
