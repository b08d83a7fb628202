"""Tables of the pictures that apps named, and of the messages that show them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class PictureRow(TableModel, table=True):
    """What was found at a source at a time; it never changes. `refused` says why there is none.

    `app_id` is whose message it was looked at for first; a `private` one is for that message only.
    """

    __tablename__ = "picture"
    id: str = Field(primary_key=True)
    source_hash: str
    source: str
    app_id: str = ""
    private: bool = False
    large_key: str | None = None
    small_key: str | None = None
    width: int = 0
    height: int = 0
    refused: str = ""
    fetched_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_picture_source_hash", "source_hash", "fetched_at_ms"),
        Index("ix_picture_app_id", "app_id", "fetched_at_ms"),
    )


class PictureUseRow(TableModel, table=True):
    """A picture is shown in a message."""

    __tablename__ = "picture_use"
    message_id: str = Field(primary_key=True)
    picture_id: str = Field(primary_key=True)

    __table_args__ = (Index("ix_picture_use_picture_id", "picture_id"),)
