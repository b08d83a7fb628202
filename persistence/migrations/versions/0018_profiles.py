"""Profiles: what people say of themselves, the words that find them, which fields there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.Column("manager_open", sa.Boolean(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_profile"),
    )
    op.create_index("ix_profile_manager_id", "profile", ["manager_id", "manager_open"])
    op.create_table(
        "profile_tag",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "kind", "folded", name="pk_profile_tag"),
    )
    op.create_index(
        "ix_profile_tag_kind", "profile_tag", ["kind", "folded", "is_open", "person_id", "label"]
    )
    op.create_table(
        "profile_field",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_profile_field"),
    )
    op.create_index("ix_person_folded", "person", ["folded", "id"])
