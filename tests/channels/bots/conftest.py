"""A house for the tests of apps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """An empty house: no workspace yet."""
    async with open_house(tmp_path) as opened:
        yield opened
