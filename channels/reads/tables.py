"""Table of read marks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class ReadMarkRow(TableModel, table=True):
    """How far a person has read a channel (`thread_id` empty) or a thread they follow."""

    __tablename__ = "read_mark"
    person_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    thread_id: str = Field(primary_key=True, default="")
    seq: int = Field(default=0, sa_type=BigInteger)

    __table_args__ = (Index("ix_read_mark_thread_id", "thread_id"),)
