"""Follows: the people and hashtags that a person follows or has muted; nobody need agree."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.follows import protocol as p
from channels.follows import service
from channels.follows.tables import StanceRow

SLICE = Slice(
    name="follows",
    tables=(StanceRow,),
    operations=(
        write("follows.set", p.SetStance, Right.SELF, service.change, returns=p.StanceView),
        read(
            "follows.list", p.ListStances, Right.SELF, service.list_stances,
            returns=Page[p.StanceView],
        ),
    ),
    events=(p.StanceChanged,),
)  # fmt: skip
