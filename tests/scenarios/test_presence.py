"""Dialogues of who is there, who types, who wants silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Role
from persistence.clock import HandClock
from tests.world import HEARD_S, Person, Refused, Socket, World, open_world


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def world(tmp_path: Path, clock: HandClock) -> AsyncIterator[World]:
    async with open_world(tmp_path, clock) as opened:
        yield opened


async def sees(watcher: Person, person: Person, **expected: Any) -> None:
    """Wait for an announcement after which the person is seen like this."""

    def fits(view: dict[str, Any]) -> bool:
        return all(view.get(name) == value for name, value in expected.items())

    async def now() -> bool:
        (view,) = (await watcher.call("presence.get", person_ids=[person.id]))["items"]
        return fits(view)

    await until(now)
    assert watcher.socket is not None
    await until(lambda: _heard(watcher.socket, person, fits))


async def _heard(
    socket: Socket | None, person: Person, fits: Callable[[dict[str, Any]], bool]
) -> bool:
    assert socket is not None
    views = [
        view
        for push in socket.heard
        if push["event"] == "presence.changed"
        for view in push["data"]["people"]
        if view["person_id"] == person.id
    ]
    return bool(views) and fits(views[-1])


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(HEARD_S):
        while not await holds():  # noqa: ASYNC110 - asked, not told
            await asyncio.sleep(0.02)  # presence is told in ticks


async def test_people_come_go_and_come_back(world: World) -> None:
    (ada,) = await world.members("ada")
    bob = await world.member("bob")
    assert ada.socket is not None
    watched = await ada.socket.call("presence.watch", person_ids=[bob.id])
    assert watched["items"] == [{"person_id": bob.id, "state": "offline", "dnd": False}]
    laptop = await bob.connects()
    await sees(ada, bob, state="online")
    phone = await bob.connects("msgpack")
    await laptop.close()
    await ada.socket.call("presence.get", person_ids=[bob.id])
    await sees(ada, bob, state="online")
    await phone.close()
    (view,) = (await ada.call("presence.get", person_ids=[bob.id]))["items"]
    assert view["person_id"] == bob.id


async def test_who_says_so_is_away_whatever_the_devices_do(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    assert ada.socket is not None
    await ada.socket.call("presence.watch", person_ids=[bob.id])
    view = await bob.call("presence.set", state="away")
    assert view["state"] == "away"
    await sees(ada, bob, state="away")
    await bob.posts(await world.general(), "I am typing, and still away.")
    assert (await bob.call("presence.set", state="auto"))["state"] == "online"
    await sees(ada, bob, state="online")
    with pytest.raises(Refused, match="invalid") as refused:
        await bob.call("presence.set", state="asleep")
    assert refused.value.field == "state"


async def test_do_not_disturb_shows_and_ends_by_itself(world: World, clock: HandClock) -> None:
    ada, bob = await world.members("ada", "bob")
    assert ada.socket is not None
    await ada.socket.call("presence.watch", person_ids=[bob.id])
    until_at = clock.now_us() // 1_000 + 60_000
    await bob.call("people.set_do_not_disturb", until_at=until_at)
    heard = await ada.hears("person.updated")
    assert heard["person"]["dnd_until_at"] == until_at
    await sees(ada, bob, dnd=True)
    clock.advance(61)
    await sees(ada, bob, dnd=False)
    person = (await ada.call("people.get", person_id=bob.id))["items"][0]
    assert person.get("dnd_until_at") is None
    with pytest.raises(Refused, match="invalid") as refused:
        await bob.call("people.set_do_not_disturb", until_at=until_at)
    assert refused.value.field == "until_at"


async def test_a_status_is_over_at_its_hour(world: World, clock: HandClock) -> None:
    ada, bob = await world.members("ada", "bob")
    until_at = clock.now_us() // 1_000 + 60_000
    await bob.call("people.set_status", emoji="bee", text="At the hives", until_at=until_at)
    heard = await ada.hears("person.updated")
    assert heard["person"]["status_text"] == "At the hives"
    (shown,) = (await ada.call("people.get", person_id=bob.id))["items"]
    assert (shown["status_emoji"], shown["status_until_at"]) == ("bee", until_at)
    clock.advance(61)
    (shown,) = (await ada.call("people.get", person_id=bob.id))["items"]
    assert "status_text" not in shown
    await bob.call("people.set_status", text="Back")
    await bob.call("people.set_status")
    (shown,) = (await ada.call("people.get", person_id=bob.id))["items"]
    assert "status_text" not in shown


async def test_typing_is_heard_at_most_every_three_seconds(world: World, clock: HandClock) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    for _ in range(5):
        await ada.call("typing.start", channel_id=general)
    heard = await bob.hears("typing.started")
    assert (heard["channel_id"], heard["person_id"]) == (general, ada.id)
    (push,) = [one for one in bob.socket.heard if one["event"] == "typing.started"]  # type: ignore[union-attr]
    assert "seq" not in push
    await bob.hears_nothing("typing.started")
    clock.advance(3.5)
    await ada.call("typing.start", channel_id=general)
    await bob.hears("typing.started")


async def test_typing_in_a_thread_names_a_thread_of_that_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    await ada.call("typing.start", channel_id=general, thread_id=root["id"])
    assert (await bob.hears("typing.started"))["thread_id"] == root["id"]
    hidden = await ada.posts(await ada.creates("secret", "private"), "Hidden.")
    for thread_id in (hidden["id"], "M0000000000000"):
        with pytest.raises(Refused, match="not_found") as refused:
            await bob.call("typing.start", channel_id=general, thread_id=thread_id)
        assert refused.value.field == "thread_id"


async def test_typing_is_heard_by_members_alone(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    secret = await ada.creates("secret", "private")
    await ada.call("typing.start", channel_id=secret)
    await bob.hears_nothing("typing.started")
    with pytest.raises(Refused, match="not_found"):
        await bob.call("typing.start", channel_id=secret)


async def test_a_guest_sees_nobody_they_share_no_channel_with(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil = await world.guest("gil")
    assert (await gil.call("presence.get", person_ids=[bob.id]))["items"] == []
    assert gil.socket is not None
    watched = await gil.socket.call("presence.watch", person_ids=[bob.id, gil.id])
    assert [view["person_id"] for view in watched["items"]] == [gil.id]
    assert ada.socket is not None
    await ada.socket.call("presence.watch", person_ids=[bob.id])
    await bob.call("presence.set", state="away")
    await sees(ada, bob, state="away")
    assert not await _heard(gil.socket, bob, lambda view: True)


async def test_a_guest_hears_of_nobody_they_shared_a_channel_with(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil = await world.guest("gil")
    garden = await ada.creates("garden", "private")
    await ada.call("channels.invite", channel_id=garden, person_ids=[bob.id, gil.id])
    assert ada.socket is not None
    await ada.socket.call("presence.watch", person_ids=[bob.id])
    watched = await gil.call("presence.watch", person_ids=[bob.id, "U0000000000000"])
    assert [view["person_id"] for view in watched["items"]] == [bob.id]
    await ada.call("channels.remove", channel_id=garden, person_id=gil.id)
    await bob.call("presence.set", state="away")
    await sees(ada, bob, state="away")
    assert not await _heard(gil.socket, bob, lambda view: view["state"] == "away")


async def test_a_member_who_becomes_a_guest_hears_of_strangers_no_more(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    bob, chloe = await world.members("bob", "chloe")
    garden = await ada.creates("garden", "private")
    await ada.call("channels.invite", channel_id=garden, person_ids=[chloe.id])
    for person in (ada, chloe):
        await person.call("presence.watch", person_ids=[bob.id])
    await ada.call("people.set_role", person_id=chloe.id, role="guest")
    await chloe.hears("channel.left", channel_id=await world.general())
    await bob.call("presence.set", state="away")
    await sees(ada, bob, state="away")
    assert not await _heard(chloe.socket, bob, lambda view: view["state"] == "away")


async def test_nobody_watches_who_is_not_there(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    watched = await ada.call("presence.watch", person_ids=["U0000000000000", bob.id])
    assert [view["person_id"] for view in watched["items"]] == [bob.id]
