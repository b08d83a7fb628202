"""A store to import into."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from channels.core.actor import Role
from persistence import migrate
from persistence.blobs_disk import DiskBlobs
from persistence.clock import WallClock
from persistence.fulltexts import fulltext_for
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from server.slack.importing.importer import Report, import_export
from tests.slack.hive import App, app_in
from tests.world import Person, World, open_world


class Hive:
    """A store with what an import needs."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.blobs = DiskBlobs(folder / "files")
        self.fulltext = fulltext_for(store.dialect.name)

    async def take(self, file: Path) -> Report:
        """Import an archive."""
        return await import_export(self.store, file, self.blobs)

    async def ask(self, query: str, **values: Any) -> Sequence[Any]:
        """The rows of a query."""
        async with self.store.read() as snapshot:
            return await snapshot.all(text(query), **values)

    async def texts(self, channel_id: str = "C0HIVE") -> list[str]:
        """A channel's texts in the order of their seq."""
        query = "SELECT text FROM message WHERE channel_id = :channel ORDER BY seq"
        return [row.text for row in await self.ask(query, channel=channel_id)]


@pytest.fixture(params=["sqlite", "postgresql"])
async def hive(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Hive]:
    """An empty store of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "ruche.sqlite"
        migrate.upgrade(f"sqlite:///{path}")
        hive = Hive(Store(SqliteDialect(path), WallClock()), tmp_path)
    else:
        url = request.getfixturevalue("postgres_url")
        migrate.upgrade(url)
        hive = Hive(Store(PostgresDialect(url), WallClock()), tmp_path)
    await hive.store.open()
    yield hive
    await hive.store.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server that may also reach what listens on this machine."""
    async with open_world(tmp_path, allow_private_urls=True) as world:
        yield world


@pytest.fixture
async def ada(world: World) -> Person:
    """The owner."""
    return await world.member("ada", Role.OWNER)


@pytest.fixture
async def app(world: World, ada: Person) -> App:
    """An app that may do all that the tests want of one."""
    return await app_in(world)
