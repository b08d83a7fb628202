"""What the tests of bad days share."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    """Ends every socket and process of a test, the last one first."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where the servers of a test keep everything; their output goes beside it."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder
