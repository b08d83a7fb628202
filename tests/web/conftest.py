"""A running server, and people who read its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.web.reader import Reader
from tests.world import World, open_world

PASSWORD = "honey and wax"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server that nobody has visited yet."""
    async with open_world(tmp_path) as opened:
        yield opened


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Reader]:
    """Somebody who has not signed in."""
    reader = Reader(world.url)
    yield reader
    await reader.client.aclose()


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Reader]:
    """The owner, who has just made the workspace."""
    async with owner_of(world) as reader:
        yield reader


@asynccontextmanager
async def owner_of(world: World) -> AsyncIterator[Reader]:
    """A browser whose person makes the workspace."""
    reader = Reader(world.url)
    await reader.opens("/welcome")
    await reader.sends(
        "/welcome",
        workspace_name="The Hive",
        name="Ada Lovelace",
        email="ada@hive.example",
        password=PASSWORD,
    )
    yield reader
    await reader.client.aclose()
