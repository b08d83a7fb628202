"""Table of the people and hashtags that a person follows, or wants to see less of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class StanceRow(TableModel, table=True):
    """How a person stands towards another person (`kind` person, `target` an id) or a hashtag
    (`kind` hashtag, `target` its folded form): they follow it, or have muted it."""

    __tablename__ = "stance"
    person_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    target: str = Field(primary_key=True)
    muted: bool = False
    since_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_stance_target", "kind", "target", "muted", "since_ms"),)
