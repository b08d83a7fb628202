"""Links that a channel keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.bookmarks.service import MOST
from channels.core.actor import Actor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def garden(house: House) -> tuple[Actor, Actor, str]:
    """bob's channel, which chloe is in; its id."""
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    made = await house.ask(bob, "channels.create", name="garden")
    await house.ask(chloe, "channels.join", channel_id=made.id)
    return bob, chloe, str(made.id)


async def keeps(house: House, who: Actor, channel_id: str, **link: Any) -> Any:
    given = {"title": "Rota", "url": "https://bees.example/rota", **link}
    return await house.ask(who, "bookmarks.add", channel_id=channel_id, **given)


async def kept(house: House, who: Actor, channel_id: str) -> list[Any]:
    return list((await house.ask(who, "bookmarks.list", channel_id=channel_id)).items)


async def test_what_one_keeps_all_find_in_the_order_of_its_coming(house: House) -> None:
    bob, chloe, garden_id = await garden(house)
    first = await keeps(house, bob, garden_id, title="  The   rota ", emoji=":Honey_Pot:")
    second = await keeps(house, chloe, garden_id, url="http://hive.example:8080/a?b=c#d")
    assert (first.title, first.emoji, first.person_id) == ("The rota", "honey_pot", bob.person_id)
    assert await kept(house, bob, garden_id) == [first, second]
    everybody = await house.add("dora")
    assert await kept(house, everybody, garden_id) == [first, second]


async def test_a_change_of_one_thing_leaves_the_others(house: House) -> None:
    bob, chloe, garden_id = await garden(house)
    link = await keeps(house, bob, garden_id, emoji="bee")
    named = {"channel_id": garden_id, "bookmark_id": link.id}
    house.clock.advance(5)
    one, other = await asyncio.gather(
        house.ask(bob, "bookmarks.edit", **named, title="Who waters"),
        house.ask(chloe, "bookmarks.edit", **named, url="https://bees.example/2"),
    )
    assert (one.title, other.url) == ("Who waters", "https://bees.example/2")
    (now,) = await kept(house, bob, garden_id)
    assert (now.title, now.url, now.emoji) == ("Who waters", "https://bees.example/2", "bee")
    assert now.changed_at > now.created_at == link.created_at
    again = await house.ask(bob, "bookmarks.edit", **named, title="Who waters", emoji="")
    assert (again.title, again.emoji) == ("Who waters", "")


async def test_what_is_removed_is_gone_and_again_is_harmless(house: House) -> None:
    bob, _, garden_id = await garden(house)
    link = await keeps(house, bob, garden_id)
    elsewhere = await house.ask(bob, "channels.create", name="shed")
    named = {"bookmark_id": link.id}
    await house.ask(bob, "bookmarks.remove", channel_id=elsewhere.id, **named)
    assert await kept(house, bob, garden_id) == [link]
    for _ in range(2):
        await house.ask(bob, "bookmarks.remove", channel_id=garden_id, **named)
    assert await kept(house, bob, garden_id) == []
    with pytest.raises(NotFound):
        await house.ask(bob, "bookmarks.edit", channel_id=garden_id, **named, title="Back")


@pytest.mark.parametrize(
    "link",
    [
        {"url": "javascript:alert(1)"},
        {"url": "bees.example/rota"},
        {"url": "https://"},
        {"url": "https://ada:secret@bees.example/"},
        {"url": "https://bees.example/a b"},
        {"url": "https://[bees/"},
        {"title": "  "},
        {"emoji": "not an emoji"},
    ],
)
async def test_only_links_on_the_web_with_a_title_are_kept(
    house: House, link: dict[str, str]
) -> None:
    bob, _, garden_id = await garden(house)
    with pytest.raises(Invalid):
        await keeps(house, bob, garden_id, **link)
    good = await keeps(house, bob, garden_id)
    named = {"channel_id": garden_id, "bookmark_id": good.id}
    with pytest.raises(Invalid):
        await house.ask(bob, "bookmarks.edit", **named, **link)
    assert await kept(house, bob, garden_id) == [good]


async def test_a_channel_keeps_a_hundred_however_many_come_at_once(house: House) -> None:
    bob, chloe, garden_id = await garden(house)
    for number in range(MOST - 1):
        await keeps(house, bob, garden_id, title=f"Link {number}")
    came = await asyncio.gather(
        *(keeps(house, who, garden_id) for who in (bob, chloe, bob)), return_exceptions=True
    )
    assert sum(isinstance(one, Conflict) for one in came) == 2
    assert len(await kept(house, bob, garden_id)) == MOST


async def test_who_may_not_begin_threads_changes_none(house: House) -> None:
    bob, chloe, garden_id = await garden(house)
    await house.ask(bob, "channels.update", channel_id=garden_id, posting="owners")
    with pytest.raises(NotAllowed):
        await keeps(house, chloe, garden_id)
    link = await keeps(house, bob, garden_id)
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "bookmarks.remove", channel_id=garden_id, bookmark_id=link.id)
