"""What apps are told, what they opened for people, and their passing secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "app_ticket",
        _text("id"),
        _text("kind"),
        _text("app_id"),
        _text("body"),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_app_ticket"),
    )
    op.create_index("ix_app_ticket_expires_at_ms", "app_ticket", ["expires_at_ms"])
    op.create_table(
        "app_event",
        _text("id"),
        _text("app_id"),
        _text("kind"),
        _text("name"),
        _text("body"),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        _text("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at_ms", sa.BigInteger(), nullable=False),
        _text("reason"),
        _text("answer"),
        sa.PrimaryKeyConstraint("id", name="pk_app_event"),
    )
    op.create_index("ix_app_event_due", "app_event", ["state", "due_at_ms"])
    op.create_index("ix_app_event_app", "app_event", ["app_id", "created_at_ms"])
    op.create_table(
        "app_view",
        _text("id"),
        _text("app_id"),
        _text("person_id"),
        _text("kind"),
        _text("external_id"),
        _text("root_id"),
        _text("previous_id"),
        _text("body"),
        _text("hash"),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_app_view"),
    )
    op.create_index("ix_app_view_person", "app_view", ["person_id", "open"])
