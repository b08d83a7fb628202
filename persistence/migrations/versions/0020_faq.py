"""The FAQ: entries, their vectors, channels that want answers, questions that were asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "faq_entry",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("variants", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("review_on", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("unhelped", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_faq_entry_listed", "faq_entry", ["pinned", "folded", "id"])
    op.create_index("ix_faq_entry_message_id", "faq_entry", ["message_id"])
    op.create_table(
        "faq_vector",
        sa.Column("entry_id", sa.String(), primary_key=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "faq_channel",
        sa.Column("channel_id", sa.String(), primary_key=True),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.Column("asks_id", sa.String(), nullable=True),
    )
    op.create_table(
        "faq_question",
        sa.Column("message_id", sa.String(), primary_key=True),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("entry_ids", sa.String(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=True),
        sa.UniqueConstraint("answer_id", name="uq_faq_question_answer_id"),
    )
    op.create_index("ix_faq_question_asked_at_ms", "faq_question", ["asked_at_ms"])
