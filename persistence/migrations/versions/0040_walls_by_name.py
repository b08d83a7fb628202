"""A channel says whose wall it is: walls are in no catalogue and go by their person's name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("channel") as table:
        table.add_column(sa.Column("wall_of", sa.String(), nullable=False, server_default=""))
    channel = sa.table("channel", sa.column("id", sa.String), sa.column("wall_of", sa.String))
    wall = sa.table("wall", sa.column("channel_id", sa.String), sa.column("person_id", sa.String))
    whose = sa.select(wall.c.person_id).where(wall.c.channel_id == channel.c.id).scalar_subquery()
    known = channel.c.id.in_(sa.select(wall.c.channel_id))
    op.get_bind().execute(sa.update(channel).where(known).values(wall_of=whose))
