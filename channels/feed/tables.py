"""Tables of the feed: the threads that may be in one, and how each person wants theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlalchemy import text as sql
from sqlmodel import Field

from persistence.base import TableModel


class FeedThreadRow(TableModel, table=True):
    """A thread, by the time of its last message: what is more than a line in passing.

    A `lone` one is a single message that names people: it is in their feeds alone. `kind` is that
    of a post. Direct messages have no rows here.
    """

    __tablename__ = "feed_thread"
    root_id: str = Field(primary_key=True)
    channel_id: str
    author_id: str
    seq: int = Field(sa_type=BigInteger)
    active_us: int = Field(sa_type=BigInteger)
    lone: bool = False
    kind: str = "message"

    __table_args__ = (
        Index("ix_feed_thread_channel_id", "channel_id", "active_us"),
        Index("ix_feed_thread_author_id", "author_id", "active_us"),
        Index("ix_feed_thread_seq", "channel_id", "seq"),
        Index(
            "ix_feed_thread_announcement",
            "channel_id",
            "active_us",
            sqlite_where=sql("kind = 'announcement'"),
            postgresql_where=sql("kind = 'announcement'"),
        ),
    )


class FeedSettingsRow(TableModel, table=True):
    """How a person wants their feed, as one msgpack value."""

    __tablename__ = "feed_settings"
    person_id: str = Field(primary_key=True)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
