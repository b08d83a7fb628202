"""Dialogues of accounts that change while their people are connected."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Role, visitor
from server.gateway.codes import CloseCode
from tests.world import Person, Refused, Socket, World

PASSWORD = "honey and wax"


async def sign_in(world: World, name: str) -> Any:
    """A new session: its id and secret."""
    command = world.command("sessions.create", email=f"{name}@example.org", password=PASSWORD)
    return await world.server.core.dispatcher.call(visitor("127.0.0.1"), "sessions.create", command)


async def test_a_revoked_token_closes_its_sockets_at_once_and_no_others(world: World) -> None:
    (ada,) = await world.members("ada")
    token = await ada.call("tokens.create", label="bot")
    other = await world.socket(token["secret"], "msgpack")
    await other.call("people.me")
    await ada.call("tokens.revoke", token_id=token["id"])
    assert await other.ends() == CloseCode.REVOKED
    assert (await ada.hears("session.ended"))["session_id"] == token["id"]
    response = await Person(world, ada.id, "ada", Role.MEMBER, token["secret"]).post_http(
        "people.me"
    )
    assert response.status_code == 401
    assert (await ada.call("people.me"))["id"] == ada.id


async def test_a_revoked_session_is_over_everywhere(world: World) -> None:
    ada = await world.member("ada", Role.OWNER, password=PASSWORD)
    session = await sign_in(world, "ada")
    laptop = await world.socket(session.secret)
    listed = (await laptop.call("sessions.list"))["items"]
    assert [(one["id"], one["current"]) for one in listed] == [(session.id, True)]
    await ada.call("sessions.revoke", session_id=session.id)
    assert await laptop.ends() == CloseCode.REVOKED
    assert (await ada.call("sessions.list"))["items"] == []


async def test_a_closed_account_is_out_at_once_and_may_come_back(world: World) -> None:
    olga = await world.member("olga", Role.OWNER)
    bob = await world.member("bob", password=PASSWORD)
    sockets = [await bob.connects("json"), await bob.connects("msgpack")]
    await olga.call("people.set_active", person_id=bob.id, active=False)
    for socket in sockets:
        assert await socket.ends() == CloseCode.REVOKED
    assert (await bob.post_http("people.me")).status_code == 401
    (shown,) = (await olga.call("people.get", person_id=bob.id))["items"]
    assert shown["active"] is False
    garden = await olga.creates("garden")
    with pytest.raises(Refused, match="not_found"):
        await olga.call("channels.invite", channel_id=garden, person_ids=[bob.id])
    await olga.call("people.set_active", person_id=bob.id, active=True)
    session = await sign_in(world, "bob")
    again = await world.socket(session.secret)
    assert (await again.call("people.me"))["id"] == bob.id


async def test_a_member_made_guest_hears_of_the_workspace_no_more(world: World) -> None:
    olga = await world.member("olga", Role.OWNER)
    (bob,) = await world.members("bob")
    general = await world.general()
    garden = await olga.creates("garden")
    await bob.hears("channel.created")
    await olga.call("people.set_role", person_id=bob.id, role="guest")
    assert (await bob.hears("person.updated"))["person"]["role"] == "guest"
    await bob.hears("channel.left", channel_id=general)
    await olga.creates("orchard")
    await olga.posts(general, "Members only.")
    await bob.hears_nothing("channel.created")
    await bob.hears_nothing("message.posted")
    assert (await bob.call("channels.list"))["items"] == []
    for channel_id in (general, garden):
        with pytest.raises(Refused, match="not_found"):
            await bob.call("messages.history", channel_id=channel_id)


async def test_a_guest_made_member_is_in_general_and_hears_of_the_workspace(world: World) -> None:
    olga = await world.member("olga", Role.OWNER)
    gil = await world.guest("gil")
    await gil.connects()
    await olga.call("people.set_role", person_id=gil.id, role="member")
    general = await world.general()
    assert (await gil.hears("person.updated"))["person"]["role"] == "member"
    assert (await gil.hears("channel.joined"))["channel"]["id"] == general
    await olga.posts(general, "Welcome.")
    await gil.hears("message.posted", text="Welcome.")
    garden = await olga.creates("garden")
    heard = await gil.hears("channel.created")
    assert heard["channel"]["id"] == garden
    await gil.call("channels.join", channel_id=garden)


async def test_a_new_role_counts_from_the_next_call(world: World) -> None:
    olga = await world.member("olga", Role.OWNER)
    (bob,) = await world.members("bob")
    with pytest.raises(Refused, match="not_allowed"):
        await bob.call("workspace.update", name="Hive")
    await olga.call("people.set_role", person_id=bob.id, role="admin")
    assert (await bob.call("workspace.update", name="Hive"))["name"] == "Hive"
    assert (await olga.hears("workspace.updated"))["workspace"]["name"] == "Hive"
    await olga.call("people.set_role", person_id=bob.id, role="member")
    with pytest.raises(Refused, match="not_allowed"):
        await bob.call("workspace.update", name="Nest")


async def test_a_guest_lives_in_the_channels_it_was_put_in(world: World) -> None:
    (ada,) = await world.members("ada")
    gil = await world.guest("gil")
    await gil.connects()
    garden = await ada.creates("garden")
    for op, args in (
        ("channels.join", {"channel_id": garden}),
        ("channels.get", {"channel_id": garden}),
        ("messages.history", {"channel_id": await world.general()}),
    ):
        with pytest.raises(Refused, match="not_found"):
            await gil.call(op, **args)
    with pytest.raises(Refused, match="not_allowed"):
        await gil.creates("own")
    await ada.call("channels.invite", channel_id=garden, person_ids=[gil.id])
    await gil.hears("channel.joined")
    await gil.posts(garden, "Buzz.")
    await ada.hears("message.posted", text="Buzz.")
    assert [one["id"] for one in (await gil.call("channels.list"))["items"]] == [garden]


async def test_an_account_made_now_is_known_to_all(world: World) -> None:
    (ada,) = await world.members("ada")
    bob = await world.member("bob")
    assert (await ada.hears("person.joined"))["person"]["id"] == bob.id
    joined = await ada.hears("member.joined")
    assert joined["member"]["person_id"] == bob.id


async def test_the_devices_of_a_person_hear_the_same(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    devices: list[Socket] = [await bob.connects(codec) for codec in ("json", "msgpack")]
    for number in range(5):
        await ada.posts(general, f"{number}")
    heard = []
    for device in devices:
        for number in range(5):
            await device.hears("message.posted", text=f"{number}")
        heard.append([push for push in device.heard if push["event"] == "message.posted"])
    assert heard[0] == heard[1]


async def test_a_guest_hears_of_those_beside_it_and_of_nobody_else(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil, gus = await world.guest("gil"), await world.guest("gus")
    garden = await ada.creates("garden")
    await ada.call("channels.invite", channel_id=garden, person_ids=[gil.id])
    for guest in (gil, gus):
        await guest.connects()
    await bob.call("people.set_status", text="Out of sight")
    await ada.call("people.set_status", text="At the hives")
    heard = await gil.hears("person.updated")
    assert (heard["person"]["id"], heard["person"]["status_text"]) == (ada.id, "At the hives")
    await gil.call("people.update", title="Guest of honour")
    assert (await gil.hears("person.updated"))["person"]["title"] == "Guest of honour"
    await gus.hears_nothing("person.updated")


async def test_a_change_of_role_is_told_to_the_guest_once(world: World) -> None:
    olga = await world.member("olga", Role.OWNER)
    gil = await world.guest("gil")
    await gil.connects()
    await olga.call("people.set_role", person_id=gil.id, role="member")
    assert (await gil.hears("person.updated"))["person"]["role"] == "member"
    await gil.hears_nothing("person.updated")
