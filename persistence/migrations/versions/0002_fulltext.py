"""Full text of messages, each database in its own way."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = (
    "CREATE TABLE fulltext_entry (number INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, "
    "channel_id TEXT NOT NULL, words TEXT NOT NULL, marks TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE fulltext_index USING fts5(words, marks, content = 'fulltext_entry', "
    "content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2', columnsize = 0, "
    "prefix = '1 2 3 4')",
)
POSTGRES = (
    "CREATE TABLE fulltext_entry (number bigint PRIMARY KEY, message_id text NOT NULL UNIQUE, "
    "channel_id text NOT NULL, terms tsvector NOT NULL)",
    "ALTER TABLE fulltext_entry ALTER COLUMN terms SET STATISTICS 500",
    "CREATE INDEX ix_fulltext_entry_terms ON fulltext_entry USING gin (terms) "
    "WITH (fastupdate = off)",
)


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRES if postgres else SQLITE:
        op.execute(statement)
