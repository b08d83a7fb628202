"""The schema's history leads to the tables that the slices declare, on both databases."""

import asyncio
import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select

from persistence import migrate
from persistence.base import metadata
from persistence.migrations import runner
from server.new_migration import load_tables
from tests.persistence.stores import on_database

Rows = dict[str, list[dict[str, object]]]


@pytest.fixture
def url(either_url: str) -> str:
    """An empty database."""
    return either_url


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


def test_what_was_kept_before_is_kept_by_the_steps_that_follow(url: str) -> None:
    """From the step that servers of before run, with two rows in each table."""
    load_tables()

    def filled(connection: Connection) -> Rows:
        command.upgrade(runner.config(connection), "0040")
        of_then = MetaData()
        of_then.reflect(connection, only=lambda name, _: name in metadata().tables)
        for each in of_then.sorted_tables:
            connection.execute(insert(each), [row_of(each, number) for number in (1, 2)])
        return {each.name: rows_of(connection, each) for each in of_then.sorted_tables}

    def upgraded(connection: Connection) -> Rows:
        runner.upgrade(connection)
        assert runner.differences(connection, metadata()) == []
        return {name: rows_of(connection, metadata().tables[name]) for name in before}

    before = on_database(url, filled)
    after = on_database(url, upgraded)
    assert {"faq_entry", "faq_question", "message", "person"} <= set(before)
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert [row for row in rows if row not in kept] == [], name
    assert [row["reminded_for"] for row in after["faq_entry"]] == ["", ""]


def row_of(each: Table, number: int) -> dict[str, object]:
    """A row unlike any other of its table."""
    kinds: dict[type, object] = {str: f"x{number}", int: number, bool: number == 1}
    kinds |= {bytes: bytes([number]), float: number / 2}
    return {column.name: kinds[column.type.python_type] for column in each.columns}


def rows_of(connection: Connection, each: Table) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(select(each)).mappings()]


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
