"""Apps that asked for `app_home_opened` before there was one are told of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

ASKED, HEARD = "app_home_opened", "home.opened"


def upgrade() -> None:
    app = sa.table("app", *(sa.column(name, sa.String) for name in ("id", "events", "wants")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(app.c.id, app.c.events, app.c.wants)).all():
        wants = row.wants.split()
        if ASKED in row.events.split() and HEARD not in wants:
            values = {"wants": " ".join([*wants, HEARD])}
            connection.execute(sa.update(app).where(app.c.id == row.id).values(values))
