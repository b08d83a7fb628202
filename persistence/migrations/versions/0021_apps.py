"""Apps with their tokens, commands and webhooks, and the cards of messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "app",
        _text("id"),
        _text("person_id"),
        _text("bot_id"),
        _text("name"),
        _text("description"),
        _text("manifest"),
        _text("scopes"),
        _text("events"),
        _text("wants"),
        _text("signing_secret"),
        _text("verification"),
        _text("client_id"),
        _text("client_secret_hash"),
        sa.Column("socket_mode", sa.Boolean(), nullable=False),
        _text("events_url"),
        _text("actions_url"),
        _text("options_url"),
        _text("verified_url"),
        sa.Column("limit_calls", sa.Integer(), nullable=False),
        sa.Column("limit_s", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("failing_since_ms", sa.BigInteger(), nullable=False),
        _text("created_by"),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_app"),
        sa.UniqueConstraint("person_id", name="uq_app_person_id"),
        sa.UniqueConstraint("bot_id", name="uq_app_bot_id"),
    )
    op.create_table(
        "app_token",
        _text("id"),
        _text("app_id"),
        _text("kind"),
        _text("secret_hash"),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_app_token"),
        sa.UniqueConstraint("secret_hash", name="uq_app_token_secret_hash"),
    )
    op.create_index("ix_app_token_app_id", "app_token", ["app_id"])
    op.create_table(
        "webhook",
        _text("id"),
        _text("app_id"),
        _text("channel_id"),
        _text("secret_hash"),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_index("ix_webhook_app_id", "webhook", ["app_id"])
    op.create_table(
        "app_command",
        _text("name"),
        _text("app_id"),
        _text("url"),
        _text("description"),
        _text("hint"),
        sa.PrimaryKeyConstraint("name", name="pk_app_command"),
    )
    op.create_index("ix_app_command_app_id", "app_command", ["app_id"])
    op.create_table(
        "message_card",
        _text("message_id"),
        _text("app_id"),
        _text("hook_id"),
        _text("source"),
        _text("icon"),
        _text("blocks"),
        _text("attachments"),
        _text("marks"),
        sa.Column("edited_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_card"),
    )
