"""Whom a newcomer may want to follow."""

from __future__ import annotations

from typing import Any

from channels.feed.near import LATELY_US
from tests.channels.feed.conftest import Hive


async def suggested(hive: Hive, who: str, **asked: Any) -> list[str]:
    """Their handles in the order of the list."""
    page = await hive.ask(who, "feed.suggest_people", **asked)
    return [item.person.handle for item in page.items]


async def joins(hive: Hive, *names: str) -> None:
    """New members, who are in #general alone."""
    for name in names:
        hive.people[name] = await hive.house.add(name)


async def at(hive: Hive, who: str, **said: str) -> None:
    values = {key: [value] for key, value in said.items()}
    await hive.ask(who, "profiles.update", values=values)


async def test_who_is_near_and_writes_comes_before_who_comes_first_by_name(hive: Hive) -> None:
    await joins(hive, "abe", "dina", "zoe", "lea")
    await at(hive, "lea", department="Wax", site="Lyon")
    await at(hive, "zoe", department="wax", site="Lyon")
    await at(hive, "dina", site="Lyon")
    await hive.channel("cellar", "zoe")
    await hive.says("zoe", "cellar", "The barrels are full #wax")
    assert await suggested(hive, "lea") == ["zoe", "dina"]
    (first, second) = (await hive.ask("lea", "feed.suggest_people")).items
    assert (first.near, first.channels, first.writes) == (["department", "site"], 0, True)
    assert (second.near, second.writes) == (["site"], False)


async def test_whom_one_meets_in_channels_counts_and_the_channel_of_all_does_not(
    hive: Hive,
) -> None:
    await joins(hive, "abe")
    assert await suggested(hive, "chloe") == ["ada", "bob"]
    await hive.channel("meadow", "bob", "chloe")
    assert await suggested(hive, "chloe") == ["bob", "ada"]
    assert await suggested(hive, "chloe", limit=1) == ["bob"]
    assert await suggested(hive, "abe") == []


async def test_whoever_was_chosen_before_is_not_offered_nor_who_is_silent_for_long(
    hive: Hive,
) -> None:
    await joins(hive, "abe")
    root = await hive.says("bob", "garden", "Dig? #spade")
    await hive.says("chloe", "garden", "Yes.", root)
    assert await suggested(hive, "abe") == ["bob", "chloe"]
    await hive.follows("abe", "person", hive.id_of("bob"))
    assert await suggested(hive, "abe") == ["chloe"]
    await hive.follows("abe", "person", hive.id_of("chloe"), "mute")
    assert await suggested(hive, "abe") == []
    await hive.follows("abe", "person", hive.id_of("chloe"), "none")
    hive.house.clock.advance(LATELY_US / 1_000_000)
    assert await suggested(hive, "abe") == []


async def test_a_guest_is_offered_only_those_with_whom_they_share_a_channel(hive: Hive) -> None:
    await hive.says("bob", "garden", "Dig? #spade")
    assert await suggested(hive, "gil") == []


async def test_who_hides_their_department_is_not_found_by_it(hive: Hive) -> None:
    await joins(hive, "lea", "zoe")
    await at(hive, "lea", department="Wax")
    await at(hive, "zoe", department="Wax")
    assert await suggested(hive, "lea") == ["zoe"]
    await hive.ask("zoe", "profiles.update", only={"department": "me"})
    assert await suggested(hive, "lea") == []
