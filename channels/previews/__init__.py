"""Link previews: what the pages say of themselves that a message links to."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.protocol import MessageView
from channels.previews import protocol as p
from channels.previews import service
from channels.previews.tables import PageRow, PreviewRow

SLICE = Slice(
    name="previews",
    tables=(PageRow, PreviewRow),
    operations=(
        write("previews.remove", p.RemovePreview, Right.DELETE, service.remove, returns=Done),
        write(
            "previews.keep_page", p.KeepPage, Right.SELF, service.keep_page,
            returns=Done, internal=True,
        ),
        write(
            "previews.show", p.ShowPreviews, Right.READ, service.show, returns=Done, internal=True,
        ),
        write(
            "previews.forget", p.ForgetPages, Right.SELF, service.forget,
            returns=Done, internal=True,
        ),
        read(
            "previews.open", p.OpenPreview, Right.READ, service.open_preview,
            returns=p.StoredImage, internal=True, cost=0.2,
        ),
    ),
    events=(p.MessagePreviewed,),
    reactors={
        Posted: (service.on_posted,),
        Edited: (service.on_edited,),
        Removed: (service.on_removed,),
    },
    decorators={MessageView: (service.add_previews,)},
)  # fmt: skip
