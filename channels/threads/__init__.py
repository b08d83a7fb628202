"""Threads: replies to a message, and who follows them."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.membership.facts import Left
from channels.messages.facts import Posted
from channels.messages.protocol import HistoryPage, MessageView
from channels.threads import protocol as p
from channels.threads import queries, reads, service
from channels.threads.tables import FollowRow

SLICE = Slice(
    name="threads",
    tables=(FollowRow,),
    operations=(
        read(
            "threads.list",
            p.ListThreads,
            Right.SELF,
            reads.list_threads,
            returns=Page[p.ThreadView],
        ),
        read("threads.replies", p.ReadReplies, Right.READ, reads.replies, returns=HistoryPage),
        write("threads.follow", p.FollowThread, Right.READ, service.follow, returns=Done),
        write("threads.unfollow", p.UnfollowThread, Right.READ, service.unfollow, returns=Done),
    ),
    events=(p.ThreadFollowed, p.ThreadUnfollowed),
    reactors={Posted: (service.on_posted,), Left: (service.on_left,)},
    decorators={MessageView: (queries.add_summaries,)},
)
