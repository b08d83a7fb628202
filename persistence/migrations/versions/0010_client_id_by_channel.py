"""A client's id of a message counts within its channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.drop_index("uq_message_author_id_client_id", "message")
    op.create_index(
        "uq_message_author_id_channel_id_client_id",
        "message",
        ["author_id", "channel_id", "client_id"],
        unique=True,
        sqlite_where=sa.text("client_id IS NOT NULL"),
        postgresql_where=sa.text("client_id IS NOT NULL"),
    )
