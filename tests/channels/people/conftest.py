"""A house for the tests of accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels import discover
from channels.core.context import Settings
from channels.dispatch import Dispatcher
from channels.membership.access import MembershipAccess
from persistence.base import metadata
from persistence.bus_memory import MemoryBus
from persistence.clock import HandClock
from persistence.relay import Relay
from persistence.store import Store
from persistence.store_sqlite import SqliteDialect
from server.limits import RateLimits
from server.limits_memory import MemoryBuckets
from tests.channels.people.house import House


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """An empty house: no workspace yet."""
    clock = HandClock()
    dialect = SqliteDialect(tmp_path / "ruche.db")
    discover.slices()
    engine = dialect.engine(pool_size=1)
    async with engine.connect() as connection:
        await connection.run_sync(metadata().create_all)
    await engine.dispose()
    store = Store(dialect, clock)
    await store.open()
    access = MembershipAccess(store)
    store.on_touch = access.touched
    nobody: Any = None  # presence, which accounts do not ask
    buckets = MemoryBuckets(clock)
    limits = RateLimits(buckets, buckets, on=False)
    relay = Relay(store, MemoryBus(), shared=False)
    door = Dispatcher(store, relay, access, nobody, limits, clock, Settings())
    yield House(store, door, clock)
    await store.close()
