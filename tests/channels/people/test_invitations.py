"""Invitation links."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import Actor, Role, visitor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.house import PASSWORD, House

STRANGER = visitor("10.0.0.9")


@pytest.fixture
async def ada(house: House) -> Actor:
    return await house.open()


async def accept(house: House, secret: str, name: str = "bob", **fields: Any) -> Any:
    return await house.ask(
        STRANGER,
        "invitations.accept",
        **{
            "secret": secret,
            "name": name.title(),
            "email": f"{name}@hive.example",
            "password": PASSWORD,
            **fields,
        },
    )


async def test_a_link_makes_an_account_and_signs_in(house: House, ada: Actor) -> None:
    link = await house.ask(ada, "invitations.create", role="member")
    session = await accept(house, link.secret)
    assert await house.proves(session.secret)
    person = (await house.ask(ada, "people.get", person_id=session.person_id)).items[0]
    assert (person.handle, person.role) == ("bob", Role.MEMBER)


async def test_a_link_tells_what_it_is_good_for(house: House, ada: Actor) -> None:
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    link = await house.ask(ada, "invitations.create", role="guest", channel_ids=[general])
    seen = await house.ask(STRANGER, "invitations.look", secret=link.secret)
    assert (seen.workspace_name, seen.role) == ("Ruche", Role.GUEST)


async def test_the_invited_are_in_the_links_channels(house: House, ada: Actor) -> None:
    garden = await house.ask(ada, "channels.create", name="garden", kind="private")
    link = await house.ask(ada, "invitations.create", role="guest", channel_ids=[garden.id])
    session = await accept(house, link.secret, "eve")
    eve = Actor(ada.kind, session.person_id)
    assert [channel.name for channel in (await house.ask(eve, "channels.list")).items] == ["garden"]


async def test_a_guests_link_names_a_channel(house: House, ada: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "invitations.create", role="guest")
    assert refused.value.field == "channel_ids"
    assert (await house.ask(ada, "invitations.list")).items == []


async def test_a_link_leads_to_no_channel_that_its_maker_cannot_see(
    house: House, ada: Actor
) -> None:
    bob = await house.add("bob", role="admin")
    garden = await house.ask(ada, "channels.create", name="garden", kind="private")
    with pytest.raises(NotFound) as refused:
        await house.ask(bob, "invitations.create", channel_ids=[garden.id])
    assert refused.value.field == "channel_id"


async def test_a_link_has_as_many_uses_as_it_was_given(house: House, ada: Actor) -> None:
    link = await house.ask(ada, "invitations.create", uses=2)
    await accept(house, link.secret, "bob")
    await accept(house, link.secret, "chloe")
    with pytest.raises(NotFound) as refused:
        await accept(house, link.secret, "dan")
    assert refused.value.field == "secret"


async def test_of_five_who_share_two_uses_at_once_two_get_in(house: House, ada: Actor) -> None:
    link = await house.ask(ada, "invitations.create", uses=2)
    names = ["bob", "chloe", "dan", "eve", "fay"]
    found = await asyncio.gather(
        *(accept(house, link.secret, name) for name in names), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in found) == [
        "NotFound",
        "NotFound",
        "NotFound",
        "SecretView",
        "SecretView",
    ]
    assert len((await house.ask(ada, "people.list")).items) == 3


async def test_a_link_ends_at_its_moment(house: House, ada: Actor) -> None:
    link = await house.ask(ada, "invitations.create", expires_at=house.now_ms + 60_000)
    house.clock.advance(60)
    with pytest.raises(NotFound):
        await accept(house, link.secret)
    assert (await house.ask(ada, "invitations.list")).items == []


async def test_a_revoked_link_is_useless_and_revoking_again_is_told(
    house: House, ada: Actor
) -> None:
    link = await house.ask(ada, "invitations.create")
    await house.ask(ada, "invitations.revoke", invitation_id=link.id)
    for secret in (link.secret, "ri-guess", ""):
        with pytest.raises(NotFound):
            await house.ask(STRANGER, "invitations.look", secret=secret)
        with pytest.raises(NotFound):
            await accept(house, secret)
    with pytest.raises(NotFound) as refused:
        await house.ask(ada, "invitations.revoke", invitation_id=link.id)
    assert refused.value.field == "invitation_id"


async def test_an_address_that_has_an_account_uses_nothing_up(house: House, ada: Actor) -> None:
    link = await house.ask(ada, "invitations.create", uses=1)
    with pytest.raises(Conflict) as refused:
        await accept(house, link.secret, "ada")
    assert refused.value.field == "email"
    assert (await house.ask(ada, "invitations.list")).items[0].uses_left == 1


async def test_open_links_are_listed_without_their_secrets(house: House, ada: Actor) -> None:
    await house.ask(ada, "invitations.create", uses=3, expires_at=house.now_ms + 1_000)
    link = (await house.ask(ada, "invitations.list")).items[0]
    assert (link.role, link.uses_left, link.expires_at) == (Role.MEMBER, 3, house.now_ms + 1_000)
    assert not hasattr(link, "secret")


async def test_a_link_cannot_end_in_the_past(house: House, ada: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "invitations.create", expires_at=house.now_ms)
    assert refused.value.field == "expires_at"


@pytest.mark.parametrize("role", ["member", "guest"])
async def test_who_does_not_run_the_workspace_invites_nobody(
    house: House, ada: Actor, role: str
) -> None:
    bob = await house.add("bob", role=role)
    for operation, fields in (
        ("invitations.create", {}),
        ("invitations.list", {}),
        ("invitations.revoke", {"invitation_id": "I0000000000000"}),
    ):
        with pytest.raises(NotAllowed):
            await house.ask(bob, operation, **fields)


async def test_an_admins_link_makes_no_owner(house: House, ada: Actor) -> None:
    bob = await house.add("bob", role="admin")
    with pytest.raises(NotAllowed) as refused:
        await house.ask(bob, "invitations.create", role="owner")
    assert refused.value.field == "role"
