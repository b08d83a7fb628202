"""SQLite's part of the store: WAL, explicit transactions, one writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import BigInteger, event, literal_column
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from persistence.bulk import Batch
from persistence.sqlite_visits import VisitConnection, VisitDriver

Result = TypeVar("Result")

_NUMBER = (
    "INSERT INTO stream (name, seq, members_version) "
    "SELECT value ->> 0, value ->> 1, 0 FROM json_each(?) WHERE true "
    "ON CONFLICT (name) DO UPDATE SET seq = stream.seq + excluded.seq "
    "RETURNING name, seq, members_version"
)
_VERSIONS = (
    "UPDATE stream SET members_version = members_version + 1 "
    "WHERE name IN (SELECT value FROM json_each(?))"
)
_RELAYED = (
    "UPDATE event_log SET relayed = 1 WHERE relayed = 0 AND id IN (SELECT value FROM json_each(?))"
)
_NOW_MS = literal_column(
    "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",  # of the epoch's Julian day
    BigInteger,
)


class SqliteDialect:
    """Transactions and the few statements that SQLite spells its own way. Source: `Dialect`."""

    name = "sqlite"
    now_ms = _NOW_MS

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        """`synced` False: a commit is on the disk only after the next `settle` or the next commit
        of a synced process; for what can be done again, such as an import."""
        self.path = path
        self._synced = synced
        self.url = f"sqlite+aiosqlite:///{path}"
        self._seen_version: int | None = None

    def engine(self, pool_size: int) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            module=VisitDriver(),
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=30,
            connect_args={"timeout": 10.0, "cached_statements": 512},
        )
        event.listen(engine.sync_engine, "connect", partial(_set_pragmas, self._synced))
        return engine

    async def begin_read(self, connection: AsyncConnection) -> None:
        (await _visits(connection)).begins = True

    async def begin_write(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN IMMEDIATE")

    async def commit(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("COMMIT")

    async def rollback(self, connection: AsyncConnection) -> None:
        """End the transaction, also where SQLite has ended it by itself already."""
        visits = await _visits(connection)
        visits.begins = False
        if visits.driver_connection is not None and visits.driver_connection.in_transaction:
            await connection.exec_driver_sql("ROLLBACK")

    async def number(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        return await _in_thread(connection, lambda driver: _number(driver, counts))

    async def begin_numbered(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        def begin(driver: sqlite3.Connection) -> dict[str, tuple[int, int]]:
            driver.execute("BEGIN IMMEDIATE")
            return _number(driver, counts) if counts else {}

        return await _in_thread(connection, begin)

    async def write(self, connection: AsyncConnection, batches: Iterable[Batch]) -> None:
        writes = [(batch.sql, batch.parameters) for batch in batches]

        def write(driver: sqlite3.Connection) -> None:
            for statement, parameters in writes:
                driver.executemany(statement, parameters)

        await _in_thread(connection, write)

    async def settle(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    async def finish(
        self,
        connection: AsyncConnection,
        batches: Iterable[Batch],
        touched: Iterable[str],
        relayed: Iterable[int],
    ) -> None:
        names, ids = list(touched), list(relayed)
        writes = [(batch.sql, batch.parameters) for batch in batches]

        def finish(driver: sqlite3.Connection) -> None:
            for statement, parameters in writes:
                driver.executemany(statement, parameters)
            if names:
                driver.execute(_VERSIONS, (json.dumps(names),))
            if ids:
                driver.execute(_RELAYED, (json.dumps(ids),))
            driver.execute("COMMIT")

        await _in_thread(connection, finish)

    async def changed(self, connection: AsyncConnection) -> bool:
        version = await _in_thread(connection, _data_version)
        changed = version != self._seen_version
        self._seen_version = version
        return changed


def _number(driver: sqlite3.Connection, counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    rows = driver.execute(_NUMBER, (json.dumps(list(counts.items())),)).fetchall()
    return {name: (seq, version) for name, seq, version in rows}


def _data_version(driver: sqlite3.Connection) -> int:
    version: int = driver.execute("PRAGMA data_version").fetchone()[0]
    return version


async def _visits(connection: AsyncConnection) -> VisitConnection:
    found: Any = (await connection.get_raw_connection()).dbapi_connection
    return cast(VisitConnection, found)


async def _in_thread(
    connection: AsyncConnection, work: Callable[[sqlite3.Connection], Result]
) -> Result:
    """Run several statements in one visit to the connection's thread.

    Each visit costs 60–100 µs, and SQLAlchemy makes three or four for every statement; a group
    needs a dozen statements. aiosqlite has no public name for this.
    """
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        result: Result = await driver._execute(lambda: work(driver._conn))
    except sqlite3.IntegrityError as error:
        raise IntegrityError(str(error), None, error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(str(error), None, error) from error
    return result


def _set_pragmas(synced: bool, connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        f"synchronous = {'FULL' if synced else 'NORMAL'}",
        "busy_timeout = 10000",
        "cache_size = -32000",
        "mmap_size = 268435456",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
