"""The first run, and people who are added by hand."""

from __future__ import annotations

import asyncio

import pytest

from channels.core.actor import SYSTEM, Role, visitor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from persistence.streams import WORKSPACE
from tests.house import PASSWORD, House


async def test_the_first_visitor_owns_the_workspace(house: House) -> None:
    ada = await house.open()
    me = await house.ask(ada, "people.me")
    assert (me.name, me.handle, me.email, me.role) == (
        "Ada Lovelace",
        "ada",
        "ada@hive.example",
        Role.OWNER,
    )


async def test_the_first_run_makes_general_with_its_owner_in_it(house: House) -> None:
    ada = await house.open()
    workspace = await house.ask(ada, "workspace.get")
    channels = await house.ask(ada, "channels.list")
    assert [(channel.id, channel.name, channel.joined) for channel in channels.items] == [
        (workspace.general_channel_id, "general", True)
    ]


async def test_the_front_door_tells_a_visitor_the_name_and_no_more(house: House) -> None:
    stranger = visitor("10.0.0.9")
    assert (await house.ask(stranger, "workspace.look")).made is False
    await house.open()
    front = await house.ask(stranger, "workspace.look")
    assert (front.made, front.name) == (True, "Ruche")
    with pytest.raises(NotSignedIn):
        await house.ask(stranger, "workspace.get")


async def test_there_is_one_workspace_only(house: House) -> None:
    await house.open()
    with pytest.raises(Conflict):
        await house.open()


async def test_of_two_first_visitors_at_once_one_is_refused(house: House) -> None:
    found = await asyncio.gather(house.open(), house.open(), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in found) == ["Actor", "Conflict"]
    people = await house.ask(SYSTEM, "people.list")
    assert [person.handle for person in people.items] == ["ada"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("workspace_name", "  "), ("name", " \t "), ("name", "a\u202eb"), ("name", "\u200d")],
)
async def test_a_name_of_nothing_is_refused_by_its_field(
    house: House, field: str, value: str
) -> None:
    fields = {
        "workspace_name": "Ruche",
        "name": "Ada",
        "email": "ada@hive.example",
        "password": PASSWORD,
        field: value,
    }
    with pytest.raises(Invalid) as refused:
        await house.ask(visitor("10.0.0.1"), "workspace.create", **fields)
    assert refused.value.field == field


async def test_the_command_line_makes_the_workspace_where_there_is_none(house: House) -> None:
    ada = await house.add("ada", role="owner")
    assert (await house.ask(ada, "workspace.get")).name == "Ruche"
    assert [channel.name for channel in (await house.ask(ada, "channels.list")).items] == [
        "general"
    ]


async def test_the_first_person_is_no_guest(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        await house.add("eve", role="guest")
    assert refused.value.field == "role"
    assert (await house.add("ada", role="owner")).person_id


async def test_members_are_in_general_and_guests_are_not(house: House) -> None:
    await house.open()
    bob, eve = await house.add("bob"), await house.add("eve", role="guest")
    assert [channel.joined for channel in (await house.ask(bob, "channels.list")).items] == [True]
    assert (await house.ask(eve, "channels.list")).items == []


async def test_a_guest_is_told_of_general_only_when_in_it(house: House) -> None:
    ada = await house.open()
    eve = await house.add("eve", role="guest")
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    assert general
    assert (await house.ask(eve, "workspace.get")).general_channel_id == ""
    await house.ask(ada, "channels.invite", channel_id=general, person_ids=[eve.person_id])
    assert (await house.ask(eve, "workspace.get")).general_channel_id == general


async def test_an_address_is_taken_whatever_its_case(house: House) -> None:
    ada = await house.open()
    with pytest.raises(Conflict) as refused:
        await house.ask(ada, "people.add", email="ADA@Hive.example", name="Ada")
    assert refused.value.field == "email"


async def test_people_of_one_local_part_get_numbered_handles(house: House) -> None:
    ada = await house.open()
    handles = []
    for host in ("one", "two", "three"):
        bob = await house.ask(ada, "people.add", email=f"Bob@{host}.example", name="Bob")
        handles.append(bob.handle)
    assert handles == ["bob", "bob2", "bob3"]


async def test_of_two_same_people_added_at_once_one_is_refused(house: House) -> None:
    await house.open()
    found = await asyncio.gather(house.add("bob"), house.add("bob"), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in found) == ["Actor", "Conflict"]


async def test_two_bobs_added_at_once_get_two_handles(house: House) -> None:
    await house.open()
    await asyncio.gather(house.add("bob"), house.add("bob", email="bob@two.example"))
    people = await house.ask(SYSTEM, "people.list", query="bob")
    assert [person.handle for person in people.items] == ["bob", "bob2"]


async def test_everybody_hears_of_a_new_person(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    name, data = (await house.heard(WORKSPACE))[-1]
    assert (name, data["person"]["id"]) == ("person.joined", bob.person_id)
    assert "email" not in data["person"]


async def test_a_member_may_not_add_people(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    with pytest.raises(NotAllowed):
        await house.ask(bob, "people.add", email="chloe@hive.example", name="Chloe")


async def test_an_admin_may_not_make_an_owner(house: House) -> None:
    await house.open()
    bob = await house.add("bob", role="admin")
    with pytest.raises(NotAllowed) as refused:
        await house.ask(bob, "people.add", email="c@hive.example", name="Chloe", role="owner")
    assert refused.value.field == "role"


async def test_an_admin_renames_the_workspace_and_everybody_hears(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    renamed = await house.ask(ada, "workspace.update", name="  The   Hive ")
    assert renamed.name == "The Hive"
    assert (await house.heard(WORKSPACE))[-1][0] == "workspace.updated"
    assert (await house.ask(bob, "workspace.get")).name == "The Hive"
    with pytest.raises(NotAllowed):
        await house.ask(bob, "workspace.update", name="Mine")


async def test_before_the_first_run_there_is_no_workspace_to_rename(house: House) -> None:
    with pytest.raises(NotFound):
        await house.ask(SYSTEM, "workspace.update", name="The Hive")
    with pytest.raises(NotFound):
        await house.ask(SYSTEM, "workspace.get")
