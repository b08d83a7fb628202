"""A mention knows whether its message is in the channel, beside its thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column(
        "mention", sa.Column("in_channel", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.execute(
        "UPDATE mention SET in_channel = (SELECT in_channel FROM message "
        "WHERE message.id = mention.message_id) "
        "WHERE thread_id IS NOT NULL AND message_id IN (SELECT id FROM message)"
    )
