"""Tables of profiles: what people say of themselves, and what the administrator wants said."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field

from persistence.base import TableModel


class ProfileRow(TableModel, table=True):
    """What a person says of themselves: `packed` is `fields.Said` as msgpack.

    `manager_id` stands beside it, since the chart asks for it; `manager_open` is False where the
    person shows it not to everybody.
    """

    __tablename__ = "profile"
    person_id: str = Field(primary_key=True)
    manager_id: str | None = None
    manager_open: bool = True
    packed: bytes = Field(default=b"\x80", sa_column=Column(LargeBinary, nullable=False))

    __table_args__ = (Index("ix_profile_manager_id", "manager_id", "manager_open"),)


class ProfileTagRow(TableModel, table=True):
    """A word by which people are found and counted: a department, site, skill, language, interest.

    `folded` is what makes two the same; `is_open` is False where the person shows it not to
    everybody: such a word finds nobody.
    """

    __tablename__ = "profile_tag"
    person_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    label: str
    is_open: bool = True

    __table_args__ = (
        Index("ix_profile_tag_kind", "kind", "folded", "is_open", "person_id", "label"),
    )


class ProfileFieldRow(TableModel, table=True):
    """What the administrator chose for a field; `label` names a field of their own."""

    __tablename__ = "profile_field"
    key: str = Field(primary_key=True)
    used: bool = True
    visibility: str
    label: str = ""


class KnowingRow(TableModel, table=True):
    """A message that speaks for its author: an accepted answer, or one that `by_id` recommends.

    `folded` holds the words of what it is about, each after a space; `contested`: the person says
    that it is no reason to ask them.
    """

    __tablename__ = "knowing"
    message_id: str = Field(primary_key=True)
    by_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    channel_id: str
    question_id: str = Field(index=True)
    folded: str
    label: str
    contested: bool = False
