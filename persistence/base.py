"""Base of all tables, with one convention for the names of constraints."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class TableModel(SQLModel):
    """A table. There are no foreign keys: rows are written in bulk by one writer that decides
    on values, and a reference is never shown without asking for what it points to."""


def metadata() -> MetaData:
    """All tables that have been imported so far."""
    return SQLModel.metadata
