"""Tables of the feeds that people read elsewhere, and of those that channels take in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from persistence.base import TableModel


class AtomFeedRow(TableModel, table=True):
    """A person's private address for a channel or a hashtag as Atom; its SHA-256 is stored."""

    __tablename__ = "atom_feed"
    id: str = Field(primary_key=True)
    person_id: str
    kind: str
    target: str
    secret_hash: str = Field(unique=True)
    created_at_ms: int = Field(sa_type=BigInteger)
    used_at_ms: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (UniqueConstraint("person_id", "kind", "target"),)


class SubscriptionRow(TableModel, table=True):
    """A channel takes in a feed.

    `turn` grows with each pause and resumption: what was begun in an earlier one counts no more.
    `state` is running, paused (by somebody) or stopped (by the server, for `problem`).
    """

    __tablename__ = "subscription"
    id: str = Field(primary_key=True)
    channel_id: str = Field(index=True)
    url: str
    title: str = ""
    site_url: str = ""
    added_by: str
    created_at_ms: int = Field(sa_type=BigInteger)
    state: str = "running"
    turn: int = 0
    problem: str = ""
    failures: int = 0
    failing_since_ms: int | None = Field(default=None, sa_type=BigInteger)
    checked_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    next_at_ms: int = Field(default=0, sa_type=BigInteger)
    etag: str = ""
    modified: str = ""


class TakenEntryRow(TableModel, table=True):
    """An entry that a channel has taken in, or passed over; by its guid and by its link.

    `at_ms` is when it was on its feed last, to a day.
    """

    __tablename__ = "taken_entry"
    channel_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_taken_entry_channel_id", "channel_id", "at_ms"),)
