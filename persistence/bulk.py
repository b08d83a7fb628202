"""Many changes in few statements: changes of one shape on one table go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from sqlalchemy import Table, and_, bindparam, case, delete, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable
from sqlmodel import SQLModel

from persistence.decision import Change, Delete, Insert, Row, Update


@dataclass(slots=True)
class Batch:
    """Changes of one shape, in order: one statement and its many parameters."""

    shape: Shape
    parameters: list[dict[str, Any]]

    @property
    def statement(self) -> Executable:
        return _statement(self.shape)

    @property
    def sql(self) -> str:
        """The statement for SQLite's own driver, with `:name` for parameters."""
        return _sqlite_text(self.shape)


async def apply(connection: AsyncConnection, batches: Iterable[Batch]) -> None:
    """Write all batches, one statement after another.

    Errors: IntegrityError when a unique key is taken.
    """
    for batch in batches:
        await connection.execute(batch.statement, batch.parameters)


def to_batches(changes: Iterable[Change], dialect: str) -> list[Batch]:
    """The statements to run; the order of changes is kept within a table, not between tables.

    On PostgreSQL rows that may be there already go by their keys.
    """
    runs: dict[type[SQLModel], list[Batch]] = {}
    for change in changes:
        shape, parameters = _SHAPES[type(change)](change, dialect)
        run = runs.setdefault(change.table, [])
        if run and run[-1].shape == shape:
            run[-1].parameters.append(parameters)
        else:
            run.append(Batch(shape, [parameters]))
    batches = [batch for run in runs.values() for batch in run]
    if dialect == "postgresql":
        _in_order(batches)
    return batches


def _in_order(batches: Iterable[Batch]) -> None:
    """Rows that may be there already go by their keys: two processes that write the same rows at
    once wait for one another, and not each for the other."""
    for batch in batches:
        shape = batch.shape
        if len(batch.parameters) > 1 and (shape.ignore or shape.values) and shape.verb == "insert":
            batch.parameters.sort(key=itemgetter(*_keys(shape.table)))


@lru_cache(maxsize=256)
def _keys(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(model).primary_key.columns)


_SQLITE = sqlite.dialect(paramstyle="named")


class Shape(NamedTuple):
    """What makes two changes alike: the same statement serves both."""

    verb: str
    table: type[SQLModel]
    dialect: str
    where: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()
    ignore: bool = False


def _insert_shape(change: Insert, dialect: str) -> tuple[Shape, dict[str, Any]]:
    row = {**defaults(change.table), **_resolve(change.row)}
    shape = Shape(
        "insert", change.table, dialect, tuple(row), change.update, change.greatest, change.ignore
    )
    return shape, row


def _update_shape(change: Update, dialect: str) -> tuple[Shape, dict[str, Any]]:
    values = _resolve(change.values)
    shape = Shape(
        "update", change.table, dialect, tuple(change.where), tuple(values), change.greatest
    )
    parameters = {f"w_{name}": value for name, value in change.where.items()}
    parameters.update((f"v_{name}", value) for name, value in values.items())
    return shape, parameters


def _delete_shape(change: Delete, dialect: str) -> tuple[Shape, dict[str, Any]]:
    shape = Shape("delete", change.table, dialect, tuple(change.where))
    return shape, {f"w_{name}": value for name, value in change.where.items()}


_SHAPES: dict[type, Callable[[Any, str], tuple[Shape, dict[str, Any]]]] = {
    Insert: _insert_shape,
    Update: _update_shape,
    Delete: _delete_shape,
}


@lru_cache(maxsize=1024)
def _statement(shape: Shape) -> Executable:
    table = table_of(shape.table)
    if shape.verb == "insert":
        return _insert(shape, table)
    where = and_(*(table.c[name] == bindparam(f"w_{name}") for name in shape.where))
    if shape.verb == "delete":
        return delete(table).where(where)
    values: dict[str, Any] = {}
    for name in shape.values:
        value = bindparam(f"v_{name}", type_=table.c[name].type)
        column = table.c[name]
        values[name] = (
            case((column < value, value), else_=column) if name in shape.greatest else value
        )
    return update(table).where(where).values(values)


@lru_cache(maxsize=1024)
def _sqlite_text(shape: Shape) -> str:
    compiled = _statement(shape).compile(  # type: ignore[attr-defined]
        dialect=_SQLITE, column_keys=list(shape.where) if shape.verb == "insert" else None
    )
    return str(compiled)


def _insert(shape: Shape, table: Table) -> Executable:
    maker = postgres_insert if shape.dialect == "postgresql" else sqlite_insert
    statement = maker(table)
    if shape.ignore:
        return statement.on_conflict_do_nothing()
    if not shape.values:
        return statement
    new = statement.excluded
    values = {
        name: case((table.c[name] < new[name], new[name]), else_=table.c[name])
        if name in shape.greatest
        else new[name]
        for name in shape.values
    }
    keys = _keys(shape.table)
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


@lru_cache(maxsize=256)
def defaults(model: type[SQLModel]) -> Mapping[str, Any]:
    """Constant defaults of a table class, by column."""
    return {
        name: field.default
        for name, field in model.model_fields.items()
        if field.default is not PydanticUndefined
    }


def _resolve(row: Row | Callable[[], Row]) -> Row:
    return row() if callable(row) else row
