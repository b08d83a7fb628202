"""Tables of apps, their secrets and what they added to their messages."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from persistence.base import TableModel


class AppRow(TableModel, table=True):
    """An app: what its manifest says, its bot and its secrets.

    `scopes`, `events` and `wants` are words separated by spaces: what it may do and hear, as its
    edge calls it, and which of our own events that takes. `manifest` is kept as it came, as JSON.
    The signing secret is stored readable, since every delivery is signed with it. What is not
    `active` was removed; what is `disabled` waits for an administrator; `paused` is an address
    that has failed for too long.
    """

    __tablename__ = "app"
    id: str = Field(primary_key=True)
    person_id: str = Field(unique=True)
    bot_id: str = Field(unique=True)
    name: str
    description: str = ""
    manifest: str = "{}"
    scopes: str = ""
    events: str = ""
    wants: str = ""
    signing_secret: str
    verification: str
    client_id: str
    client_secret_hash: str
    socket_mode: bool = False
    events_url: str = ""
    actions_url: str = ""
    options_url: str = ""
    verified_url: str = ""
    limit_calls: int = 0
    limit_s: int = 0
    active: bool = True
    disabled: bool = False
    paused: bool = False
    failing_since_ms: int = Field(default=0, sa_type=BigInteger)
    created_by: str = ""
    created_at_ms: int = Field(sa_type=BigInteger)


class AppTokenRow(TableModel, table=True):
    """A token of an app; only its SHA-256 is stored. `kind` is `bot` or `link`."""

    __tablename__ = "app_token"
    id: str = Field(primary_key=True)
    app_id: str = Field(index=True)
    kind: str
    secret_hash: str = Field(unique=True)
    created_at_ms: int = Field(sa_type=BigInteger)


class WebhookRow(TableModel, table=True):
    """An address that posts into one channel; only its secret's SHA-256 is stored."""

    __tablename__ = "webhook"
    id: str = Field(primary_key=True)
    app_id: str = Field(index=True)
    channel_id: str
    secret_hash: str
    created_at_ms: int = Field(sa_type=BigInteger)


class AppCommandRow(TableModel, table=True):
    """A slash command of an app, without its slash."""

    __tablename__ = "app_command"
    name: str = Field(primary_key=True)
    app_id: str = Field(index=True)
    url: str = ""
    description: str = ""
    hint: str = ""


class MessageCardRow(TableModel, table=True):
    """What came with a message through an app's edge. The lists are JSON.

    `source` is the text as it was sent; it counts while `edited_at_ms` is the message's own.
    """

    __tablename__ = "message_card"
    message_id: str = Field(primary_key=True)
    app_id: str = ""
    hook_id: str = ""
    source: str = ""
    icon: str = ""
    blocks: str = ""
    attachments: str = ""
    unfurls: bool = True
    marks: str = ""
    edited_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class TicketRow(TableModel, table=True):
    """A secret that is good for a while and some uses; its key is its SHA-256. `body` is JSON."""

    __tablename__ = "app_ticket"
    id: str = Field(primary_key=True)
    kind: str
    app_id: str
    body: str = "{}"
    uses_left: int
    expires_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (Index("ix_app_ticket_expires_at_ms", "expires_at_ms"),)


EVENT, ASKED, REQUEST = "event", "asked", "request"  # what `kind` may be
GONE: Mapping[str, str] = {"body": '{"gone":true}', "sent": "", "answer": ""}  # the row's columns


class AppEventRow(TableModel, table=True):
    """Something that an app is to be told, or was.

    `kind` is `event`, or `asked` for what a person did, who waits for the app's answer, or
    `request` for such a thing that is over, of which no words are kept: how long it took is in
    `took_ms`. `body` is JSON. `state`: `waiting`, `sent`, `failed`; of what is asked see
    `asking.Asked`. `due_at_ms` moves on with every attempt. `sent` is what was sent last, where the
    app did not take it or was sent little since, `answer` what it said, with the HTTP status in
    `code`; both are cut. Of what is told of a message nothing but `GONE` stays in `body` once the
    message is deleted and it was told.
    """

    __tablename__ = "app_event"
    id: str = Field(primary_key=True)
    app_id: str
    kind: str
    name: str
    body: str
    created_at_ms: int = Field(sa_type=BigInteger)
    at_us: int = Field(default=0, sa_type=BigInteger)
    state: str = "waiting"
    attempts: int = 0
    due_at_ms: int = Field(default=0, sa_type=BigInteger)
    reason: str = ""
    answer: str = ""
    code: int = 0
    took_ms: int = 0
    sent: str = ""
    message_id: str | None = Field(default=None, index=True)

    __table_args__ = (
        Index("ix_app_event_due", "app_id", "state", "due_at_ms"),
        Index("ix_app_event_app", "app_id", "created_at_ms"),
        Index("ix_app_event_created", "created_at_ms"),
    )


class AppViewRow(TableModel, table=True):
    """A form that an app has opened for a person, or its home page. `body` is JSON."""

    __tablename__ = "app_view"
    id: str = Field(primary_key=True)
    app_id: str
    person_id: str
    kind: str
    external_id: str = ""
    root_id: str = ""
    previous_id: str = ""
    body: str
    hash: str
    open: bool = True
    created_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_app_view_person", "person_id", "open"),
        Index("ix_app_view_created", "kind", "created_at_ms"),
    )
