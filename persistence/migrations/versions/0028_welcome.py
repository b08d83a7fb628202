"""The welcome message, and what speaks for people who know."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "welcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_welcome"),
    )
    op.create_table(
        "knowing",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "by_id", "kind", name="pk_knowing"),
    )
    op.create_index("ix_knowing_question_id", "knowing", ["question_id"])
    op.create_index("ix_knowing_person_id", "knowing", ["person_id"])
