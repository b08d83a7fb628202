"""An imported workspace waits for its owner, and imported people for whoever vouches for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor, Role, visitor
from channels.core.errors import Conflict
from server.slack.importing.importer import import_export
from tests.slack.archive import at, said, simple
from tests.world import World

FIRST = visitor("10.0.0.1")


async def ask(world: World, actor: Actor, op: str, **args: Any) -> Any:
    """What an operation answers."""
    command = world.command(op, **args)
    return await world.server.core.dispatcher.call(actor, op, command)


async def bring_in(world: World, folder: Path) -> None:
    """Import Ada and Bob, neither of whom can sign in."""
    file = simple(folder / "Bee Co Slack export.zip", [said("U0ADA", at(1), "hello")])
    await import_export(world.server.core.store, file)


async def open_as(world: World, email: str) -> Any:
    """The first run, as somebody with this address."""
    return await ask(
        world,
        FIRST,
        "workspace.create",
        workspace_name="The Hive",
        name="Ada L.",
        email=email,
        password="honey and wax",
    )


async def test_the_first_visitor_owns_an_imported_workspace(world: World, tmp_path: Path) -> None:
    await bring_in(world, tmp_path)
    front = await ask(world, FIRST, "workspace.look")
    assert (front.made, front.name) == (False, "Bee Co")
    secret = await open_as(world, "new@example.org")
    assert (await ask(world, FIRST, "workspace.look")).made is True
    workspace = await ask(world, SYSTEM, "workspace.get")
    assert workspace.name == "The Hive"
    members = await ask(world, SYSTEM, "channels.members", channel_id=workspace.general_channel_id)
    assert [member.person_id for member in members.items] == [secret.person_id]
    with pytest.raises(Conflict):
        await open_as(world, "another@example.org")


async def test_the_first_visitor_may_be_one_of_the_imported_people(
    world: World, tmp_path: Path
) -> None:
    await bring_in(world, tmp_path)
    secret = await open_as(world, "ADA@example.org")
    assert secret.person_id == "U0ADA"
    person = await ask(world, SYSTEM, "people.get", person_id="U0ADA")
    assert (person.items[0].name, person.items[0].role) == ("Ada L.", Role.OWNER)


async def test_an_administrator_opens_an_imported_account(world: World, tmp_path: Path) -> None:
    await bring_in(world, tmp_path)
    added = {"email": "ada@example.org", "name": "Ada", "password": "honey and wax"}
    person = await ask(world, SYSTEM, "people.add", **added)
    assert person.id == "U0ADA"
    assert (await ask(world, FIRST, "workspace.look")).made is True
    with pytest.raises(Conflict):
        await ask(world, SYSTEM, "people.add", **added)


async def test_open_windows_hear_of_an_import_and_may_go_on_writing(
    world: World, tmp_path: Path
) -> None:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    await bring_in(world, tmp_path)
    created = await ada.hears("channel.created")
    assert created["channel"]["id"] == "C0HIVE"
    joined = await ada.hears("channel.joined")
    assert joined["channel"]["id"] == "C0HIVE"
    await ada.hears("channel.imported", channel_id="C0HIVE")
    page = await ada.call("messages.history", channel_id="C0HIVE")
    assert [(item["text"], item["author_id"]) for item in page["items"]] == [("hello", ada.id)]
    reads = await ada.call("reads.list")
    assert [read["unread"] for read in reads["items"] if read["channel_id"] == "C0HIVE"] == [0]
    posted = await ada.posts("C0HIVE", "and now by hand")
    assert posted["seq"] > page["items"][0]["seq"]
    found = await ada.call("search.messages", query="hello")
    assert len(found["items"]) == 1
