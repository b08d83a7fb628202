"""Table of saved messages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class SavedRow(TableModel, table=True):
    """A message that a person keeps for later."""

    __tablename__ = "saved"
    person_id: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    channel_id: str
    saved_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_saved_person_id", "person_id", "saved_at_ms"),)
