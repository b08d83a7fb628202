"""Apps that are switched off, what they were sent, and the order in which it is claimed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    # A text: for an expression SQLite's tables are copied whole.
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    with op.batch_alter_table("app") as table:
        table.add_column(sa.Column("disabled", sa.Boolean(), nullable=False, server_default=no))
    with op.batch_alter_table("app_event") as table:
        table.add_column(sa.Column("code", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("sent", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_app_event_due", "app_event")
    op.create_index("ix_app_event_due", "app_event", ["app_id", "state", "due_at_ms"])
    op.create_index("ix_app_event_created", "app_event", ["created_at_ms"])
    op.create_index("ix_app_view_created", "app_view", ["kind", "created_at_ms"])
