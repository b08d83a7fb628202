"""A stamp on what waits to be indexed, so that it can be read before it is taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column(
        "search_pending",
        sa.Column("stamp", sa.BigInteger(), nullable=False, server_default="0"),
    )
