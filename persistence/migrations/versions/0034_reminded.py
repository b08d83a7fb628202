"""When those who have not acknowledged a post were reminded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    with op.batch_alter_table("post") as post:
        post.add_column(sa.Column("reminded_at", sa.BigInteger(), nullable=True))
