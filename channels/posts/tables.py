"""Tables of posts, of who has acknowledged them, and of people's walls."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from persistence.base import TableModel


class PostRow(TableModel, table=True):
    """What a root is besides a message; plain messages have no row.

    Its title is the message's, as is whether it is closed: what answers a reply looks there.
    """

    __tablename__ = "post"
    message_id: str = Field(primary_key=True)
    channel_id: str
    author_id: str
    kind: str = "message"
    label: str = "none"
    closed: bool = False
    accepted_id: str | None = None
    wants_ack: bool = False
    shared_id: str | None = None
    shared_channel_id: str | None = None
    reminded_at: int | None = Field(default=None, sa_type=BigInteger)
    created_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_post_channel_id", "channel_id", "message_id"),
        Index(
            "ix_post_shared_id",
            "shared_id",
            sqlite_where=sql("shared_id IS NOT NULL"),
            postgresql_where=sql("shared_id IS NOT NULL"),
        ),
    )


class AcknowledgementRow(TableModel, table=True):
    """A person has seen and understood a post."""

    __tablename__ = "acknowledgement"
    message_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)


class WallRow(TableModel, table=True):
    """The channel in which one person alone begins threads."""

    __tablename__ = "wall"
    person_id: str = Field(primary_key=True)
    channel_id: str = Field(unique=True)
