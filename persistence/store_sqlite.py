"""SQLite's part of the store: WAL, explicit transactions, one writer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_NUMBER = text(
    "INSERT INTO stream (name, seq, members_version) "
    "SELECT value ->> 0, value ->> 1, 0 FROM json_each(:counts) WHERE true "
    "ON CONFLICT (name) DO UPDATE SET seq = stream.seq + excluded.seq "
    "RETURNING name, seq, members_version"
)
_VERSIONS = text(
    "UPDATE stream SET members_version = members_version + 1 "
    "WHERE name IN (SELECT value FROM json_each(:names))"
)
_RELAYED = text(
    "UPDATE event_log SET relayed = 1 WHERE relayed = 0 "
    "AND id IN (SELECT value FROM json_each(:ids))"
)


class SqliteDialect:
    """Transactions and the few statements that SQLite spells its own way. Source: `Dialect`."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite+aiosqlite:///{path}"
        self._seen_version: int | None = None

    def engine(self, pool_size: int) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=30,
            connect_args={"timeout": 10.0, "cached_statements": 512},
        )
        event.listen(engine.sync_engine, "connect", _set_pragmas)
        return engine

    async def begin_read(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN")

    async def begin_write(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN IMMEDIATE")

    async def commit(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("COMMIT")

    async def rollback(self, connection: AsyncConnection) -> None:
        """End the transaction, also where SQLite has ended it by itself already."""
        raw = await connection.get_raw_connection()
        if raw.driver_connection is not None and raw.driver_connection.in_transaction:
            await connection.exec_driver_sql("ROLLBACK")

    async def number(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        rows = await connection.execute(_NUMBER, {"counts": json.dumps(list(counts.items()))})
        return {name: (seq, version) for name, seq, version in rows}

    async def raise_versions(self, connection: AsyncConnection, names: Iterable[str]) -> None:
        await connection.execute(_VERSIONS, {"names": json.dumps(list(names))})

    async def mark_relayed(self, connection: AsyncConnection, ids: Iterable[int]) -> None:
        await connection.execute(_RELAYED, {"ids": json.dumps(list(ids))})

    async def changed(self, connection: AsyncConnection) -> bool:
        found = await connection.exec_driver_sql("PRAGMA data_version")
        version: int = found.scalar_one()
        changed = version != self._seen_version
        self._seen_version = version
        return changed


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "busy_timeout = 10000",
        "cache_size = -32000",
        "mmap_size = 268435456",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
