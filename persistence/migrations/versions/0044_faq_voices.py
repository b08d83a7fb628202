"""The FAQ counts each person's voice once, keeps days in place of old questions, and reminds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "faq_voice",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "voice", name=op.f("pk_faq_voice")),
    )
    op.create_table(
        "faq_day",
        sa.Column("day", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "outcome", "rating", name=op.f("pk_faq_day")),
    )
    with op.batch_alter_table("faq_entry") as table:
        table.add_column(sa.Column("reminded_for", sa.String(), nullable=False, server_default=""))
        table.create_index("ix_faq_entry_review_on", ["review_on"])
    entry = sa.table("faq_entry", sa.column("review_on", sa.String))
    if op.get_bind().execute(sa.select(entry.c.review_on).where(entry.c.review_on != "")).first():
        _remind_of_what_is_there()


def _remind_of_what_is_there() -> None:
    """The morning's job, due at once: it leaves the next one itself."""
    columns = [("id", sa.String), ("kind", sa.String), ("body", sa.LargeBinary)]
    columns += [
        ("key", sa.String),
        ("run_at_ms", sa.BigInteger),
        ("leased_until_ms", sa.BigInteger),
    ]
    columns += [("attempts", sa.Integer), ("dead", sa.Boolean), ("error", sa.String)]
    job = sa.table("job", *(sa.column(name, kind) for name, kind in columns))
    never = {"run_at_ms": 0, "leased_until_ms": 0, "attempts": 0, "dead": False, "error": ""}
    first = {"id": "faq.daily:0", "kind": "faq.daily", "key": "faq.daily:0", "body": b"\x80"}
    op.bulk_insert(job, [{**first, **never}])
