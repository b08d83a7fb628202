"""What the store asks of a database: the port that SQLite and PostgreSQL fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence.bulk import Batch


class Dialect(Protocol):
    """What differs between SQLite and PostgreSQL."""

    @property
    def name(self) -> str: ...

    @property
    def now_ms(self) -> ColumnElement[int]:
        """The database's own time in Unix milliseconds: the one clock of all its processes."""

    def engine(self, pool_size: int) -> AsyncEngine: ...

    async def begin_read(self, connection: AsyncConnection) -> None: ...

    async def begin_write(self, connection: AsyncConnection) -> None: ...

    async def commit(self, connection: AsyncConnection) -> None: ...

    async def rollback(self, connection: AsyncConnection) -> None: ...

    async def number(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        """Raise each stream's head by its count; answers (new head, members_version)."""
        ...

    async def begin_numbered(
        self, connection: AsyncConnection, counts: Mapping[str, int]
    ) -> dict[str, tuple[int, int]]:
        """`begin_write` and `number` in one; the streams stay locked until the end."""
        ...

    async def write(self, connection: AsyncConnection, batches: Iterable[Batch]) -> None:
        """Write the batches within the open transaction. Errors: IntegrityError."""
        ...

    async def finish(
        self,
        connection: AsyncConnection,
        batches: Iterable[Batch],
        touched: Iterable[str],
        relayed: Iterable[int],
    ) -> None:
        """Write the batches, raise the versions of the streams touched, note what was relayed,
        and commit. Errors: IntegrityError."""
        ...

    async def settle(self, connection: AsyncConnection) -> None:
        """Have all that was committed on the disk, also where commits do not wait for it."""
        ...

    async def changed(self, connection: AsyncConnection) -> bool:
        """May there be commits since the last call on this connection?"""
        ...
