"""A house with a channel, for the tests of posts."""

from __future__ import annotations

import pytest

from channels.core.actor import Actor
from tests.channels.files.conftest import ada, bob, gus, house
from tests.house import House

__all__ = ["ada", "bob", "chloe", "garden", "gus", "house"]


@pytest.fixture
async def chloe(house: House, ada: Actor) -> Actor:
    return await house.add("chloe")


@pytest.fixture
async def garden(house: House, ada: Actor, bob: Actor, chloe: Actor) -> str:
    """Ada's channel, with bob and chloe in it."""
    made = await house.ask(ada, "channels.create", name="garden")
    people = [bob.person_id, chloe.person_id]
    await house.ask(ada, "channels.invite", channel_id=made.id, person_ids=people)
    return str(made.id)
