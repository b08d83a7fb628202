"""Proofs of identity: the secrets of sessions and tokens, of which only hashes are stored."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy import select

from channels.core.actor import PersonId
from channels.people.tables import SessionRow, TokenRow
from persistence.bulk import table_of
from persistence.ids import new_secret
from persistence.snapshot import Snapshot

SESSION_PREFIX = "rs-"
TOKEN_PREFIX = "xoxp-"
INVITATION_PREFIX = "ri-"

_session = table_of(SessionRow)
_token = table_of(TokenRow)


class Proof(NamedTuple):
    """Who a secret belongs to. `id` is the session's or token's; None: it does not expire."""

    id: str
    person_id: PersonId
    used_at_ms: int
    expires_at_ms: int | None


def make_secret(prefix: str) -> tuple[str, str]:
    """(a new secret, what is stored of it)."""
    secret = new_secret(prefix)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """What is stored of a secret. With 192 bits of chance a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


async def prove_session(snapshot: Snapshot, secret_hash: str, now_ms: int) -> Proof | None:
    """The session that lives now under this secret."""
    query = select(_session).where(
        _session.c.secret_hash == secret_hash, _session.c.expires_at_ms > now_ms
    )
    row = await snapshot.first(query)
    if row is None:
        return None
    return Proof(row.id, PersonId(row.person_id), row.seen_at_ms, row.expires_at_ms)


async def prove_token(snapshot: Snapshot, secret_hash: str) -> Proof | None:
    """The token that lives now under this secret."""
    row = await snapshot.first(select(_token).where(_token.c.secret_hash == secret_hash))
    if row is None:
        return None
    return Proof(row.id, PersonId(row.person_id), row.used_at_ms or 0, None)
