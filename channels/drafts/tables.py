"""Table of drafts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field

from persistence.base import TableModel


class DraftRow(TableModel, table=True):
    """What a person has begun to write; `thread_id` is empty for the channel itself.

    `files` is the msgpack of the files' views, which never change; `post` that of what is chosen
    for a post.
    """

    __tablename__ = "draft"
    person_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    thread_id: str = Field(primary_key=True)
    text: str
    files: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    post: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    updated_at_ms: int = Field(sa_type=BigInteger)
