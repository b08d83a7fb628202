"""Files: what people attach to messages."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.files import finding, granting, queries, service
from channels.files import protocol as p
from channels.files.tables import AttachmentRow, FileRow, GrantRow, HoldRow
from channels.messages.facts import Posted, Removed
from channels.messages.holding import Held
from channels.messages.protocol import FileView, MessageView
from channels.people.facts import LogoChosen, PersonChanged, PhotoChosen

SLICE = Slice(
    name="files",
    tables=(FileRow, AttachmentRow, HoldRow, GrantRow),
    operations=(
        write(
            "files.register", p.RegisterFile, Right.SELF, service.register,
            returns=FileView, internal=True, cost=0.0,  # its edge counts, before it reads
        ),
        read("files.get", p.GetFile, Right.SELF, service.get_file, returns=FileView),
        read(
            "files.open", p.OpenFile, Right.SELF, service.open_file,
            returns=p.StoredFile, internal=True, cost=0.2,
        ),
        read(
            "files.facts", p.GetFile, Right.SELF, finding.get_facts,
            returns=p.FileFacts, internal=True,
        ),
        read(
            "files.search", p.FindFiles, Right.SELF, finding.find_files,
            returns=p.FilesFound, internal=True,
        ),
        write(
            "files.describe", p.DescribeFile, Right.SELF, service.describe, returns=FileView,
        ),
        write(
            "files.entitle", p.EntitleFile, Right.SELF, service.entitle,
            returns=FileView, internal=True,
        ),
        write(
            "files.grant", p.GrantFiles, Right.SELF, granting.grant, returns=Done, internal=True,
        ),
        write(
            "files.drop", p.DropFiles, Right.SELF, service.drop_files, returns=Done,
        ),
    ),
    reactors={
        Posted: (service.on_posted,), Removed: (service.on_removed,),
        PhotoChosen: (service.on_photo_chosen,), LogoChosen: (service.on_logo_chosen,),
        Held: (service.on_held,), PersonChanged: (granting.on_person_changed,),
    },
    decorators={MessageView: (service.add_files,)},
    searched=(queries.searched_on,),
)  # fmt: skip
