"""Tables of a person's archive: folders, and what was filed in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class FolderRow(TableModel, table=True):
    """A folder in a person's archive; `name_key` is its folded name."""

    __tablename__ = "archive_folder"
    id: str = Field(primary_key=True)
    person_id: str
    name: str
    name_key: str

    __table_args__ = (
        Index("uq_archive_folder_person_id_name_key", "person_id", "name_key", unique=True),
    )


class ArchivedRow(TableModel, table=True):
    """A message that a person filed, with a note of their own.

    `words` are the message's, folded, for finding; `folder_id` is empty outside of any folder.
    """

    __tablename__ = "archived"
    person_id: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    channel_id: str
    folder_id: str = ""
    note: str = ""
    words: str = ""
    archived_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_archived_person_id", "person_id", "archived_at_ms", "message_id"),
        Index("ix_archived_message_id", "message_id"),
    )
