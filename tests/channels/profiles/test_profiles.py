"""What people say of themselves, and who sees it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.house import House


async def says(house: House, who: Actor, **values: list[str]) -> None:
    await house.ask(who, "profiles.update", values=values)


async def seen(house: House, reader: Actor, whom: Actor) -> dict[str, list[str]]:
    shown = await house.ask(reader, "profiles.get", person_id=whom.person_id)
    return {value.key: value.values for value in shown.values}


async def choose(house: House, key: str, visibility: str, **more: Any) -> None:
    field = {"key": key, "visibility": visibility, **more}
    await house.ask(SYSTEM, "profiles.set_fields", fields=[field])


async def test_what_everybody_sees_is_shown_to_everybody(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await says(house, bob, department=["Garden"], skills=["Bees", "bees", " Honey "])
    shown = await seen(house, ada, bob)
    assert shown == {"department": ["Garden"], "skills": ["Bees", "bees", "Honey"]}


async def test_a_phone_number_is_for_the_team_alone_at_first(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    await says(house, bob, phones=["+33 1 23 45 67 89"], manager=[chloe.person_id])
    assert "phones" not in await seen(house, ada, bob)
    assert (await seen(house, chloe, bob))["phones"] == ["+33 1 23 45 67 89"]
    for claimed in (bob, chloe):  # what ada says of herself opens nobody's door
        await says(house, ada, manager=[claimed.person_id])
        assert "phones" not in await seen(house, ada, bob)


async def test_a_person_restricts_further_and_never_widens(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await says(house, bob, department=["Garden"], phones=["112 112"])
    only = {"department": "me", "phones": "everyone"}
    await house.ask(bob, "profiles.update", only=only)
    assert await seen(house, ada, bob) == {}
    own = await house.ask(bob, "profiles.get", person_id=bob.person_id)
    levels = {value.key: value.visibility for value in own.values}
    assert levels == {"department": "me", "phones": "team", "email": "team"}


async def test_an_administrator_sees_no_more_than_others(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await says(house, bob, about=["I keep bees."])
    await choose(house, "about", "me")
    assert await seen(house, ada, bob) == {}
    assert (await seen(house, bob, bob))["about"] == ["I keep bees."]


async def test_a_guest_sees_the_person_and_no_profile(house: House) -> None:
    ada = await house.open()
    bob, gil = await house.add("bob"), await house.add("gil", "guest")
    await says(house, bob, department=["Garden"])
    with pytest.raises(NotFound):
        await seen(house, gil, bob)
    channel = await house.ask(ada, "channels.create", name="garden")
    people = [bob.person_id, gil.person_id]
    await house.ask(ada, "channels.invite", channel_id=channel.id, person_ids=people)
    assert await seen(house, gil, bob) == {}
    for operation, args in (
        ("profiles.list", {}),
        ("profiles.count", {}),
        ("profiles.chart", {}),
        ("profiles.experts", {"query": "bees"}),
        ("profiles.fields", {}),
        ("profiles.update", {}),
    ):
        with pytest.raises(NotAllowed):
            await house.ask(gil, operation, **args)


async def test_an_unused_field_is_neither_shown_nor_taken(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await says(house, bob, site=["Lyon"])
    await choose(house, "site", "everyone", used=False)
    assert await seen(house, ada, bob) == {}
    with pytest.raises(Invalid) as refused:
        await says(house, bob, site=["Paris"])
    assert refused.value.field == "site"


async def test_a_field_of_the_administrators_own_has_a_name(house: House) -> None:
    ada = await house.open()
    await choose(house, "own1", "everyone", label="  Badge   number ")
    fields = (await house.ask(ada, "profiles.fields")).fields
    assert {one.key: one.label for one in fields if one.label} == {"own1": "Badge number"}
    await says(house, ada, own1=["4711"])
    await choose(house, "own1", "everyone", label=" ")
    with pytest.raises(Invalid):
        await says(house, ada, own1=["4712"])
    with pytest.raises(Invalid):
        await choose(house, "shoe_size", "everyone")
    bob = await house.add("bob")
    field = {"key": "site", "visibility": "me"}
    with pytest.raises(NotAllowed):
        await house.ask(bob, "profiles.set_fields", fields=[field])


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("phones", ["call me"]),
        ("links", ["javascript:alert(1)"]),
        ("time_zone", ["Mars/Olympus"]),
        ("time_zone", ["../../etc/passwd"]),
        ("department", ["Garden", "Kitchen"]),
        ("skills", ["x" * 61]),
        ("pronouns", ["she\u0007her"]),
        ("email", ["other@example.org"]),
        ("about", ["x" * 4_000, "y"]),
    ],
)
async def test_what_a_field_does_not_take_is_refused_by_name(
    house: House, key: str, values: list[str]
) -> None:
    ada = await house.open()
    with pytest.raises(Invalid) as refused:
        await says(house, ada, **{key: values})
    assert refused.value.field == key


async def test_no_part_of_a_profile_holds_what_no_store_can(house: House) -> None:
    ada = await house.open()
    with pytest.raises(Invalid) as refused:
        await says(house, ada, about=["a\0b"])
    assert refused.value.field == "values.about.0"


async def test_nobody_stands_above_themselves_and_the_chain_is_named(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    with pytest.raises(Conflict):
        await says(house, ada, manager=[ada.person_id])
    await says(house, bob, manager=[ada.person_id])
    await says(house, chloe, manager=[bob.person_id])
    with pytest.raises(Conflict) as refused:
        await says(house, ada, manager=[chloe.person_id])
    chain = "Ada Lovelace reports to Chloe, Chloe reports to Bob, Bob reports to Ada Lovelace"
    assert chain in refused.value.detail
    assert (await seen(house, ada, ada)).get("manager") is None
    with pytest.raises(NotFound):
        await says(house, ada, manager=["U0000000000000"])


async def test_of_two_changes_at_once_that_make_a_circle_one_is_refused(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    await says(house, chloe, manager=[bob.person_id])
    both = await asyncio.gather(
        says(house, ada, manager=[chloe.person_id]),
        says(house, bob, manager=[ada.person_id]),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["Conflict", "NoneType"]


async def test_two_devices_that_change_different_fields_both_have_their_way(house: House) -> None:
    ada = await house.open()
    await asyncio.gather(says(house, ada, site=["Lyon"]), says(house, ada, skills=["Wax"]))
    shown = await seen(house, ada, ada)
    assert (shown["site"], shown["skills"]) == (["Lyon"], ["Wax"])
    await says(house, ada, site=[" "])
    await says(house, ada, site=[" "])
    assert "site" not in await seen(house, ada, ada)


async def test_channels_in_common_are_those_that_both_are_in(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    ids = {}
    for name, people in (("garden", [bob]), ("kitchen", [chloe]), ("cellar", [bob, chloe])):
        made = await house.ask(ada, "channels.create", name=name, kind="private")
        ids[name] = made.id
        await house.ask(
            ada,
            "channels.invite",
            channel_id=made.id,
            person_ids=[one.person_id for one in people],
        )
    shown = await house.ask(chloe, "profiles.get", person_id=bob.person_id)
    assert ids["cellar"] in shown.channel_ids
    assert not {ids["garden"], ids["kitchen"]} & set(shown.channel_ids)
