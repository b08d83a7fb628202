"""Invitations for one address, and when somebody first came into an account that waited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.add_column("person", sa.Column("came_at_ms", sa.BigInteger(), nullable=True))
    email: sa.Column[str] = sa.Column("email", sa.String(), nullable=False, server_default="")
    op.add_column("invitation", email)
