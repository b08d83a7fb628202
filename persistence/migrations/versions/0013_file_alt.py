"""What a file shows, in words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("file") as table:
        table.add_column(sa.Column("alt", sa.String(), nullable=False, server_default=""))
