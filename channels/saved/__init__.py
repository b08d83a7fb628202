"""Saved messages: what a person keeps for later."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.searching import Condition
from channels.core.slices import Slice, read, write
from channels.messages.facts import Removed
from channels.saved import protocol as p
from channels.saved import queries, service
from channels.saved.tables import SavedRow

SLICE = Slice(
    name="saved",
    tables=(SavedRow,),
    operations=(
        write("saved.add", p.SaveMessage, Right.READ, service.add, returns=Done),
        write("saved.remove", p.UnsaveMessage, Right.READ, service.remove, returns=Done),
        read("saved.list", p.ListSaved, Right.SELF, service.list_saved, returns=Page[p.SavedView]),
    ),
    events=(p.MessageSaved, p.MessageUnsaved),
    reactors={Removed: (service.on_removed,)},
    conditions={"is:saved": Condition(queries.saved_among, queries.all_saved)},
)
