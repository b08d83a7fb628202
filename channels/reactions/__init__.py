"""Reactions: an emoji under a message."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.searching import Condition
from channels.core.slices import Slice, read, write
from channels.messages.facts import Removed
from channels.messages.protocol import MessageView
from channels.reactions import protocol as p
from channels.reactions import queries, service
from channels.reactions.tables import ReactionRow

SLICE = Slice(
    name="reactions",
    tables=(ReactionRow,),
    operations=(
        write("reactions.add", p.AddReaction, Right.REACT, service.add, returns=Done),
        write("reactions.remove", p.RemoveReaction, Right.REACT, service.remove, returns=Done),
        read(
            "reactions.list",
            p.ListReacted,
            Right.SELF,
            service.list_reacted,
            returns=Page[p.ReactedView],
            internal=True,
        ),
    ),
    events=(p.ReactionAdded, p.ReactionRemoved),
    reactors={Removed: (service.on_removed,)},
    decorators={MessageView: (service.add_reactions,)},
    conditions={"has:reaction": Condition(queries.with_reactions)},
)
