"""Whether a message names somebody is one look into an index, however often they are named."""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.drop_index("ix_mention_message_id", "mention")
    op.create_index("ix_mention_message_id", "mention", ["message_id", "person_id"])
