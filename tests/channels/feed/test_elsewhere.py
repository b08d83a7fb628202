"""Who follows hears at once that something moved where they are not in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import Person, Role, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


async def people(world: World) -> tuple[Person, Person, str]:
    """Ada, who follows Bob and #bees; Bob; and a channel of his that she is not in."""
    ada, bob = await world.member("ada"), await world.member("bob")
    await ada.connects()
    garden = (await bob.call("channels.create", name="garden"))["id"]
    await ada.call("follows.set", kind="person", target=bob.id, stance="follow")
    await ada.call("follows.set", kind="hashtag", target="bees", stance="follow")
    return ada, bob, garden


async def test_posts_hashtags_and_replies_are_told(world: World) -> None:
    ada, bob, garden = await people(world)
    chloe = await world.member("chloe")
    post = await bob.call("posts.write", channel_id=garden, title="Frost tonight")
    assert await ada.hears("feed.moved") == {}
    await chloe.call("channels.join", channel_id=garden)
    await chloe.posts(garden, "Cover them", thread_id=post["id"])
    await ada.hears("feed.moved")
    await chloe.posts(garden, "The first swarm #Bees")
    await ada.hears("feed.moved")


async def test_nobody_else_is_told_and_nothing_of_what_is_closed(world: World) -> None:
    ada, bob, garden = await people(world)
    chloe = await world.member("chloe")
    await chloe.connects()
    await bob.connects()
    closed = (await bob.call("channels.create", name="closed", kind="private"))["id"]
    await bob.call("posts.write", channel_id=closed, title="Between us")
    await bob.posts(garden, "Good morning")  # a line in passing is in no feed
    await ada.hears_nothing("feed.moved")
    await bob.call("posts.write", channel_id=garden, title="Frost tonight")
    await chloe.hears_nothing("feed.moved")
    await bob.hears_nothing("feed.moved")


async def test_who_is_in_the_channel_hears_of_the_message_itself(world: World) -> None:
    ada, bob, garden = await people(world)
    await ada.call("channels.join", channel_id=garden)
    await bob.call("posts.write", channel_id=garden, title="Frost tonight")
    await ada.hears("message.posted")
    await ada.hears_nothing("feed.moved")


async def test_a_guest_is_told_nothing_and_members_take_no_places(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.feed.elsewhere.TOLD_MAX", 1)
    ada, bob, garden = await people(world)
    gus, chloe = await world.member("gus", Role.GUEST), await world.member("chloe")
    await gus.connects()
    for one in (gus, chloe):
        shared = await bob.call("channels.open_direct", person_ids=[one.id])
        assert shared["id"]
        await one.call("follows.set", kind="person", target=bob.id, stance="follow")
    await chloe.call("channels.join", channel_id=garden)
    await bob.call("posts.write", channel_id=garden, title="Frost tonight")
    await ada.hears("feed.moved")
    await gus.hears_nothing("feed.moved")
