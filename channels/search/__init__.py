"""Search: messages by their words, of those that the actor may read."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.searching import Condition
from channels.core.slices import Slice, read
from channels.messages.facts import Edited, Posted, Removed
from channels.search import protocol as p
from channels.search import queries, service

SLICE = Slice(
    name="search",
    operations=(
        read(
            "search.messages", p.SearchMessages, Right.SELF, service.search_messages,
            returns=Page[p.SearchHit], cost=3.0,
        ),
    ),
    conditions={"is:thread": Condition(queries.in_threads_for)},
    reactors={
        Posted: (service.on_written,),
        Edited: (service.on_written,),
        Removed: (service.on_written,),
    },
)  # fmt: skip
