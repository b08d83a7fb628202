"""Questions about links that set a new password, each named by what it answers."""

from __future__ import annotations

from sqlalchemy import select

from channels.passwords.tables import PasswordLinkRow
from channels.people.queries import Row
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_link = table_of(PasswordLinkRow)


async def link_by_secret(snapshot: Snapshot, secret_hash: str) -> Row | None:
    """A link, usable or not."""
    row = await snapshot.first(select(_link).where(_link.c.secret_hash == secret_hash))
    return None if row is None else row._asdict()
