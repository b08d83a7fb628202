"""A house whose messages are indexed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path

import pytest

from channels.core.actor import Actor
from channels.discover import searched
from channels.search.indexer import Indexer
from persistence.snapshot import Snapshot
from persistence.store_postgres import PostgresDialect
from tests.house import House, open_house


@pytest.fixture(params=["sqlite", "postgres"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """Every test on both stores: the answers are the same."""
    dialect = None
    if request.param == "postgres":
        dialect = PostgresDialect(request.getfixturevalue("postgres_url"))
    async with open_house(tmp_path, dialect) as opened:
        await opened.store.exclusively(add_fulltext)
        yield opened


async def add_fulltext(snapshot: Snapshot) -> None:
    """The tables that belong to no slice; the house makes only those of slices."""
    step = import_module("persistence.migrations.versions.0022_kin")
    postgres = snapshot.connection.dialect.name == "postgresql"
    for statement in step.POSTGRES if postgres else step.SQLITE:
        await snapshot.connection.exec_driver_sql(statement)


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


@pytest.fixture
def indexer(house: House) -> Indexer:
    return Indexer(house.store, searched())
