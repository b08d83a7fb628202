"""Brings a database's schema up to date; costs almost nothing when it is."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

Result = TypeVar("Result")

_STEPS = Path(__file__).parent / "migrations" / "versions"
_LOCK_KEY = 0x52756368  # "Ruch": one upgrade of a PostgreSQL database at a time
VERSION = "SELECT version_num FROM alembic_version"


class TooNew(OSError):
    """The database was made by a newer version of the program."""


class Unreadable(OSError):
    """The file is no database, or is damaged."""


class _Runner(Protocol):
    def upgrade(self, connection: Connection) -> None: ...


def newest() -> str:
    """The number of the newest step this program knows."""
    return max(path.name[:4] for path in _STEPS.glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """The step that the database stands at; None when it is empty or absent."""
    path = sqlite_path(url)
    if path is not None:
        return _sqlite_version(path)
    return _on_postgres(url, _version_of)


def upgrade(url: str) -> bool:
    """Run the missing steps, all or none; False when there was nothing to do.

    `url` names SQLite (`sqlite:///path`, the folder exists) or PostgreSQL. Starts that race wait
    for one another. May be called inside a running event loop, which it blocks.

    Errors: TooNew; Unreadable; SQLAlchemyError or OSError when the database is out of reach.
    """
    path = sqlite_path(url)
    if path is None:
        return _on_postgres(url, _upgrade_postgres)
    if _is_done(_sqlite_version(path)):
        return False
    with _alone_in(path.parent):
        return _on_sqlite(url, _upgrade_sqlite)


def sqlite_path(url: str) -> Path | None:
    """The file that `url` names, None where it is not SQLite's."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database:
        raise ValueError("a SQLite database needs a file")
    return Path(parsed.database)


def _is_done(version: str | None) -> bool:
    if version is not None and version > newest():
        raise TooNew(
            f"the database is at step {version}, this program knows {newest()}: upgrade it"
        )
    return version == newest()


def _sqlite_version(path: Path) -> str | None:
    """By the plain driver: this runs at every start."""
    if not path.exists():
        return None
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
        try:
            found = connection.execute(VERSION).fetchone()
        except sqlite3.DatabaseError as error:
            if "no such table" in str(error):
                return None
            raise Unreadable(f"{path} cannot be read: {error}") from error
    return found[0] if found else None


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text(VERSION)).scalar()


def _upgrade_sqlite(connection: Connection) -> bool:
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    done = _run_missing(connection)
    connection.exec_driver_sql("COMMIT")
    return done


def _upgrade_postgres(connection: Connection) -> bool:
    if _is_done(_version_of(connection)):
        return False
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    return _run_missing(connection)


def _run_missing(connection: Connection) -> bool:
    if _is_done(_version_of(connection)):
        return False
    # Alembic is loaded only where there is something to do: it costs more than a whole start.
    runner = cast(_Runner, importlib.import_module("persistence.migrations.runner"))
    runner.upgrade(connection)
    return True


def _on_sqlite(url: str, work: Callable[[Connection], Result]) -> Result:
    plain = make_url(url).set(drivername="sqlite+pysqlite")
    engine = create_engine(
        plain, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args={"timeout": 60.0}
    )
    with engine.connect() as connection:
        return work(connection)


def _on_postgres(url: str, work: Callable[[Connection], Result]) -> Result:
    """In a thread with a loop of its own: the one driver we have is asynchronous."""

    async def run() -> Result:
        address = make_url(url).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(address, poolclass=NullPool)
        async with engine.begin() as connection:
            return await connection.run_sync(work)

    with ThreadPoolExecutor(1, thread_name_prefix="migrate") as pool:
        task: Any = pool.submit(lambda: asyncio.run(run()))
        result: Result = task.result()
        return result


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One upgrade at a time: the folder itself is locked, so that no file is left behind."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
