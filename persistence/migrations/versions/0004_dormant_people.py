"""Who can sign in: people whom an import made come last in lists of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    dormant: sa.Column[bool] = sa.Column(
        "dormant", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("person", dormant)
    op.execute(
        """
        UPDATE person SET dormant = true
        WHERE password_hash IS NULL
          AND NOT EXISTS (SELECT 1 FROM session WHERE session.person_id = person.id)
          AND NOT EXISTS (SELECT 1 FROM token WHERE token.person_id = person.id)
        """
    )
    op.create_index("ix_person_listed", "person", ["dormant", "handle", "folded"])
