"""Tables of messages and mentions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlalchemy import text as sql
from sqlmodel import Field

from persistence.base import TableModel


class MessageRow(TableModel, table=True):
    """A message.

    `seq` is that of its `message.posted` in the channel's stream; `created_us` is unique and
    growing within the channel. `in_channel` is False for replies that show only in their thread
    and for deleted messages that leave no place. `spans` is the parsed text as msgpack. `title` is
    that of a post; a `closed` root takes no more replies.
    """

    __tablename__ = "message"
    id: str = Field(primary_key=True)
    channel_id: str
    seq: int = Field(sa_type=BigInteger)
    created_us: int = Field(sa_type=BigInteger)
    author_id: str
    text: str
    spans: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    kind: str = "message"
    thread_id: str | None = None
    in_channel: bool = True
    client_id: str | None = None
    author_name: str = ""
    edited_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    deleted: bool = False
    file_count: int = 0
    title: str = ""
    closed: bool = False

    __table_args__ = (
        Index("uq_message_channel_id_created_us", "channel_id", "created_us", unique=True),
        Index("uq_message_channel_id_seq", "channel_id", "seq", unique=True),
        Index(
            "ix_message_root",
            "channel_id",
            "seq",
            "author_id",
            "deleted",
            "in_channel",  # or SQLite 3.40 reads the row for it
            sqlite_where=sql("in_channel = 1"),
            postgresql_where=sql("in_channel"),
        ),
        Index(
            "ix_message_thread",
            "thread_id",
            "seq",
            "author_id",
            "deleted",
            sqlite_where=sql("thread_id IS NOT NULL"),
            postgresql_where=sql("thread_id IS NOT NULL"),
        ),
        Index(
            "uq_message_author_id_channel_id_client_id",
            "author_id",
            "channel_id",
            "client_id",
            unique=True,
            sqlite_where=sql("client_id IS NOT NULL"),
            postgresql_where=sql("client_id IS NOT NULL"),
        ),
    )


class MentionRow(TableModel, table=True):
    """A person named in a message; `*` stands for everyone in the channel.

    `in_channel` is the message's: False for a reply that shows only in its thread.
    """

    __tablename__ = "mention"
    person_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    message_id: str
    author_id: str
    thread_id: str | None = None
    in_channel: bool = True

    __table_args__ = (
        Index("ix_mention_message_id", "message_id", "person_id"),
        Index(
            "ix_mention_thread_id",
            "thread_id",
            "person_id",
            sqlite_where=sql("thread_id IS NOT NULL"),
            postgresql_where=sql("thread_id IS NOT NULL"),
        ),
    )
