"""The pictures of apps' messages, kept here, and the messages that show them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("large_key", sa.String(), nullable=True),
        sa.Column("small_key", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("refused", sa.String(), nullable=False),
        sa.Column("fetched_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
    )
    op.create_index("ix_picture_source_hash", "picture", ["source_hash", "fetched_at_ms"])
    op.create_index("ix_picture_app_id", "picture", ["app_id", "fetched_at_ms"])
    op.create_table(
        "picture_use",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("picture_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "picture_id", name="pk_picture_use"),
    )
    op.create_index("ix_picture_use_picture_id", "picture_use", ["picture_id"])
