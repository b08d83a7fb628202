"""Table of pinned messages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class PinRow(TableModel, table=True):
    """A message pinned in its channel, until a moment or for good."""

    __tablename__ = "pin"
    message_id: str = Field(primary_key=True)
    channel_id: str
    person_id: str
    pinned_at_ms: int = Field(sa_type=BigInteger)
    until_ms: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("ix_pin_channel_id", "channel_id", "pinned_at_ms"),)
