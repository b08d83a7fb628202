"""Messages of apps that want no previews of their links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    with op.batch_alter_table("message_card") as table:
        table.add_column(
            sa.Column("unfurls", sa.Boolean(), nullable=False, server_default=sa.true())
        )
