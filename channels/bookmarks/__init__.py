"""Bookmarks: links that a channel keeps."""

from channels.bookmarks import protocol as p
from channels.bookmarks import service
from channels.bookmarks.tables import BookmarkRow
from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write

SLICE = Slice(
    name="bookmarks",
    tables=(BookmarkRow,),
    operations=(
        write("bookmarks.add", p.AddBookmark, Right.PIN, service.add, returns=p.BookmarkView),
        write("bookmarks.edit", p.EditBookmark, Right.PIN, service.edit, returns=p.BookmarkView),
        write("bookmarks.remove", p.RemoveBookmark, Right.PIN, service.remove, returns=Done),
        read(
            "bookmarks.list", p.ListBookmarks, Right.READ, service.list_bookmarks,
            returns=Page[p.BookmarkView],
        ),
    ),
)  # fmt: skip
