"""Recommendations, and people's archives."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "recommendation",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "person_id", name="pk_recommendation"),
    )
    op.create_table(
        "archive_folder",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archive_folder"),
    )
    op.create_index(
        "uq_archive_folder_person_id_name_key",
        "archive_folder",
        ["person_id", "name_key"],
        unique=True,
    )
    op.create_table(
        "archived",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("folder_id", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("archived_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "message_id", name="pk_archived"),
    )
    op.create_index(
        "ix_archived_person_id", "archived", ["person_id", "archived_at_ms", "message_id"]
    )
    op.create_index("ix_archived_message_id", "archived", ["message_id"])
