"""Channels' homes, and who asks to come in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("theme_key", sa.String(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_home"),
    )
    op.create_table(
        "join_request",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "person_id", name="pk_join_request"),
    )
    op.create_index("ix_join_request_person_id", "join_request", ["person_id"])
