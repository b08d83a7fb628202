"""What people have apps do is listed with how long it took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    with op.batch_alter_table("app_event") as table:
        table.add_column(sa.Column("took_ms", sa.Integer(), nullable=False, server_default="0"))
