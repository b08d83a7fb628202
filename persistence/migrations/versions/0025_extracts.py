"""The texts of files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "extract",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_extract"),
    )
    op.create_index("ix_extract_message_id", "extract", ["message_id"])
