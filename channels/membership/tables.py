"""Tables of channels and their members."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class ChannelRow(TableModel, table=True):
    """A channel.

    `name_key` is unique: the folded name, or for direct channels `direct:` and the sorted ids.
    `wall_of`: the one person whose wall it is.
    `topic_by`, `purpose_by`: who set it last; empty where nobody has since the channel was made.
    `former_names`: what it was called, the latest first, separated by spaces.
    `mixed` channels hold imported messages beside their own: history goes by time, not by seq.
    """

    __tablename__ = "channel"
    id: str = Field(primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    kind: str
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    mixed: bool = False
    created_at_ms: int = Field(sa_type=BigInteger)
    creator_id: str = ""
    posting: str = "everyone"
    wall_of: str = ""
    topic_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    topic_at_ms: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    purpose_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    purpose_at_ms: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    former_names: str = Field(default="", sa_column_kwargs={"server_default": ""})


class MemberRow(TableModel, table=True):
    """A person's part in a channel, with their own settings for it."""

    __tablename__ = "member"
    channel_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True)
    role: str = "member"
    joined_at_ms: int = Field(sa_type=BigInteger)
    level: str = "default"
    muted: bool = False
    starred: bool = False

    __table_args__ = (Index("ix_member_person_id", "person_id", "channel_id"),)
