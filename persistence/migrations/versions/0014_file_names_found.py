"""Messages with files are indexed anew, with the names of their files, by the indexer."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        "INSERT INTO search_pending (message_id) "
        "SELECT message_id FROM attachment EXCEPT SELECT message_id FROM search_pending"
    )
