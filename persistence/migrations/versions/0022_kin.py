"""Full text with kin beside the words, and a vocabulary; messages are indexed anew."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

_TABLES = ("fulltext_index", "fulltext_entry", "fulltext_part", "fulltext_word")
DROPPED = tuple(f"DROP TABLE IF EXISTS {name}" for name in _TABLES)
SQLITE = (
    "CREATE TABLE fulltext_entry (number INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, "
    "channel_id TEXT NOT NULL, words TEXT NOT NULL, kin TEXT NOT NULL, marks TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE fulltext_index USING fts5(words, kin, marks, "
    "content = 'fulltext_entry', content_rowid = 'number', "
    "tokenize = 'unicode61 remove_diacritics 2', columnsize = 0, prefix = '1 2 3 4')",
    "CREATE TABLE fulltext_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE fulltext_part USING fts5(word, content = 'fulltext_word', "
    "content_rowid = 'id', tokenize = 'trigram', detail = 'none', columnsize = 0)",
)
POSTGRES = (
    "CREATE TABLE fulltext_entry (number bigint PRIMARY KEY, message_id text NOT NULL UNIQUE, "
    "channel_id text NOT NULL, terms tsvector NOT NULL)",
    "ALTER TABLE fulltext_entry ALTER COLUMN terms SET STATISTICS 500",
    "CREATE INDEX ix_fulltext_entry_terms ON fulltext_entry USING gin (terms) "
    "WITH (fastupdate = off)",
    "CREATE TABLE fulltext_word (word text PRIMARY KEY, parts text[] NOT NULL)",
    "CREATE INDEX ix_fulltext_word_parts ON fulltext_word USING gin (parts) "
    "WITH (fastupdate = off)",
)


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in (*DROPPED, *(POSTGRES if postgres else SQLITE)):
        op.execute(statement)
    op.execute(
        "INSERT INTO search_pending (message_id) "
        "SELECT id FROM message WHERE NOT deleted EXCEPT SELECT message_id FROM search_pending"
    )
