"""The catalogue: what one may know of, by name, theme and section; what to look into."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import NotAllowed
from tests.house import House


async def furnished(house: House) -> dict[str, Actor]:
    people = {"ada": await house.open()}
    for name in ("bob", "chloe", "dora"):
        people[name] = await house.add(name)
    homes: list[tuple[str, str, dict[str, Any]]] = [
        ("choir", "public", {"section": "clubs", "theme": "Musique"}),
        ("climbing", "public", {"section": "clubs", "theme": "Sport"}),
        ("lyon", "public", {"section": "sites"}),
        ("board", "private", {"door": "request", "section": "work"}),
        ("prize", "private", {"door": "invitation"}),
        ("secret", "private", {}),
    ]
    for name, kind, home in homes:
        made = await house.ask(
            people["bob"], "channels.create", name=name, kind=kind, purpose=f"All about {name}"
        )
        people[name] = made.id
        await house.ask(people["bob"], "homes.furnish", channel_id=made.id, **home)
    return people


async def names(house: House, who: Actor, **args: Any) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = await house.ask(who, "homes.catalogue", limit=2, after=after, **args)
        found += [one.name for one in page.items]
        after = page.next
        if after is None:
            return found


async def test_it_names_what_one_may_know_of_and_nothing_hidden(house: House) -> None:
    people = await furnished(house)
    listed = ["board", "choir", "climbing", "general", "lyon", "prize"]
    assert await names(house, people["chloe"]) == listed
    assert await names(house, people["ada"]) == listed
    assert await names(house, people["bob"]) == [*listed, "secret"]


async def test_walls_are_in_no_catalogue_and_suggested_to_nobody(house: House) -> None:
    people = await furnished(house)
    wall = (await house.ask(people["bob"], "posts.open_wall")).channel_id
    assert "wall-bob" not in await names(house, people["chloe"])
    assert "wall-bob" not in await names(house, people["bob"])
    offered = (await house.ask(people["chloe"], "homes.suggest")).items
    assert offered
    assert wall not in [one.id for one in offered]
    shown = await house.ask(people["chloe"], "channels.get", channel_id=wall)
    assert shown.wall_of == people["bob"].person_id


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"section": "clubs"}, ["choir", "climbing"]),
        ({"section": "clubs", "theme": "musique"}, ["choir"]),
        ({"query": "#cli"}, ["climbing"]),
        ({"query": "ABOUT lyon"}, ["lyon"]),
        ({"query": "secret"}, []),
        ({"query": "%"}, []),
    ],
)
async def test_what_narrows_it(house: House, narrowed: dict[str, str], found: list[str]) -> None:
    people = await furnished(house)
    assert await names(house, people["chloe"], **narrowed) == found


async def test_it_tells_how_one_comes_in_and_nothing_of_what_is_said(house: House) -> None:
    people: dict[str, Any] = await furnished(house)
    await house.ask(people["bob"], "messages.post", channel_id=people["board"], text="Psst")
    await house.ask(people["bob"], "messages.post", channel_id=people["choir"], text="La la")
    await house.ask(people["bob"], "channels.update", channel_id=people["board"], topic="Layoffs")
    await house.ask(people["chloe"], "homes.ask", channel_id=people["board"])
    page = await house.ask(people["chloe"], "homes.catalogue", limit=50)
    told = {one.name: one for one in page.items}
    board, choir = told["board"], told["choir"]
    assert (board.door, board.asked, board.joined) == ("request", True, False)
    assert (board.topic, board.active_at, board.member_count) == ("", None, 1)
    assert (choir.door, choir.theme, choir.active_at is not None) == ("open", "Musique", True)
    assert told["prize"].door == "invitation"
    assert await names(house, people["chloe"], query="layoffs") == []


async def test_themes_are_counted(house: House) -> None:
    people = await furnished(house)
    themes = (await house.ask(people["chloe"], "homes.themes")).items
    counted = {(one.section, one.theme): one.count for one in themes}
    assert counted == {
        ("", ""): 2,  # general and prize
        ("clubs", "Musique"): 1,
        ("clubs", "Sport"): 1,
        ("sites", ""): 1,
        ("work", ""): 1,
    }


async def test_an_archived_channel_is_named_no_more(house: House) -> None:
    people: dict[str, Any] = await furnished(house)
    await house.ask(people["bob"], "channels.archive", channel_id=people["choir"])
    assert "choir" not in await names(house, people["chloe"])


async def test_where_people_are_with_whom_one_shares_a_channel_is_suggested(house: House) -> None:
    people: dict[str, Any] = await furnished(house)
    team = await house.ask(people["chloe"], "channels.create", name="team", kind="private")
    ids = [people["bob"].person_id, people["dora"].person_id]
    await house.ask(people["chloe"], "channels.invite", channel_id=team.id, person_ids=ids)
    await house.ask(people["dora"], "channels.join", channel_id=people["climbing"])
    page = await house.ask(people["chloe"], "homes.suggest")
    named = [(one.name, one.known) for one in page.items]
    assert named[0] == ("climbing", 2)
    assert {name for name, _ in named} == {"climbing", "choir", "lyon"}
    await house.ask(people["chloe"], "channels.join", channel_id=people["climbing"])
    page = await house.ask(people["chloe"], "homes.suggest")
    assert "climbing" not in {one.name for one in page.items}


async def test_guests_have_no_catalogue(house: House) -> None:
    await furnished(house)
    gil = await house.add("gil", "guest")
    for operation in ("homes.catalogue", "homes.themes", "homes.suggest"):
        with pytest.raises(NotAllowed):
            await house.ask(gil, operation)
