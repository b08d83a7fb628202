"""Reads: how far each person has read, and what is left."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.membership.facts import Joined, Left
from channels.messages.facts import Followed, Posted, Unfollowed
from channels.people.facts import PersonAdded
from channels.reads import protocol as p
from channels.reads import service
from channels.reads.tables import ReadMarkRow

SLICE = Slice(
    name="reads",
    tables=(ReadMarkRow,),
    operations=(
        write("reads.mark", p.MarkRead, Right.READ, service.mark, returns=p.ReadView),
        read("reads.list", p.ListReads, Right.SELF, service.list_reads, returns=Page[p.ReadView]),
        read("reads.calls", p.CountCalls, Right.SELF, service.count_calls, returns=p.CallsView),
    ),
    events=(p.ReadMarked,),
    reactors={
        Posted: (service.on_posted,),
        Joined: (service.on_joined,),
        PersonAdded: (service.on_person_added,),
        Left: (service.on_left,),
        Followed: (service.on_followed,),
        Unfollowed: (service.on_unfollowed,),
    },
)
