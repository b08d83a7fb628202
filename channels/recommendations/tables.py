"""Table of recommendations."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class RecommendationRow(TableModel, table=True):
    """A person recommends a message; `seq` is that of the event that says so."""

    __tablename__ = "recommendation"
    message_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    channel_id: str
    seq: int = Field(sa_type=BigInteger)
    at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_recommendation_person_id", "person_id", "at_ms"),)
