"""Table of followed threads."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from persistence.base import TableModel


class FollowRow(TableModel, table=True):
    """A person follows a thread; `following` False is a choice that later replies keep."""

    __tablename__ = "thread_follow"
    thread_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    channel_id: str
    following: bool = True

    __table_args__ = (Index("ix_thread_follow_person_id", "person_id", "thread_id"),)
