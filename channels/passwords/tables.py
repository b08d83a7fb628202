"""Tables of links that set a new password."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field

from persistence.base import TableModel


class PasswordLinkRow(TableModel, table=True):
    """The one link of a person; only the secret's SHA-256 is stored.

    `made_by` is empty for the command line. `password_mark` tells which password the link is to
    replace: once that has changed, the link is useless.
    """

    __tablename__ = "password_link"
    person_id: str = Field(primary_key=True)
    secret_hash: str = Field(unique=True)
    made_by: str
    password_mark: str
    expires_at_ms: int = Field(sa_type=BigInteger)
