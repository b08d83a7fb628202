"""The archive: interesting messages, filed by one person in folders, with notes, for themselves."""

from channels.archive import protocol as p
from channels.archive import reads, service
from channels.archive.tables import ArchivedRow, FolderRow
from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import Edited, Removed

SLICE = Slice(
    name="archive",
    tables=(FolderRow, ArchivedRow),
    operations=(
        write("archive.add", p.FileMessage, Right.READ, service.add, returns=p.Filed),
        write("archive.remove", p.UnfileMessage, Right.SELF, service.remove, returns=Done),
        read("archive.get", p.GetFiled, Right.SELF, reads.get_filed, returns=p.FiledAnswer),
        read(
            "archive.list", p.ListArchive, Right.SELF, reads.list_archive,
            returns=Page[p.ArchivedView],
        ),
        read(
            "archive.folders", p.ListFolders, Right.SELF, reads.list_folders,
            returns=Page[p.FolderView],
        ),
        write(
            "archive.rename_folder", p.RenameFolder, Right.SELF, service.rename_folder,
            returns=p.FolderView,
        ),
        write(
            "archive.remove_folder", p.RemoveFolder, Right.SELF, service.remove_folder,
            returns=Done,
        ),
    ),
    events=(p.ArchiveChanged,),
    reactors={Edited: (service.on_edited,), Removed: (service.on_removed,)},
)  # fmt: skip
