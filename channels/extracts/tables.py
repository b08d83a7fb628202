"""Table of the texts of files."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from persistence.base import TableModel


class ExtractRow(TableModel, table=True):
    """What a file says, as far as it could be read; empty where it says nothing."""

    __tablename__ = "extract"
    file_id: str = Field(primary_key=True)
    message_id: str
    text: str

    __table_args__ = (Index("ix_extract_message_id", "message_id"),)
