"""A digest remembers the language of the browser with which it was wanted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    with op.batch_alter_table("digest") as digest:
        digest.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
