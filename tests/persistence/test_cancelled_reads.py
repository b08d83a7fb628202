"""A reader that is cancelled ends there and then, and leaves nothing broken behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from persistence import migrate
from persistence.clock import HandClock
from persistence.dialect import Dialect
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect

PLACES = 60
STEP_S = 0.0005
READERS = 20
COUNT = text("SELECT count(*) FROM event_log")


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    dialect: Dialect
    if request.param == "sqlite":
        path = tmp_path / "ruche.db"
        migrate.upgrade(f"sqlite:///{path}")
        dialect = SqliteDialect(path)
    else:
        url = request.getfixturevalue("postgres_url")
        migrate.upgrade(url)
        dialect = PostgresDialect(url)
    opened = Store(dialect, HandClock())
    await opened.open()
    yield opened
    await opened.close()


async def read_forever(store: Store) -> None:
    while True:
        async with store.read() as snapshot:
            assert await snapshot.scalar(COUNT) == 0
            assert await snapshot.scalar(COUNT) == 0


async def test_a_cancelled_reader_ends_wherever_it_was(store: Store) -> None:
    for place in range(PLACES):
        reader = asyncio.create_task(read_forever(store))
        await asyncio.sleep(place * STEP_S)
        reader.cancel()
        await asyncio.wait([reader], timeout=10)
        assert reader.cancelled(), f"cancelled at step {place}: {reader}"


async def test_after_cancelled_readers_all_places_can_be_read_from(store: Store) -> None:
    readers = [asyncio.create_task(read_forever(store)) for _ in range(READERS)]
    await asyncio.sleep(0.05)
    for reader in readers:
        reader.cancel()
    ends = await asyncio.wait_for(asyncio.gather(*readers, return_exceptions=True), 10)
    assert {type(end) for end in ends} == {asyncio.CancelledError}
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for _ in range(READERS):
            group.create_task(read_once(store))


async def read_once(store: Store) -> None:
    async with store.read() as snapshot:
        assert await snapshot.scalar(COUNT) == 0
