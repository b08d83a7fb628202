"""Tables of notifications: what a person wants, their devices, and what waits to be told."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class NotificationSettingsRow(TableModel, table=True):
    """A person's own settings; none as long as all are as they come.

    `keywords` stand on lines of their own. Minutes are minutes of the day by `time_zone`;
    `quiet_days` holds the digits of the days (1 is Monday) on which the quiet begins, and is
    empty for every day.
    `mail_secret` is what a mail's link to stop is made with, `mailed_at_ms` when the last went.
    """

    __tablename__ = "notification_settings"
    person_id: str = Field(primary_key=True)
    level: str = "mentions"
    keywords: str = ""
    quiet: bool = False
    quiet_from: int = 22 * 60
    quiet_until: int = 7 * 60
    quiet_days: str = ""
    time_zone: str = ""
    mail: bool = True
    sound: bool = False
    mail_secret: str = ""
    mailed_at_ms: int = Field(default=0, sa_type=BigInteger)


class PushDeviceRow(TableModel, table=True):
    """A browser that takes push messages; it lives as long as the session that gave it.

    Without keys it is gone: its push service knows it no more, and its person is told so.
    """

    __tablename__ = "push_device"
    id: str = Field(primary_key=True)
    person_id: str
    session_id: str
    endpoint: str = Field(unique=True)
    p256dh: str
    auth: str
    label: str = ""
    language: str = ""
    created_at_ms: int = Field(sa_type=BigInteger)
    delivered_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    failing_since_ms: int | None = Field(default=None, sa_type=BigInteger)

    __table_args__ = (Index("ix_push_device_person_id", "person_id"),)


class PushSentRow(TableModel, table=True):
    """A push that was accepted by the browser's service and is not proven to have arrived."""

    __tablename__ = "push_sent"
    id: str = Field(primary_key=True)
    device_id: str
    person_id: str
    sent_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_push_sent_device_id", "device_id", "sent_at_ms"),)


class NoticePendingRow(TableModel, table=True):
    """A message of which nobody has been told yet."""

    __tablename__ = "notice_pending"
    message_id: str = Field(primary_key=True)


class KeywordHitRow(TableModel, table=True):
    """A message that holds one of a person's keywords."""

    __tablename__ = "keyword_hit"
    person_id: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    channel_id: str

    __table_args__ = (Index("ix_keyword_hit_message_id", "message_id"),)


class MailPendingRow(TableModel, table=True):
    """A message for a person's next mail, if it is still unread by then."""

    __tablename__ = "mail_pending"
    person_id: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)

    __table_args__ = (Index("ix_mail_pending_message_id", "message_id"),)
