"""Messages: the one thing that everything else hangs on."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages import protocol as p
from channels.messages import queries, reads, service
from channels.messages.pending import SearchPendingRow
from channels.messages.tables import MentionRow, MessageRow

SLICE = Slice(
    name="messages",
    tables=(MessageRow, MentionRow, SearchPendingRow),
    operations=(
        write("messages.post", p.PostMessage, Right.POST, service.post, returns=p.MessageView),
        write("messages.edit", p.EditMessage, Right.EDIT, service.edit, returns=p.MessageView),
        write("messages.delete", p.DeleteMessage, Right.DELETE, service.delete, returns=Done),
        read("messages.get", p.GetMessage, Right.READ, reads.get_message, returns=p.MessageView),
        read("messages.history", p.ReadHistory, Right.READ, reads.history, returns=p.HistoryPage),
    ),
    events=(p.MessagePosted, p.MessageEdited, p.MessageDeleted),
    finders={"message_id": queries.find_message, "thread_id": queries.find_message},
)
