"""Messages that wait to be indexed for the search."""

from __future__ import annotations

import random

from sqlalchemy import BigInteger
from sqlmodel import Field

from persistence.base import TableModel
from persistence.decision import Insert


class SearchPendingRow(TableModel, table=True):
    """A message whose words have changed since it was indexed, or what hangs on it."""

    __tablename__ = "search_pending"
    message_id: str = Field(primary_key=True)
    stamp: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


def new_stamp() -> int:
    """Another one for each change: what was read before it is not what waits now."""
    return random.getrandbits(62)


def search_anew(message_id: str) -> Insert:
    """The message waits for the indexer, from the commit on."""
    row = {"message_id": message_id, "stamp": new_stamp()}
    return Insert(SearchPendingRow, row, update=("stamp",))
