"""Messages that wait to be indexed for the search."""

from __future__ import annotations

from sqlmodel import Field

from persistence.base import TableModel
from persistence.decision import Insert


class SearchPendingRow(TableModel, table=True):
    """A message whose words have changed since it was indexed, or what hangs on it."""

    __tablename__ = "search_pending"
    message_id: str = Field(primary_key=True)


def search_anew(message_id: str) -> Insert:
    """The message waits for the indexer, from the commit on."""
    return Insert(SearchPendingRow, {"message_id": message_id}, ignore=True)
