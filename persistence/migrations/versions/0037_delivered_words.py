"""Deliveries to apps know of which message they are: its words go from them when it is deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    with op.batch_alter_table("app_event") as table:
        table.add_column(sa.Column("message_id", sa.String(), nullable=True))
    op.create_index("ix_app_event_message_id", "app_event", ["message_id"])
