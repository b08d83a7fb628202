"""Several processes start at once on a store that is new."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.persistence.stores import make_database

PROCESSES = 4
TIMES = 8
FORGET = text("DELETE FROM store_fact WHERE key = 'epoch'")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_all_start_and_agree_on_the_epoch(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    database = await make_database(request, kind, tmp_path)
    for _ in range(TIMES):
        async with AsyncExitStack() as stack:
            starting = (stack.enter_async_context(database.store()) for _ in range(PROCESSES))
            stores = await asyncio.gather(*starting)
            assert len({store.epoch for store in stores}) == 1
            await stores[0].exclusively(lambda snapshot: snapshot.connection.execute(FORGET))
