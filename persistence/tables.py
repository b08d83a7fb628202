"""Tables of persistence itself: streams, the event log, jobs, facts about the store."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, text
from sqlmodel import Field

from persistence.base import TableModel


class StoreFact(TableModel, table=True):
    """Facts about the store: `epoch`, and what else is one string."""

    __tablename__ = "store_fact"
    key: str = Field(primary_key=True)
    value: str


class StreamRow(TableModel, table=True):
    """A stream's head. `members_version` grows whenever who may hear the stream changes."""

    __tablename__ = "stream"
    name: str = Field(primary_key=True)
    seq: int = Field(default=0, sa_type=BigInteger)
    members_version: int = Field(default=0)


class LogRow(TableModel, table=True):
    """A committed event. `id` is time-ordered; from `relay_after_ms` on any process may send it."""

    __tablename__ = "event_log"
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    id: int = Field(sa_type=BigInteger)
    at_ms: int = Field(sa_type=BigInteger)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    touches: str = Field(default="")
    relayed: bool = Field(default=False)
    relay_after_ms: int = Field(default=0, sa_type=BigInteger)

    __table_args__ = (
        Index(
            "ix_event_log_unrelayed",
            "id",
            sqlite_where=text("relayed = 0"),
            postgresql_where=text("NOT relayed"),
        ),
        Index("ix_event_log_at_ms", "at_ms"),
        Index("ix_event_log_id", "id"),
    )


class JobRow(TableModel, table=True):
    """Work to do later. `leased_until_ms` is set while a worker holds it."""

    __tablename__ = "job"
    id: str = Field(primary_key=True)
    kind: str
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key: str | None = Field(default=None, unique=True)
    run_at_ms: int = Field(sa_type=BigInteger)
    leased_until_ms: int = Field(default=0, sa_type=BigInteger)
    attempts: int = 0
    dead: bool = False
    error: str = ""

    __table_args__ = (Index("ix_job_due", "dead", "run_at_ms"),)
