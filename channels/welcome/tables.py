"""Table of the welcome message."""

from __future__ import annotations

from sqlmodel import Field

from persistence.base import TableModel


class WelcomeRow(TableModel, table=True):
    """What newcomers are told, once an administrator has written it: one row, `id` 1."""

    __tablename__ = "welcome"
    id: int = Field(primary_key=True)
    text: str
