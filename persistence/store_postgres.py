"""PostgreSQL's part of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import BigInteger, literal_column, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from persistence.bulk import Batch, apply
from persistence.failures import committing

_NUMBER = text(
    "INSERT INTO stream (name, seq, members_version) "
    "SELECT name, count, 0 FROM unnest(CAST(:names AS text[]), CAST(:counts AS bigint[])) "
    "AS given (name, count) "
    "ON CONFLICT (name) DO UPDATE SET seq = stream.seq + excluded.seq "
    "RETURNING name, seq, members_version"
)
_VERSIONS = text(
    "UPDATE stream SET members_version = members_version + 1 "
    "WHERE name = ANY(CAST(:names AS text[]))"
)
_RELAYED = text(
    "UPDATE event_log SET relayed = true WHERE NOT relayed AND id = ANY(CAST(:ids AS bigint[]))"
)
_NOW_MS = literal_column("CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)", BigInteger)


class PostgresDialect:
    """Transactions and the few statements that PostgreSQL spells its own way. Source: `Dialect`."""

    name = "postgresql"
    now_ms = _NOW_MS

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+asyncpg").render_as_string(False)

    def engine(self, pool_size: int) -> AsyncEngine:
        return create_async_engine(
            self.url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=30,
            pool_pre_ping=True,
        )

    async def begin_read(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    async def begin_write(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN")

    async def commit(self, connection: AsyncConnection) -> None:
        with committing():
            await connection.exec_driver_sql("COMMIT")

    async def rollback(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("ROLLBACK")

    async def begin_numbered(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        await self.begin_write(connection)
        return await self.number(connection, counts) if counts else {}

    async def number(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        names = sorted(counts)
        rows = await connection.execute(
            _NUMBER, {"names": names, "counts": [counts[name] for name in names]}
        )
        return {name: (seq, version) for name, seq, version in rows}

    async def write(self, connection: AsyncConnection, batches: Iterable[Batch]) -> None:
        await apply(connection, batches)

    async def settle(self, connection: AsyncConnection) -> None:
        """Every commit waits for the disk."""

    async def finish(
        self,
        connection: AsyncConnection,
        batches: Iterable[Batch],
        touched: Iterable[str],
        relayed: Iterable[int],
    ) -> None:
        await apply(connection, batches)
        names, ids = sorted(touched), list(relayed)
        if names:
            await connection.execute(_VERSIONS, {"names": names})
        if ids:
            await connection.execute(_RELAYED, {"ids": ids})
        await self.commit(connection)

    async def changed(self, connection: AsyncConnection) -> bool:
        """Always possible: the sweep's own index makes the question cheap."""
        return True
