"""Proofs of identity: the secrets of sessions and tokens, of which only hashes are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, func, null, select, union_all

from channels.core.actor import PersonId
from channels.people.tables import EndedTokenRow, SessionRow, TokenRow
from persistence.bulk import table_of
from persistence.ids import new_secret
from persistence.snapshot import Snapshot

SESSION_PREFIX = "rs-"
TOKEN_PREFIX = "xoxp-"
INVITATION_PREFIX = "ri-"

_ended = table_of(EndedTokenRow)
_session = table_of(SessionRow)
_token = table_of(TokenRow)


class Proof(NamedTuple):
    """Who a secret belongs to. `id` is the session's or token's; None: it does not expire."""

    id: str
    person_id: PersonId
    used_at_ms: int
    expires_at_ms: int | None


class Ended(NamedTuple):
    """Why a token is good no more: `revoked`, or `closed` with its account or app."""

    why: str


def make_secret(prefix: str) -> tuple[str, str]:
    """(a new secret, what is stored of it)."""
    secret = new_secret(prefix)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """What is stored of a secret. With 192 bits of chance a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


async def prove(snapshot: Snapshot, secret_hashes: Sequence[str]) -> dict[str, Proof]:
    """The sessions and tokens under these secrets, by hash; sessions that have expired too.

    Source: `persistence.snapshot.Question`.
    """
    sessions = select(
        _session.c.secret_hash,
        _session.c.id,
        _session.c.person_id,
        _session.c.seen_at_ms.label("used_at_ms"),
        _session.c.expires_at_ms,
    ).where(_session.c.secret_hash.in_(secret_hashes))
    tokens = select(
        _token.c.secret_hash,
        _token.c.id,
        _token.c.person_id,
        func.coalesce(_token.c.used_at_ms, 0),
        cast(null(), BigInteger),
    ).where(_token.c.secret_hash.in_(secret_hashes))
    rows = await snapshot.all(union_all(sessions, tokens))
    return {
        row.secret_hash: Proof(row.id, PersonId(row.person_id), row.used_at_ms, row.expires_at_ms)
        for row in rows
    }


async def why_ended(snapshot: Snapshot, secret_hashes: Sequence[str]) -> dict[str, Ended]:
    """The tokens under these secrets that were good once, by hash.

    Source: `persistence.snapshot.Question`.
    """
    query = select(_ended.c.id, _ended.c.why).where(_ended.c.id.in_(secret_hashes))
    return {row.id: Ended(row.why) for row in await snapshot.all(query)}
