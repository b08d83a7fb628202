"""A consistent view of the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable
from sqlalchemy.engine import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.memo import Memo


class Snapshot:
    """A consistent view of the store: all its queries see the same commit.

    `memo` holds what earlier views of what is committed have counted; None where the view may
    see what is not committed yet, or is for one statement.
    """

    def __init__(self, connection: AsyncConnection, memo: Memo | None = None) -> None:
        self.connection = connection
        self.memo = memo

    async def all(self, query: Executable, **parameters: Any) -> Sequence[SqlRow[Any]]:
        """All rows."""
        return (await self._run(query, parameters)).all()

    async def first(self, query: Executable, **parameters: Any) -> SqlRow[Any] | None:
        """The first row, or None."""
        return (await self._run(query, parameters)).first()

    async def scalar(self, query: Executable, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        return (await self._run(query, parameters)).scalar()

    async def scalars(self, query: Executable, **parameters: Any) -> Sequence[Any]:
        """The first column of all rows."""
        return (await self._run(query, parameters)).scalars().all()

    async def _run(self, query: Executable, parameters: dict[str, Any]) -> CursorResult[Any]:
        return await self.connection.execute(query, parameters)


class Glance(Snapshot):
    """A view for a single statement, which is consistent by itself: it needs no transaction.

    A second one raises RuntimeError, since it might see another commit.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._used = False

    async def _run(self, query: Executable, parameters: dict[str, Any]) -> CursorResult[Any]:
        if self._used:
            raise RuntimeError("a glance is one statement: use Store.read() for more")
        self._used = True
        return await super()._run(query, parameters)


Answer = TypeVar("Answer")
Question = Callable[[Snapshot, Sequence[str]], Awaitable[Mapping[str, Answer]]]
"""One statement about many keys; what it does not name has no answer. See `Store.ask`."""
