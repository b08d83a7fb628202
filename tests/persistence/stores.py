"""Stores for tests: the two databases, and decisions that say no more than they must."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.ext.asyncio import create_async_engine

from persistence import log, migrate
from persistence.bulk import table_of
from persistence.clock import Clock, HandClock
from persistence.decision import Decision, Emit, Insert
from persistence.dialect import Dialect
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from persistence.streams import Stream, channel_stream
from persistence.tables import StoreFact
from persistence.wire import read_event_body

GARDEN = channel_stream("C1")
ORCHARD = channel_stream("C2")
_fact = table_of(StoreFact)

Found = TypeVar("Found")


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened."""

    wire_name: ClassVar[str] = "test.noted"
    what: str


@dataclass
class Database:
    """One database, which several stores may share as several processes do."""

    make: Callable[[], Dialect]

    @asynccontextmanager
    async def store(self, clock: Clock | None = None, **more: Any) -> AsyncIterator[Store]:
        opened = Store(self.make(), clock or HandClock(), **more)
        await opened.open()
        try:
            yield opened
        finally:
            await opened.close()


async def make_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Database:
    """An empty, migrated database of this kind."""
    if kind == "sqlite":
        path = folder / "ruche.db"
        await asyncio.to_thread(migrate.upgrade, f"sqlite:///{path}")
        return Database(lambda: SqliteDialect(path))
    url = request.getfixturevalue("postgres_url")
    await asyncio.to_thread(migrate.upgrade, url)
    return Database(lambda: PostgresDialect(url))


def on_database(url: str, ask: Callable[[Connection], Found]) -> Found:
    """`ask` of a connection to either database, in a transaction."""
    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.begin() as connection:
            found = ask(connection)
        engine.dispose()
        return found

    async def run() -> Found:
        engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.begin() as connection:
            found = await connection.run_sync(ask)
        await engine.dispose()
        return found

    return asyncio.run(run())


def note(what: str, *streams: Stream, key: str | None = None, **more: Any) -> Decision:
    """A row named `key` (where given) and an event in each stream; answers the seqs."""
    emits = [Emit(stream, lambda _: Noted(what=what)) for stream in streams]
    changes: list[Any] = [] if key is None else [Insert(StoreFact, {"key": key, "value": what})]
    return Decision(
        reply=lambda: [emit.seq for emit in emits], changes=changes, emits=emits, **more
    )


async def noted(store: Store, stream: Stream) -> list[tuple[int, str]]:
    """(seq, what) of all events of a stream."""
    async with store.read() as snapshot:
        entries = await log.since(snapshot, stream, 0, 10_000)
    return [(seq, str(read_event_body(body)[1]["what"])) for seq, body in entries]


async def facts(store: Store) -> dict[str, str]:
    """All rows that `note` has made."""
    async with store.read() as snapshot:
        rows = await snapshot.all(select(_fact.c.key, _fact.c.value))
    return {row.key: row.value for row in rows if row.key != "epoch"}
