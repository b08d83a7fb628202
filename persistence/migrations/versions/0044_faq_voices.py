"""The FAQ counts each person's voice once, keeps days in place of old questions, and reminds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "faq_voice",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "voice", name=op.f("pk_faq_voice")),
    )
    op.create_table(
        "faq_day",
        sa.Column("day", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "outcome", "rating", name=op.f("pk_faq_day")),
    )
    with op.batch_alter_table("faq_entry") as table:
        table.add_column(sa.Column("reminded_for", sa.String(), nullable=False, server_default=""))
        table.create_index("ix_faq_entry_review_on", ["review_on"])
