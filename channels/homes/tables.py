"""Tables of channels' homes: what a channel is for, how one comes in, and who has asked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class HomeRow(TableModel, table=True):
    """A channel's home, once somebody has furnished it.

    `door` says how one comes into a private channel; a public one is open, whatever stands here.
    `theme_key` is the theme without case and accents.
    """

    __tablename__ = "home"
    channel_id: str = Field(primary_key=True)
    section: str = ""
    theme: str = ""
    theme_key: str = ""
    rules: str = ""
    door: str = "hidden"


class JoinRequestRow(TableModel, table=True):
    """Somebody asks to come into a channel."""

    __tablename__ = "join_request"
    channel_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    words: str = ""
    asked_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_join_request_person_id", "person_id"),)
