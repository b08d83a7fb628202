"""Tables of the pages that were looked at, and of the messages they are shown under."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class PageRow(TableModel, table=True):
    """What was found at an address at a time; it never changes. Without a title: nothing."""

    __tablename__ = "preview_page"
    id: str = Field(primary_key=True)
    url_hash: str
    url: str
    title: str = ""
    description: str = ""
    site_name: str = ""
    image_key: str | None = None
    image_width: int = 0
    image_height: int = 0
    fetched_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_preview_page_url_hash", "url_hash", "fetched_at_ms"),)


class PreviewRow(TableModel, table=True):
    """A page is shown under a message; `hidden` where somebody took it away."""

    __tablename__ = "preview"
    message_id: str = Field(primary_key=True)
    page_id: str = Field(primary_key=True)
    place: int = 0
    hidden: bool = False

    __table_args__ = (Index("ix_preview_page_id", "page_id"),)
