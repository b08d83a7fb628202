"""Threads with an accepted answer are asked as entries are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    with op.batch_alter_table("faq_entry") as table:
        table.add_column(sa.Column("thread_id", sa.String(), nullable=True))
        table.create_unique_constraint("uq_faq_entry_thread_id", ["thread_id"])
