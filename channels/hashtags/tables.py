"""Tables of hashtags: their names, and where they stand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class HashtagRow(TableModel, table=True):
    """A hashtag that was used. `tag` is folded, `label` how it is shown.

    `merged_into` is the tag that this one is another spelling of; that one is merged into none.
    """

    __tablename__ = "hashtag"
    tag: str = Field(primary_key=True)
    label: str
    description: str = ""
    merged_into: str | None = Field(default=None, index=True)
    used_us: int = Field(default=0, sa_type=BigInteger)


class HashtagUseRow(TableModel, table=True):
    """A message holds a hashtag; `root_id` is its thread's root, or itself."""

    __tablename__ = "hashtag_use"
    message_id: str = Field(primary_key=True)
    tag: str = Field(primary_key=True)
    root_id: str

    __table_args__ = (Index("ix_hashtag_use_root_id", "root_id", "tag"),)


class HashtagThreadRow(TableModel, table=True):
    """A thread in which a hashtag stands, by the time of its last message."""

    __tablename__ = "hashtag_thread"
    tag: str = Field(primary_key=True)
    root_id: str = Field(primary_key=True)
    channel_id: str
    active_us: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_hashtag_thread_tag", "tag", "channel_id", "active_us"),
        Index("ix_hashtag_thread_root_id", "root_id"),
    )


class HashtagPlaceRow(TableModel, table=True):
    """A channel in which a hashtag has been used."""

    __tablename__ = "hashtag_place"
    tag: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
