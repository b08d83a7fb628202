"""Posts: titles, closed threads, labels, acknowledgements, walls, and pins with an end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # A text: for an expression SQLite's tables are copied whole, and this one is large.
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("closed", sa.Boolean(), nullable=False, server_default=no))
    with op.batch_alter_table("channel") as table:
        table.add_column(
            sa.Column("posting", sa.String(), nullable=False, server_default="everyone")
        )
    with op.batch_alter_table("pin") as table:
        table.add_column(sa.Column("until_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "post",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("accepted_id", sa.String(), nullable=True),
        sa.Column("wants_ack", sa.Boolean(), nullable=False),
        sa.Column("shared_id", sa.String(), nullable=True),
        sa.Column("shared_channel_id", sa.String(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_post"),
    )
    op.create_index("ix_post_channel_id", "post", ["channel_id", "message_id"])
    op.create_index(
        "ix_post_shared_id",
        "post",
        ["shared_id"],
        sqlite_where=sa.text("shared_id IS NOT NULL"),
        postgresql_where=sa.text("shared_id IS NOT NULL"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "person_id", name="pk_acknowledgement"),
    )
    op.create_table(
        "wall",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_wall"),
        sa.UniqueConstraint("channel_id", name="uq_wall_channel_id"),
    )
