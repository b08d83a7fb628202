"""Databases for the port suites."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from persistence import migrate
from persistence.fulltext import FullText
from persistence.fulltext_postgres import PostgresFullText
from persistence.fulltext_sqlite import SqliteFullText
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from tests.ports.index import Index


@pytest.fixture(params=["sqlite", "postgresql"])
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Index]:
    dialect: SqliteDialect | PostgresDialect
    adapter: FullText
    if request.param == "sqlite":
        path = tmp_path / "ruche.db"
        migrate.upgrade(f"sqlite:///{path}")
        dialect, adapter = SqliteDialect(path), SqliteFullText()
    else:
        url = request.getfixturevalue("postgres_url")
        await asyncio.to_thread(migrate.upgrade, url)
        dialect, adapter = PostgresDialect(url), PostgresFullText()
    engine = dialect.engine(1)
    async with engine.connect() as connection:
        yield Index(adapter, connection)
    await engine.dispose()
