"""A step such as the next version may bring: a column, and an index over all messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from persistence.migrations import runner

revision = "9999"
down_revision = max(path.name[:4] for path in (runner.FOLDER / "versions").glob("0*.py"))


def upgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("mood", sa.String(), nullable=False, server_default="calm"))
    op.create_index("ix_message_mood_seq", "message", ["mood", "seq"])
