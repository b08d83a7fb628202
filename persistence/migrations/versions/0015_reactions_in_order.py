"""Reactions in the order of their events, whichever process wrote them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("reaction") as table:
        table.add_column(sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"))
