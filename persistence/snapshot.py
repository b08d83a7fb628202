"""A consistent view of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncConnection


class Snapshot:
    """A consistent view of the store: all its queries see the same commit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def all(self, query: Executable, **parameters: Any) -> Sequence[SqlRow[Any]]:
        """All rows."""
        return (await self.connection.execute(query, parameters)).all()

    async def first(self, query: Executable, **parameters: Any) -> SqlRow[Any] | None:
        """The first row, or None."""
        return (await self.connection.execute(query, parameters)).first()

    async def scalar(self, query: Executable, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        return (await self.connection.execute(query, parameters)).scalar()

    async def scalars(self, query: Executable, **parameters: Any) -> Sequence[Any]:
        """The first column of all rows."""
        return (await self.connection.execute(query, parameters)).scalars().all()
