"""Unsent messages: drafts, scheduled messages, and the files they keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "channel_id", "thread_id", name="pk_draft"),
    )
    op.create_table(
        "scheduled",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.String(), nullable=True),
        sa.Column("also_to_channel", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("send_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("error_detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled"),
        sa.UniqueConstraint("person_id", "client_id", name="uq_scheduled_person_id"),
    )
    op.create_index("ix_scheduled_person_id", "scheduled", ["person_id", "send_at_ms"])
    op.create_table(
        "file_hold",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "holder", name="pk_file_hold"),
    )
    op.create_index("ix_file_hold_holder", "file_hold", ["holder"])
