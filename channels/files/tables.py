"""Tables of uploaded files, of the messages they hang on, and of who and what else keeps them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class FileRow(TableModel, table=True):
    """An uploaded file; its bytes are in the blob store. `mime` is what the bytes say."""

    __tablename__ = "file"
    id: str = Field(primary_key=True)
    uploader_id: str
    name: str
    mime: str
    size_bytes: int = Field(sa_type=BigInteger)
    width: int = 0
    height: int = 0
    alt: str = ""
    title: str = Field(default="", sa_column_kwargs={"server_default": ""})
    blob_key: str
    thumbnail_key: str | None = None
    created_at_ms: int = Field(sa_type=BigInteger)
    deleted: bool = False


class AttachmentRow(TableModel, table=True):
    """A file hangs on one message, at a place among its files. The key refuses a second message."""

    __tablename__ = "attachment"
    file_id: str = Field(primary_key=True)
    message_id: str
    channel_id: str
    place: int = 0

    __table_args__ = (Index("ix_attachment_message_id", "message_id"),)


class HoldRow(TableModel, table=True):
    """A file is kept for a message that is not sent yet: a draft or a scheduled message."""

    __tablename__ = "file_hold"
    file_id: str = Field(primary_key=True)
    holder: str = Field(primary_key=True)

    __table_args__ = (Index("ix_file_hold_holder", "holder"),)


class GrantRow(TableModel, table=True):
    """A file that its owner gave to somebody who may read it until then: an app's bot."""

    __tablename__ = "file_grant"
    file_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    until_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_file_grant_person_id", "person_id"),)
