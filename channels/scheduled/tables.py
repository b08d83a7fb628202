"""Table of messages that are sent later."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from persistence.base import TableModel


class ScheduledRow(TableModel, table=True):
    """A message that waits for its moment.

    `files` is the msgpack of the files' views. `claimed_until_ms` is set while a job sends it.
    `client_id` is the row's own id where the client gave none.
    """

    __tablename__ = "scheduled"
    id: str = Field(primary_key=True)
    person_id: str
    client_id: str
    channel_id: str
    thread_id: str | None = None
    also_to_channel: bool = False
    text: str
    files: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    send_at_ms: int = Field(sa_type=BigInteger)
    created_at_ms: int = Field(sa_type=BigInteger)
    claimed_until_ms: int = Field(default=0, sa_type=BigInteger)
    error: str = ""
    error_detail: str = ""

    __table_args__ = (
        UniqueConstraint("person_id", "client_id", name="uq_scheduled_person_id"),
        Index("ix_scheduled_person_id", "person_id", "send_at_ms"),
    )
