"""What a person recommends, by when."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_index("ix_recommendation_person_id", "recommendation", ["person_id", "at_ms"])
