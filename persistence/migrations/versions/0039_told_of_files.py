"""Apps that asked for `file_deleted` before there was one are told of what it is made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

ASKED, HEARD = "file_deleted", "message.deleted"


def upgrade() -> None:
    app = sa.table("app", *(sa.column(name, sa.String) for name in ("id", "events", "wants")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(app.c.id, app.c.events, app.c.wants)).all():
        wants = row.wants.split()
        if ASKED in row.events.split() and HEARD not in wants:
            values = {"wants": " ".join([*wants, HEARD])}
            connection.execute(sa.update(app).where(app.c.id == row.id).values(values))
