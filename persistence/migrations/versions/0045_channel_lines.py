"""Channels know who set topic and purpose, and their former names; files have titles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    with op.batch_alter_table("channel") as table:
        for line in ("topic", "purpose"):
            table.add_column(
                sa.Column(f"{line}_by", sa.String(), nullable=False, server_default="")
            )
            table.add_column(
                sa.Column(f"{line}_at_ms", sa.BigInteger(), nullable=False, server_default="0")
            )
        table.add_column(sa.Column("former_names", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("file") as table:
        table.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
