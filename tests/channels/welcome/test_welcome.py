"""What newcomers are told, and who is one."""

from __future__ import annotations

import pytest

from channels.core.actor import Actor, Kind, PersonId, visitor
from channels.core.errors import NotAllowed
from channels.welcome.service import NEW_FOR_MS
from tests.house import PASSWORD, House


async def invited(house: House, ada: Actor, name: str, role: str = "member") -> Actor:
    """A person who came by ada's link."""
    more = {}
    if role == "guest":
        made = await house.ask(ada, "channels.create", name=f"for-{name}")
        more = {"channel_ids": [made.id]}
    link = await house.ask(ada, "invitations.create", role=role, **more)
    came = await house.ask(
        visitor("10.0.0.2"),
        "invitations.accept",
        secret=link.secret,
        name=name.title(),
        email=f"{name}@hive.example",
        password=PASSWORD,
    )
    return Actor(Kind.PERSON, PersonId(came.person_id))


async def test_who_came_is_new_for_thirty_days(house: House) -> None:
    ada = await house.open()
    bob = await invited(house, ada, "bob")
    assert (await house.ask(bob, "welcome.get")).newcomer
    assert not (await house.ask(ada, "welcome.get")).newcomer
    house.clock.advance(NEW_FOR_MS / 1_000)
    assert not (await house.ask(bob, "welcome.get")).newcomer


async def test_a_guest_is_led_nowhere(house: House) -> None:
    ada = await house.open()
    gil = await invited(house, ada, "gil", "guest")
    assert not (await house.ask(gil, "welcome.get")).newcomer


async def test_an_administrator_writes_what_newcomers_are_told(house: House) -> None:
    ada = await house.open()
    bob = await invited(house, ada, "bob")
    assert (await house.ask(bob, "welcome.get")).text == ""
    for text in ("Come in.", "Come in."):
        await house.ask(ada, "welcome.set", text=f" {text} ")
    assert (await house.ask(bob, "welcome.get")).text == "Come in."
    with pytest.raises(NotAllowed):
        await house.ask(bob, "welcome.set", text="Go away.")
    await house.ask(ada, "welcome.set", text="")
    assert (await house.ask(bob, "welcome.get")).text == ""
