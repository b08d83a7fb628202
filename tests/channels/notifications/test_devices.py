"""Devices and settings: what is taken, refused, repeated; whose they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.notifications.conftest import Hive
from tests.push_service import Browser
from tests.world import Person, Refused, World

Garden = tuple[Person, Person, str]


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.member("ada")


def browser(name: str = "phone") -> dict[str, str]:
    return Browser(f"https://push.example/{name}").subscription


async def test_a_device_is_listed_once_however_often_it_says_so(ada: Person) -> None:
    keys = browser()
    first = await ada.call("push.subscribe", **keys, label="Phone")
    assert await ada.call("push.subscribe", **keys, label="Phone") == first
    renamed = await ada.call("push.subscribe", **keys, label="Old phone")
    assert renamed == {**first, "label": "Old phone"}
    assert (await ada.call("push.list"))["items"] == [renamed]


async def test_devices_are_listed_by_pages(ada: Person) -> None:
    made = [await ada.call("push.subscribe", **browser(str(n)), label=str(n)) for n in range(3)]
    page = await ada.call("push.list", limit=2)
    assert page["items"] == made[:2]
    rest = await ada.call("push.list", limit=2, after=page["next"])
    assert (rest["items"], rest["next"]) == (made[2:], None)


async def test_a_device_that_was_removed_is_gone(ada: Person) -> None:
    made = await ada.call("push.subscribe", **browser(), label="Phone")
    await ada.call("push.unsubscribe", device_id=made["id"])
    await ada.hears("push.removed", device_id=made["id"])
    await ada.call("push.unsubscribe", device_id=made["id"])
    assert (await ada.call("push.list"))["items"] == []
    with pytest.raises(Refused) as refused:
        await ada.call("push.test", device_id=made["id"])
    assert refused.value.code == "not_found"


async def test_a_shared_browser_belongs_to_who_signed_in_last(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    keys = browser()
    adas = await ada.call("push.subscribe", **keys)
    bobs = await bob.call("push.subscribe", **keys)
    assert adas["id"] != bobs["id"]
    await ada.hears("push.removed", device_id=adas["id"])
    assert (await ada.call("push.list"))["items"] == []


async def test_nobody_removes_or_tests_anothers_device(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    made = await ada.call("push.subscribe", **browser())
    await bob.call("push.unsubscribe", device_id=made["id"])
    with pytest.raises(Refused) as refused:
        await bob.call("push.test", device_id=made["id"])
    assert refused.value.code == "not_found"
    assert len((await ada.call("push.list"))["items"]) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "http://push.example/x"),
        ("endpoint", "javascript:alert(1)"),
        ("endpoint", "https://push.example/\n"),
        ("p256dh", "AAAA"),
        ("p256dh", "???"),
        ("auth", "A" * 23),
        ("auth", ""),
    ],
)
async def test_what_no_browser_says_is_refused(ada: Person, field: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        await ada.call("push.subscribe", **{**browser(), field: value})
    assert (refused.value.code, refused.value.field) == ("invalid", field)


async def test_a_person_has_at_most_twenty_devices(ada: Person) -> None:
    for number in range(20):
        await ada.call("push.subscribe", **browser(str(number)))
    with pytest.raises(Refused) as refused:
        await ada.call("push.subscribe", **browser("one more"))
    assert refused.value.code == "conflict"


async def test_internal_addresses_are_never_asked(hive: Hive, garden: Garden) -> None:
    """The address is taken, but the server does not go there unless the operator allows it."""
    ada, _, _ = garden
    hive.world.server.background._outbound._pool._network_backend._allow_private = False  # type: ignore[attr-defined]
    phone, device_id = await hive.device(ada, "phone")
    await hive.ask(ada, "push.test", device_id=device_id)
    await hive.settles()
    assert hive.service.to(phone) == []
    [device] = (await hive.ask(ada, "push.list"))["items"]
    assert device["failing_since"] == hive.clock.now_us() // 1_000


# -- settings


async def test_settings_change_by_field_and_reach_the_other_devices(ada: Person) -> None:
    phone = await ada.connects("msgpack")
    await ada.call("notifications.set", level="all", keywords=["Grue", "grue", "  site   lyon "])
    after = await ada.call("notifications.set", quiet=True, quiet_days=[5, 1, 1])
    assert after == await ada.call("notifications.get")
    assert (after["level"], after["keywords"]) == ("all", ["Grue", "site lyon"])
    assert after["quiet_days"] == [1, 5]
    heard = await phone.hears("notifications.changed", notifications=after)
    assert heard["notifications"] == after
    await ada.call("notifications.set", quiet_days=[])
    assert "quiet_days" not in await ada.call("notifications.get")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"keywords": ["x"]}, "keywords"),
        ({"keywords": ["ok", "   "]}, "keywords"),
        ({"keywords": ["long" * 20]}, "keywords"),
        ({"quiet_from": 1_440}, "quiet_from"),
        ({"quiet_days": [8]}, "quiet_days"),
        ({"level": "loud"}, "level"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(
    ada: Person, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await ada.call("notifications.set", **change)
    assert refused.value.code == "invalid"
    assert (refused.value.field or "").startswith(field)


# -- mentions


async def test_mentions_are_listed_newest_first_by_pages(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    channel = await bob.creates("garden")
    await bob.posts(channel, "@channel before ada came")
    await ada.call("channels.join", channel_id=channel)
    sent = [
        await bob.posts(channel, text)
        for text in (
            "@ada one",
            "two",
            "@channel three",
            "@here four",
            "@bob five",
            "@ada @here six",
        )
    ]
    await ada.posts(channel, "@ada and @channel, from herself")
    called = [sent[index]["id"] for index in (5, 3, 2, 0)]
    page = await ada.call("mentions.list", limit=3)
    rest = await ada.call("mentions.list", limit=3, after=page["next"])
    assert [one["message"]["id"] for one in [*page["items"], *rest["items"]]] == called
    assert [one["why"] for one in page["items"]] == ["everybody"] * 3
    assert [one["why"] for one in rest["items"]] == ["mention"]
    assert rest["next"] is None
    with pytest.raises(Refused) as refused:
        await ada.call("mentions.list", after="yesterday")
    assert refused.value.field == "after"


async def test_mentions_end_where_the_right_to_read_ends(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    channel = await bob.creates("cellar", "private")
    await bob.call("channels.invite", channel_id=channel, person_ids=[ada.id])
    kept = await bob.posts(channel, "@ada a secret")
    gone = await bob.posts(channel, "@ada another")
    await bob.call("messages.delete", message_id=gone["id"])
    listed = await ada.call("mentions.list")
    assert [one["message"]["id"] for one in listed["items"]] == [kept["id"]]
    await bob.call("channels.remove", channel_id=channel, person_id=ada.id)
    assert (await ada.call("mentions.list"))["items"] == []
