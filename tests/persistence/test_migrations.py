"""The schema's history leads to the tables that the slices declare, on both databases."""

import asyncio
import multiprocessing
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from persistence import migrate
from persistence.base import metadata
from persistence.migrations import runner
from server.new_migration import load_tables


def on_database(url: str, ask: Callable[[Connection], object]) -> object:
    """`ask` of a connection to either database."""
    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.connect() as connection:
            found = ask(connection)
        engine.dispose()
        return found

    async def run() -> object:
        engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.connect() as connection:
            found = await connection.run_sync(ask)
        await engine.dispose()
        return found

    return asyncio.run(run())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ruche.db"
    found: str = request.getfixturevalue("postgres_url")
    return found


def test_the_migrated_schema_is_what_the_tables_declare(url: str) -> None:
    load_tables()
    migrate.upgrade(url)
    assert on_database(url, lambda connection: runner.differences(connection, metadata())) == []


def test_the_migrated_indexes_are_those_the_tables_declare(url: str) -> None:
    load_tables()
    migrate.upgrade(url)

    def names(connection: Connection) -> set[str | None]:
        found = inspect(connection)
        return {
            index["name"]
            for table in metadata().tables
            for index in found.get_indexes(table)
            if not index.get("duplicates_constraint")
        }

    declared = {index.name for table in metadata().tables.values() for index in table.indexes}
    assert on_database(url, names) == declared


def test_the_history_has_one_head_which_is_the_newest_step() -> None:
    assert runner.heads() == (migrate.newest(),)


def test_a_second_upgrade_has_nothing_to_do(url: str) -> None:
    assert migrate.current(url) is None
    assert migrate.upgrade(url) is True
    assert migrate.upgrade(url) is False
    assert migrate.current(url) == migrate.newest()


def test_an_upgrade_may_be_called_inside_a_running_loop(url: str) -> None:
    async def run() -> bool:
        return migrate.upgrade(url)

    assert asyncio.run(run()) is True


def test_a_second_start_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ruche.db"
    migrate.upgrade(url)
    assert migrate.upgrade(url) is False
    code = f"import sys; from persistence import migrate; migrate.upgrade({url!r}); "
    code += "print('alembic' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert answer.stdout.strip() == "False"


def test_starts_that_race_upgrade_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ruche.db"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        done = pool.map(migrate.upgrade, [url] * 4)
    assert sorted(done) == [False, False, False, True]


def test_a_step_that_fails_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise RuntimeError("killed in the middle")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "upgrade", fail)
        with pytest.raises(RuntimeError):
            migrate.upgrade(url)
    assert on_database(url, lambda connection: inspect(connection).get_table_names()) == []
    assert migrate.upgrade(url) is True


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ruche.db"
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(migrate.TooNew, match="9999"):
        migrate.upgrade(url)
