"""Apps that hear a channel's messages are told what happens to it: those that are here, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

HAPPENED = ("member.joined", "member.left", "channel.updated")
HEARD = {
    "message.channels": HAPPENED,
    "message.groups": HAPPENED,
    "message.mpim": ("channel.updated",),
}


def upgrade() -> None:
    app = sa.table("app", *(sa.column(name, sa.String) for name in ("id", "events", "wants")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(app.c.id, app.c.events, app.c.wants)).all():
        wants = row.wants.split()
        for event in row.events.split():
            wants += [one for one in HEARD.get(event, ()) if one not in wants]
        if wants != row.wants.split():
            values = {"wants": " ".join(wants)}
            connection.execute(sa.update(app).where(app.c.id == row.id).values(values))
