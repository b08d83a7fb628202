"""Table of the links that channels keep."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class BookmarkRow(TableModel, table=True):
    """A link that a channel keeps. Its id grows, and so puts it in its place."""

    __tablename__ = "bookmark"
    id: str = Field(primary_key=True)
    channel_id: str
    title: str
    url: str
    emoji: str = ""
    person_id: str
    created_at_ms: int = Field(sa_type=BigInteger)
    changed_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_bookmark_channel_id", "channel_id", "id"),)
