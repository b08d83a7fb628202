"""The workspace's accent colour and logo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("workspace") as table:
        table.add_column(sa.Column("accent", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("logo_file_id", sa.String(), nullable=True))
