"""Table of preferences."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

from persistence.base import TableModel


class PreferencesRow(TableModel, table=True):
    """A person's preferences as one msgpack value: nothing is ever looked up by a part of it."""

    __tablename__ = "preferences"
    person_id: str = Field(primary_key=True)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
