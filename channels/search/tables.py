"""Table of messages that wait to be indexed."""

from __future__ import annotations

from sqlmodel import Field

from persistence.base import TableModel


class SearchPendingRow(TableModel, table=True):
    """A message that was written, changed or removed since it was indexed."""

    __tablename__ = "search_pending"
    message_id: str = Field(primary_key=True)
