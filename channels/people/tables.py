"""Tables of accounts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from persistence.base import TableModel


class WorkspaceRow(TableModel, table=True):
    """The one workspace. `accent` is `#rrggbb`, or empty for Ruche's own."""

    __tablename__ = "workspace"
    id: str = Field(primary_key=True)
    name: str
    general_channel_id: str
    created_at_ms: int = Field(sa_type=BigInteger)
    accent: str = Field(default="", sa_column_kwargs={"server_default": ""})
    logo_file_id: str | None = None


class PersonRow(TableModel, table=True):
    """A person or bot.

    `email` is lower case and may be absent (imported people). `folded` holds the words of name
    and handle for finding (source: `names.words_of`). `dormant`: an import made the account and
    nobody has been able to sign in to it; `came_at_ms`: when somebody first could. `changed_at_ms`:
    when something was last changed that others see (0: not since it was made). `invitation_use`
    names the invitation and which use of it made or opened the account: unique, so that two people
    never share a use.
    """

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    email: str | None = Field(default=None, unique=True)
    name: str
    handle: str = Field(unique=True)
    folded: str
    role: str
    password_hash: str | None = None
    active: bool = True
    bot: bool = False
    dormant: bool = False
    title: str = ""
    avatar_file_id: str | None = None
    language: str = ""
    status_emoji: str = ""
    status_text: str = ""
    status_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    dnd_until_ms: int | None = Field(default=None, sa_type=BigInteger)
    invitation_use: str | None = Field(default=None, unique=True)
    created_at_ms: int = Field(sa_type=BigInteger)
    came_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    changed_at_ms: int = Field(default=0, sa_type=BigInteger)

    # In the order of lists, with what finds people: a search reads no row that it does not give.
    # The directory goes by name.
    __table_args__ = (
        Index("ix_person_listed", "dormant", "handle", "folded"),
        Index("ix_person_folded", "folded", "id"),
    )


class SessionRow(TableModel, table=True):
    """A signed-in browser; only the secret's SHA-256 is stored."""

    __tablename__ = "session"
    id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    secret_hash: str = Field(unique=True)
    created_at_ms: int = Field(sa_type=BigInteger)
    seen_at_ms: int = Field(sa_type=BigInteger)
    expires_at_ms: int = Field(sa_type=BigInteger)
    agent: str = ""


class TokenRow(TableModel, table=True):
    """A personal access token; only the secret's SHA-256 is stored."""

    __tablename__ = "token"
    id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    secret_hash: str = Field(unique=True)
    label: str = ""
    created_at_ms: int = Field(sa_type=BigInteger)
    used_at_ms: int | None = Field(default=None, sa_type=BigInteger)


class EndedTokenRow(TableModel, table=True):
    """A token that was good once, of a person or an app: who still uses it is told why it is no
    more. `id` is the secret's SHA-256; `why` is `revoked`, or `closed` with its account or app."""

    __tablename__ = "ended_token"
    id: str = Field(primary_key=True)
    why: str
    ended_at_ms: int = Field(sa_type=BigInteger, index=True)


class InvitationRow(TableModel, table=True):
    """An invitation link; `channel_ids` are separated by spaces. `email`: the one address that it
    is for, lower case; empty for whoever has it."""

    __tablename__ = "invitation"
    id: str = Field(primary_key=True)
    secret_hash: str = Field(unique=True)
    role: str
    created_by: str
    created_at_ms: int = Field(sa_type=BigInteger)
    expires_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    uses_left: int | None = None
    channel_ids: str = ""
    email: str = Field(default="", sa_column_kwargs={"server_default": ""})
    revoked: bool = False


Index(
    "ix_invitation_open",
    InvitationRow.__table__.c.created_at_ms,  # type: ignore[attr-defined]
    sqlite_where=text("revoked = 0"),
    postgresql_where=text("NOT revoked"),
)
