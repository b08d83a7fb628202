"""SQLite's driver with one visit to the connection's thread for each statement.

aiosqlite runs every call in a thread of its connection, and SQLAlchemy's adapter makes four for a
statement: cursor, execute, fetch, close. Each costs 60–100 µs, most of what a small read takes.
Here all four are one, and a transaction that was asked for begins with its first statement, which
for SQLite is when it would have taken its snapshot anyhow.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple, cast

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


class _Found(NamedTuple):
    """What a statement gave."""

    rows: deque[Any]
    description: Any
    rowcount: int
    lastrowid: int


_NOTHING = _Found(deque(), None, -1, -1)


class VisitCursor(AsyncAdapt_aiosqlite_cursor):
    """A statement, and all its rows, at once. Source: PEP 249."""

    __slots__ = ("_found", "arraysize")

    def __init__(self, adapt_connection: VisitConnection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._soft_closed_memoized = {}  # type: ignore[assignment]
        self._found = _NOTHING
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._found.description

    @property
    def rowcount(self) -> int:
        return self._found.rowcount

    @property
    def lastrowid(self) -> int:
        return self._found.lastrowid

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        def run(cursor: sqlite3.Cursor) -> None:
            cursor.execute(operation, () if parameters is None else parameters)

        await self._visit(run)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _visit(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        connection = cast(VisitConnection, self._adapt_connection)
        begins, connection.begins = connection.begins, False
        driver: Any = self._connection

        def visit() -> _Found:
            cursor = driver._conn.cursor()
            try:
                if begins:
                    cursor.execute("BEGIN")
                run(cursor)
                rows = cursor.fetchall() if cursor.description else ()
                return _Found(deque(rows), cursor.description, cursor.rowcount, cursor.lastrowid)
            finally:
                cursor.close()

        async with connection._execute_mutex:
            self._found = await driver._execute(visit)
        self._rows = self._found.rows

    async def _async_soft_close(self) -> None:
        """SQLite's cursor was closed at the end of the visit."""

    def close(self) -> None:
        self._rows.clear()


class VisitConnection(AsyncAdapt_aiosqlite_connection):
    """`begins`: the next statement is the first of a transaction."""

    __slots__ = ("begins",)

    _cursor_cls = VisitCursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begins = False


class VisitDriver(AsyncAdapt_aiosqlite_dbapi):
    """The `module` of an engine."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> VisitConnection:
        connection = aiosqlite.connect(*args, **options)
        connection._thread.daemon = True
        return VisitConnection(self, await_(connection))
