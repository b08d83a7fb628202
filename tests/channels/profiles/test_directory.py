"""The directory, the chart, and who knows about what."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import NotFound
from channels.profiles import directory
from tests.house import House


async def staffed(house: House) -> dict[str, Actor]:
    """Ada leads bob and chloe; bob leads dora; everybody has a place and skills."""
    people = {"ada": await house.open()}
    for name in ("bob", "chloe", "dora", "emil"):
        people[name] = await house.add(name)
    places: dict[str, dict[str, Any]] = {
        "ada": {"department": ["Direction"], "site": ["Lyon"], "skills": ["Négociation"]},
        "bob": {"department": ["Garden"], "site": ["Lyon"], "skills": ["Bee keeping", "Wax"]},
        "chloe": {"department": ["Kitchen"], "site": ["Paris"], "skills": ["Honey", "wax"]},
        "dora": {"department": ["garden"], "site": ["Paris"], "interests": ["Bees"]},
    }
    above = {"bob": "ada", "chloe": "ada", "dora": "bob"}
    for name, values in places.items():
        if name in above:
            values["manager"] = [people[above[name]].person_id]
        await house.ask(people[name], "profiles.update", values=values)
    return people


async def names(house: House, who: Actor, **args: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = await house.ask(who, "profiles.list", limit=2, after=after, **args)
        found += [one.person.handle for one in page.items]
        after = page.next
        if after is None:
            return found


async def test_everybody_is_in_the_directory_by_name(house: House) -> None:
    people = await staffed(house)
    await house.add("gil", "guest")
    closed = await house.add("zoe")
    await house.ask(SYSTEM, "people.set_active", person_id=closed.person_id, active=False)
    assert await names(house, people["emil"]) == ["ada", "bob", "chloe", "dora", "emil"]


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"department": "garden"}, ["bob", "dora"]),
        ({"department": "garden", "site": "paris"}, ["dora"]),
        ({"skill": "wax"}, ["bob", "chloe"]),
        ({"letter": "c"}, ["chloe"]),
        ({"letter": "#"}, []),
        ({"query": "nego"}, ["ada"]),
        ({"query": "garden do"}, ["dora"]),
        ({"query": "keep"}, ["bob"]),
        ({"site": "nowhere"}, []),
    ],
)
async def test_what_narrows_it(house: House, narrowed: dict[str, str], found: list[str]) -> None:
    people = await staffed(house)
    assert await names(house, people["emil"], **narrowed) == found


async def test_counts_say_what_each_choice_would_leave(house: House) -> None:
    people = await staffed(house)
    counts = await house.ask(people["ada"], "profiles.count", site="paris")
    assert counts.count == 2
    assert {one.value: one.count for one in counts.sites} == {"lyon": 2, "paris": 2}
    assert {one.value: one.count for one in counts.departments} == {"garden": 1, "kitchen": 1}
    assert {one.value: one.count for one in counts.skills} == {"honey": 1, "wax": 1}
    assert [(one.label, one.count) for one in counts.letters] == [("C", 1), ("D", 1)]


async def test_what_is_not_shown_to_all_finds_and_counts_nobody(house: House) -> None:
    people = await staffed(house)
    await house.ask(people["bob"], "profiles.update", only={"skills": "me"})
    assert await names(house, people["ada"], skill="wax") == ["chloe"]
    assert await names(house, people["ada"], query="keeping") == []
    field = {"key": "skills", "visibility": "team"}
    await house.ask(SYSTEM, "profiles.set_fields", fields=[field])
    assert await names(house, people["ada"], skill="wax") == []
    assert (await house.ask(people["ada"], "profiles.count")).skills == []
    assert (await house.ask(people["ada"], "profiles.experts", query="wax")).items == []


async def test_a_profile_that_was_cleared_finds_nobody(house: House) -> None:
    people = await staffed(house)
    await house.ask(people["bob"], "profiles.update", values={"skills": ["Wax"]})
    assert await names(house, people["ada"], query="keeping") == []
    assert await names(house, people["ada"], skill="wax") == ["bob", "chloe"]


async def test_the_chart_has_its_top_and_goes_down_by_levels(house: House) -> None:
    people = await staffed(house)
    top = await house.ask(people["emil"], "profiles.chart")
    assert [(one.person.handle, one.reports) for one in top.below] == [("ada", 2)]
    around = await house.ask(people["emil"], "profiles.chart", person_id=people["bob"].person_id)
    assert [one.person.handle for one in around.above] == ["ada"]
    assert (around.at.person.handle, around.at.reports) == ("bob", 1)
    assert [one.person.handle for one in around.below] == ["dora"]
    alone = await house.ask(people["ada"], "profiles.chart", person_id=people["emil"].person_id)
    assert (alone.above, alone.below, alone.at.reports) == ([], [], 0)


async def test_who_has_no_manager_and_nobody_below_is_told_apart(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await staffed(house)
    await house.add("gus", "guest")
    left = await house.add("lea")
    await house.ask(SYSTEM, "people.set_active", person_id=left.person_id, active=False)
    await house.add("fay")
    top = await house.ask(people["ada"], "profiles.chart")
    assert [one.person.handle for one in top.apart] == ["emil", "fay"]
    assert top.apart_count == 2
    monkeypatch.setattr(directory, "MOST_APART", 1)
    top = await house.ask(people["ada"], "profiles.chart")
    assert ([one.person.handle for one in top.apart], top.apart_count) == (["emil"], 2)
    around = await house.ask(people["ada"], "profiles.chart", person_id=people["emil"].person_id)
    assert (around.apart, around.apart_count) == ([], 0)
    await house.ask(
        people["emil"], "profiles.update", values={"manager": [people["bob"].person_id]}
    )
    top = await house.ask(people["ada"], "profiles.chart")
    assert top.apart_count == 1
    await house.ask(people["emil"], "profiles.update", only={"manager": "me"})
    top = await house.ask(people["ada"], "profiles.chart")
    assert top.apart_count == 2


async def test_who_leaves_is_in_the_chart_no_more_and_their_people_are_at_the_top(
    house: House,
) -> None:
    people = await staffed(house)
    gone = people["ada"]
    other = await house.add("olga", "owner")
    await house.ask(SYSTEM, "people.set_active", person_id=gone.person_id, active=False)
    top = await house.ask(other, "profiles.chart")
    assert [one.person.handle for one in top.below] == ["bob"]
    around = await house.ask(other, "profiles.chart", person_id=people["dora"].person_id)
    assert [one.person.handle for one in around.above] == ["bob"]


async def test_who_hides_their_manager_stands_at_the_top(house: House) -> None:
    people = await staffed(house)
    await house.ask(people["bob"], "profiles.update", only={"manager": "me"})
    top = await house.ask(people["ada"], "profiles.chart")
    assert [(one.person.handle, one.reports) for one in top.below] == [("ada", 1), ("bob", 1)]


async def test_there_is_no_chart_where_managers_are_shown_to_few(house: House) -> None:
    people = await staffed(house)
    field = {"key": "manager", "visibility": "team"}
    await house.ask(SYSTEM, "profiles.set_fields", fields=[field])
    with pytest.raises(NotFound):
        await house.ask(people["ada"], "profiles.chart")


async def test_who_knows_says_why_and_skills_come_before_interests(house: House) -> None:
    people = await staffed(house)
    found = (await house.ask(people["ada"], "profiles.experts", query="bee")).items
    named = [(one.person.handle, one.reasons[0].kind, one.reasons[0].label) for one in found]
    assert named == [("bob", "skill", "Bee keeping"), ("dora", "interest", "Bees")]
    assert (await house.ask(people["ada"], "profiles.experts", query="...")).items == []


async def test_who_does_not_want_to_be_asked_is_not_named(house: House) -> None:
    people = await staffed(house)
    await house.ask(people["bob"], "profiles.update", unasked=True)
    found = (await house.ask(people["ada"], "profiles.experts", query="wax")).items
    assert [one.person.handle for one in found] == ["chloe"]
    shown = await house.ask(people["bob"], "profiles.get", person_id=people["bob"].person_id)
    assert shown.unasked
    seen = await house.ask(people["ada"], "profiles.get", person_id=people["bob"].person_id)
    assert not seen.unasked
