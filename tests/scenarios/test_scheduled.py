"""Dialogues of scheduled messages: written now, sent later, by the rights of that moment."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from persistence.clock import Clock, HandClock, WallClock
from tests.scenarios.test_drafts import uploads
from tests.world import Person, Refused, World, open_world

HOUR_MS = 3_600_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def hive(tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    """A world whose time moves only when told."""
    async with open_world(tmp_path, clock) as opened:
        yield opened


def in_an_hour(clock: Clock) -> int:
    return clock.now_us() // 1_000 + HOUR_MS


async def waiting(person: Person) -> list[dict[str, Any]]:
    """The person's messages that are still to be sent."""
    found: list[dict[str, Any]] = (await person.call("scheduled.list"))["items"]
    return found


async def history(person: Person, channel_id: str) -> list[str]:
    page = await person.call("messages.history", channel_id=channel_id)
    return [one["text"] for one in page["items"]]


async def test_a_message_is_sent_when_its_moment_comes(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    phone = await ada.connects("msgpack")
    general = await hive.general()
    added = await ada.call(
        "scheduled.add", channel_id=general, text="Good *morning*", send_at=in_an_hour(clock)
    )
    assert (await phone.hears("scheduled.changed"))["scheduled"] == added
    assert await waiting(ada) == [added]
    assert await waiting(bob) == []
    clock.advance(3_599)
    await bob.hears_nothing("message.posted")
    clock.advance(2)
    heard = (await bob.hears("message.posted"))["message"]
    assert (heard["text"], heard["author_id"]) == ("Good *morning*", ada.id)
    gone = await phone.hears("scheduled.removed")
    assert gone == {"scheduled_id": added["id"], "message_id": heard["id"]}
    assert await waiting(ada) == []
    assert await history(bob, general) == ["Good *morning*"]


async def test_what_is_sent_while_its_person_is_away_reads_neither_channel_nor_thread(
    hive: World, clock: HandClock
) -> None:
    ada, bob = await hive.members("ada", "bob")
    phone = await ada.connects("msgpack")
    general = await hive.general()
    root = await ada.posts(general, "Well?")
    thread = {"channel_id": general, "thread_id": root["id"], "also_to_channel": True}
    await ada.call("scheduled.add", **thread, text="Later.", send_at=in_an_hour(clock))
    for text in ("One.", "Two, @ada."):
        await bob.call("messages.post", **thread, text=text)
    clock.advance(3_601)
    await phone.hears("scheduled.removed")
    for mark in (await ada.call("reads.list"))["items"]:
        assert (mark["unread"], mark["mentions"]) == (2, 1), mark


async def test_it_can_be_sent_at_once(any_world: World) -> None:
    ada, bob = await any_world.members("ada", "bob")
    general = await any_world.general()
    root = await bob.posts(general, "Well?")
    file_id = await uploads(ada)
    added = await ada.call(
        "scheduled.add",
        channel_id=general,
        thread_id=root["id"],
        text="Yes.",
        file_ids=[file_id],
        also_to_channel=True,
        send_at=in_an_hour(WallClock()),
    )
    await ada.call("scheduled.send_now", scheduled_id=added["id"])
    heard = (await bob.hears("message.posted", text="Yes."))["message"]
    assert (heard["thread_id"], heard["also_to_channel"]) == (root["id"], True)
    assert [one["id"] for one in heard["files"]] == [file_id]
    await ada.hears("scheduled.removed", message_id=heard["id"])
    assert await waiting(ada) == []


async def test_words_and_moment_can_be_changed_until_then(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    general = await hive.general()
    at = in_an_hour(clock)
    added = await ada.call("scheduled.add", channel_id=general, text="At ten", send_at=at)
    changed = await ada.call(
        "scheduled.change", scheduled_id=added["id"], text="At eleven", send_at=at + HOUR_MS
    )
    assert changed == {**added, "text": "At eleven", "send_at": at + HOUR_MS}
    await ada.hears("scheduled.changed", scheduled=changed)
    assert await ada.call("scheduled.change", scheduled_id=added["id"]) == changed
    await ada.hears_nothing("scheduled.changed")
    clock.advance(3_601)
    await bob.hears_nothing("message.posted")
    clock.advance(3_600)
    await bob.hears("message.posted", text="At eleven")
    await ada.hears("scheduled.removed")
    assert await history(bob, general) == ["At eleven"]


async def test_what_was_removed_is_not_sent(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    general = await hive.general()
    added = await ada.call(
        "scheduled.add", channel_id=general, text="Never mind", send_at=in_an_hour(clock)
    )
    await ada.call("scheduled.remove", scheduled_id=added["id"])
    assert await ada.hears("scheduled.removed") == {"scheduled_id": added["id"]}
    with pytest.raises(Refused, match="not_found"):
        await ada.call("scheduled.remove", scheduled_id=added["id"])
    clock.advance(3_601)
    await bob.hears_nothing("message.posted")


async def test_repeated_with_the_same_client_id_it_is_the_same(
    hive: World, clock: HandClock
) -> None:
    ada, bob = await hive.members("ada", "bob")
    general = await hive.general()
    args = {"channel_id": general, "text": "Once", "send_at": in_an_hour(clock), "client_id": "1"}
    first = await ada.call("scheduled.add", **args)
    assert await ada.call("scheduled.add", **args) == first
    assert len(await waiting(ada)) == 1
    assert (await bob.call("scheduled.add", **args))["id"] != first["id"]


async def test_a_refusal_then_keeps_the_words_and_tells_the_person(
    hive: World, clock: HandClock
) -> None:
    ada, bob = await hive.members("ada", "bob")
    cellar, attic = [await ada.creates(name, "private") for name in ("cellar", "attic")]
    for channel_id in (cellar, attic):
        await ada.call("channels.invite", channel_id=channel_id, person_ids=[bob.id])
    at = in_an_hour(clock)
    one = await bob.call("scheduled.add", channel_id=cellar, text="A long story", send_at=at)
    two = await bob.call("scheduled.add", channel_id=attic, text="Another", send_at=at)
    await ada.call("channels.remove", channel_id=cellar, person_id=bob.id)
    await ada.call("channels.archive", channel_id=attic)
    await bob.hears("channel.left")
    clock.advance(3_601)
    told = [(await bob.hears("scheduled.changed"))["scheduled"] for _ in range(2)]
    assert {(item["id"], item["error"]) for item in told if "error" in item} | {
        (item["id"], item["error"]) for item in await waiting(bob)
    } == {(one["id"], "not_found"), (two["id"], "not_allowed")}
    assert {item["text"] for item in await waiting(bob)} == {"A long story", "Another"}
    assert all(item["error_detail"] for item in await waiting(bob))
    assert await history(ada, cellar) == []


async def test_what_failed_is_sent_once_it_may_be(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    attic = await ada.creates("attic")
    await bob.call("channels.join", channel_id=attic)
    added = await bob.call(
        "scheduled.add", channel_id=attic, text="Another", send_at=in_an_hour(clock)
    )
    await ada.call("channels.archive", channel_id=attic)
    clock.advance(3_601)
    failed = {**added, "error": "not_allowed"}
    while (heard := (await bob.hears("scheduled.changed"))["scheduled"]).get("error") is None:
        pass
    assert {name: heard[name] for name in failed} == failed
    await ada.call("channels.archive", channel_id=attic, archived=False)
    await bob.call("scheduled.send_now", scheduled_id=added["id"])
    await ada.hears("message.posted", text="Another")
    await bob.hears("scheduled.removed")


async def test_the_account_closed_meanwhile_sends_nothing(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    general = await hive.general()
    await bob.call("scheduled.add", channel_id=general, text="Boo", send_at=in_an_hour(clock))
    await hive.system(
        "people.set_active", hive.command("people.set_active", person_id=bob.id, active=False)
    )
    clock.advance(3_601)
    await ada.hears_nothing("message.posted")
    assert await history(ada, general) == []


async def test_nobody_touches_what_another_has_scheduled(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    added = await ada.call(
        "scheduled.add", channel_id=await hive.general(), text="Mine", send_at=in_an_hour(clock)
    )
    for op in ("scheduled.change", "scheduled.remove", "scheduled.send_now"):
        with pytest.raises(Refused, match="not_found") as refused:
            await bob.call(op, scheduled_id=added["id"])
        assert refused.value.field == "scheduled_id"
    assert await waiting(ada) == [added]


async def test_what_cannot_be_sent_now_is_refused_now(hive: World, clock: HandClock) -> None:
    ada, bob = await hive.members("ada", "bob")
    cellar = await ada.creates("cellar", "private")
    general, at = await hive.general(), in_an_hour(clock)
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"channel_id": cellar}, "not_found", "channel_id"),
        ({"text": " "}, "invalid", "text"),
        ({"text": "x" * 16_001}, "invalid", "text"),
        ({"send_at": at - 2 * HOUR_MS}, "invalid", "send_at"),
        ({"send_at": at + 400 * 24 * HOUR_MS}, "invalid", "send_at"),
        ({"send_at": -1}, "invalid", "send_at"),
        ({"file_ids": ["F0NOTHERE"]}, "not_found", "file_ids"),
        ({"thread_id": "M0NOTHERE"}, "not_found", "thread_id"),
    ]
    for change, code, field in wrong:
        with pytest.raises(Refused, match=code) as refused:
            await bob.call(
                "scheduled.add", **{"channel_id": general, "text": "x", "send_at": at, **change}
            )
        assert refused.value.field == field, change
    assert await waiting(bob) == []
