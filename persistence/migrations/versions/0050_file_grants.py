"""Files that people gave to apps in forms, and until when the apps may read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    op.create_table(
        "file_grant",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "person_id", name="pk_file_grant"),
    )
    op.create_index("ix_file_grant_person_id", "file_grant", ["person_id"])
