"""Pictures of apps' messages: fetched once by the server, so that no reader asks a stranger."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.protocol import MessageView
from channels.pictures import protocol as p
from channels.pictures import service
from channels.pictures.tables import PictureRow, PictureUseRow

SLICE = Slice(
    name="pictures",
    tables=(PictureRow, PictureUseRow),
    operations=(
        read(
            "pictures.wanted", p.GetWanted, Right.READ, service.get_wanted,
            returns=p.WantedPictures, internal=True,
        ),
        write(
            "pictures.keep", p.KeepPicture, Right.SELF, service.keep, returns=Done, internal=True,
        ),
        write(
            "pictures.show", p.ShowPictures, Right.READ, service.show, returns=Done, internal=True,
        ),
        write(
            "pictures.forget", p.ForgetPictures, Right.SELF, service.forget,
            returns=Done, internal=True,
        ),
        read(
            "pictures.open", p.OpenPicture, Right.READ, service.open_picture,
            returns=p.StoredPicture, internal=True, cost=0.2,
        ),
        read(
            "pictures.find_in_form", p.FindInForm, Right.SELF, service.find_in_form,
            returns=p.NamedPicture, internal=True, cost=0.2,
        ),
        read(
            "pictures.find_in_whisper", p.FindInWhisper, Right.READ, service.find_in_whisper,
            returns=p.NamedPicture, internal=True, cost=0.2,
        ),
    ),
    events=(p.MessagePictured,),
    reactors={
        Posted: (service.on_posted,),
        Edited: (service.on_edited,),
        Removed: (service.on_removed,),
    },
    decorators={MessageView: (service.add_pictures,)},
)  # fmt: skip
