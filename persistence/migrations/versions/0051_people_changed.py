"""When something of a person was last changed that others see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    column = sa.Column("changed_at_ms", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("person", column)
