"""Which full-text index goes with which database."""

from __future__ import annotations

from collections.abc import Mapping

from persistence.fulltext import FullText
from persistence.fulltext_postgres import PostgresFullText
from persistence.fulltext_sqlite import SqliteFullText

_ADAPTERS: Mapping[str, FullText] = {
    "sqlite": SqliteFullText(),
    "postgresql": PostgresFullText(),
}


def fulltext_for(dialect: str) -> FullText:
    """The adapter for a database, by the name of its SQLAlchemy dialect; adapters hold no state."""
    return _ADAPTERS[dialect]
