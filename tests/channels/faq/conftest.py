"""A house with a channel, for the tests of the FAQ."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.core.actor import Actor
from persistence.store_postgres import PostgresDialect
from tests.channels.faq.scene import Scene
from tests.channels.faq.texts import ENTRIES
from tests.channels.posts.conftest import ada, bob, chloe, garden, gus
from tests.house import House, open_house

__all__ = ["ada", "bob", "chloe", "garden", "gus"]


@pytest.fixture
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """On SQLite, or on the store that `on_both_stores` asks for."""
    dialect = None
    if getattr(request, "param", "sqlite") == "postgres":
        dialect = PostgresDialect(request.getfixturevalue("postgres_url"))
    async with open_house(tmp_path, dialect) as opened:
        yield opened


@pytest.fixture
async def scene(house: House, ada: Actor, garden: str) -> Scene:
    scene = Scene(house, garden)
    for id, (question, answer, language) in ENTRIES.items():
        made = await house.ask(ada, "faq.add", question=question, answer=answer, language=language)
        scene.ids[id] = made.id
    await house.ask(ada, "faq.configure", channel_id=garden)
    return scene
