"""A house with a channel, for the tests of the FAQ."""

from __future__ import annotations

import pytest

from channels.core.actor import Actor
from tests.channels.faq.scene import Scene
from tests.channels.faq.texts import ENTRIES
from tests.channels.posts.conftest import ada, bob, chloe, garden, gus, house
from tests.house import House

__all__ = ["ada", "bob", "chloe", "garden", "gus", "house"]


@pytest.fixture
async def scene(house: House, ada: Actor, garden: str) -> Scene:
    scene = Scene(house, garden)
    for id, (question, answer, language) in ENTRIES.items():
        made = await house.ask(ada, "faq.add", question=question, answer=answer, language=language)
        scene.ids[id] = made.id
    await house.ask(ada, "faq.configure", channel_id=garden)
    return scene
