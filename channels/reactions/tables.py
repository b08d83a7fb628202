"""Table of reactions."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field

from persistence.base import TableModel


class ReactionRow(TableModel, table=True):
    """One person's emoji under one message; `at_us` keeps the order of choosing."""

    __tablename__ = "reaction"
    message_id: str = Field(primary_key=True)
    emoji: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    channel_id: str
    at_us: int = Field(sa_type=BigInteger)
