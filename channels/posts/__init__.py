"""Posts: threads with a title, questions and their answers, announcements, labels, sharing."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.searching import Condition
from channels.core.slices import Slice, read, write
from channels.messages.facts import Removed
from channels.messages.protocol import MessageView
from channels.posts import acks, conditions, queries, service, walls
from channels.posts import protocol as p
from channels.posts.tables import AcknowledgementRow, PostRow, WallRow

SLICE = Slice(
    name="posts",
    tables=(PostRow, AcknowledgementRow, WallRow),
    operations=(
        write("posts.write", p.WritePost, Right.POST, service.write, returns=MessageView),
        write("posts.share", p.ShareThread, Right.BEGIN, service.share, returns=MessageView),
        write("posts.label", p.LabelThread, Right.REACT, service.label, returns=Done),
        write("posts.close", p.CloseThread, Right.STEER, service.close, returns=Done),
        write("posts.accept", p.AcceptAnswer, Right.STEER, service.accept, returns=Done),
        write("posts.acknowledge", p.Acknowledge, Right.REACT, acks.acknowledge, returns=Done),
        read("posts.ack", p.GetAck, Right.READ, acks.get_ack, returns=p.AckView),
        read("posts.acks", p.ListAcks, Right.STEER, acks.list_acks, returns=p.AckPage),
        write("posts.remind", p.RemindAcks, Right.STEER, acks.remind, returns=Done),
        write("posts.open_wall", p.OpenWall, Right.SELF, walls.open_wall, returns=p.WallView),
        read("posts.wall", p.FindWall, Right.SELF, walls.find_wall, returns=p.WallView),
    ),
    events=(p.PostChanged, p.PostAcknowledged),
    reactors={Removed: (service.on_removed,)},
    decorators={MessageView: (queries.add_posts,)},
    conditions={
        "is:post": Condition(conditions.posts_among, conditions.all_posts),
        "is:question": Condition(conditions.questions_among, conditions.all_questions),
    },
)
