"""A house with a workspace, for the tests of files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.core.actor import Actor
from tests.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ada(house: House) -> Actor:
    """The owner; the workspace is hers."""
    return await house.open()


@pytest.fixture
async def bob(house: House, ada: Actor) -> Actor:
    return await house.add("bob")


@pytest.fixture
async def gus(house: House, ada: Actor) -> Actor:
    """A guest."""
    return await house.add("gus", role="guest")
