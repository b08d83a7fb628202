"""Table of reactions."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field

from persistence.base import TableModel


class ReactionRow(TableModel, table=True):
    """One person's emoji under one message.

    `seq` keeps the order of choosing: that of the event in the channel's stream, 0 where none
    told of it (imports); among those `at_us` does.
    """

    __tablename__ = "reaction"
    message_id: str = Field(primary_key=True)
    emoji: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    channel_id: str
    at_us: int = Field(sa_type=BigInteger)
    seq: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
