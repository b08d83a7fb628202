"""Unread messages are counted by the index alone.

SQLite 3.40 reads a message's row to see what the condition of a partial index already says, unless
the index holds the column itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.drop_index("ix_message_root", table_name="message")
    op.create_index(
        "ix_message_root",
        "message",
        ["channel_id", "seq", "author_id", "deleted", "in_channel"],
        sqlite_where=sa.text("in_channel = 1"),
        postgresql_where=sa.text("in_channel"),
    )
