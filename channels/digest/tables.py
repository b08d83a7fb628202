"""Table of the digest: what each person wants, and which one went last."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field

from persistence.base import TableModel


class DigestRow(TableModel, table=True):
    """A person's digest; no row as long as nothing was chosen and none has gone.

    What is empty is as the workspace has it. `secret` is what the link to stop is made with.
    `language` is that of the browser with which a digest was last wanted: it holds for who has
    chosen none for their account. `period` is the day (of the person's own calendar) whose digest
    went last or is going, and `asked_at_ms` the last one asked for: whoever sets them sends.
    `told_until_ms`: what was written before has been told, for certain.
    """

    __tablename__ = "digest"
    person_id: str = Field(primary_key=True)
    frequency: str = ""
    hour: int | None = None
    day: int | None = None
    time_zone: str = ""
    always: bool = False
    language: str = Field(default="", sa_column_kwargs={"server_default": ""})
    secret: str | None = Field(default=None, unique=True)
    period: str = ""
    asked_at_ms: int = Field(default=0, sa_type=BigInteger)
    told_until_ms: int = Field(default=0, sa_type=BigInteger)
