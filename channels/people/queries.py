"""Questions about accounts, each named by what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select
from sqlalchemy.engine import Row as SqlRow

from channels.core.actor import Role
from channels.people.names import query_words
from channels.people.tables import InvitationRow, PersonRow, SessionRow, TokenRow, WorkspaceRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.tables import StoreFact

Row = Mapping[str, Any]

UNCLAIMED = "workspace_unclaimed"  # a fact, until somebody can sign in to an imported workspace

_fact = table_of(StoreFact)
_workspace = table_of(WorkspaceRow)
_person = table_of(PersonRow)
_session = table_of(SessionRow)
_token = table_of(TokenRow)
_invitation = table_of(InvitationRow)


async def the_workspace(snapshot: Snapshot) -> Row | None:
    """The one workspace, if it has been made."""
    return _mapping(await snapshot.first(select(_workspace)))


async def is_unclaimed(snapshot: Snapshot) -> bool:
    """Was the workspace imported, and can nobody sign in yet?"""
    query = select(_fact.c.key).where(_fact.c.key == UNCLAIMED)
    return await snapshot.first(query) is not None


async def person_by_id(snapshot: Snapshot, person_id: str) -> Row | None:
    """A person or bot."""
    return _mapping(await snapshot.first(select(_person).where(_person.c.id == person_id)))


async def person_by_email(snapshot: Snapshot, email: str) -> Row | None:
    """The person with this address, which is lower case."""
    return _mapping(await snapshot.first(select(_person).where(_person.c.email == email)))


async def people_by_ids(snapshot: Snapshot, person_ids: Collection[str]) -> list[Row]:
    """Those that exist, in no order."""
    query = select(_person).where(_person.c.id.in_(list(person_ids)))
    return [row._asdict() for row in await snapshot.all(query)]


async def page_of_people(
    snapshot: Snapshot, query: str, after: str | None, limit: int, seen: Collection[str] | None
) -> list[Row]:
    """People after the handle `after`, by handle, of whom each word of `query` begins a word.

    `seen` bounds whom one may see at all; it may be as large as the workspace, hence literal.
    """
    statement = select(_person).order_by(_person.c.handle).limit(limit)
    if after is not None:
        statement = statement.where(_person.c.handle > after)
    if query.strip():
        words = query_words(query)
        if not words:
            return []
        statement = statement.where(and_(*(_person.c.folded.like(f"% {word}%") for word in words)))
    if seen is not None:
        ids: BindParameter[str] = bindparam(
            "seen", list(seen), expanding=True, literal_execute=True
        )
        statement = statement.where(_person.c.id.in_(ids))
    return [row._asdict() for row in await snapshot.all(statement)]


async def handles_like(snapshot: Snapshot, base: str) -> set[str]:
    """The handles that begin with `base`."""
    query = select(_person.c.handle).where(_person.c.handle.startswith(base, autoescape=True))
    return set(await snapshot.scalars(query))


async def owners(snapshot: Snapshot) -> list[str]:
    """The ids of the people who own the workspace and may sign in."""
    query = select(_person.c.id).where(_person.c.role == Role.OWNER, _person.c.active.is_(True))
    return list(await snapshot.scalars(query))


async def sessions_of(snapshot: Snapshot, person_id: str) -> list[Row]:
    """All sessions of a person, expired ones too, the latest used first."""
    query = (
        select(_session)
        .where(_session.c.person_id == person_id)
        .order_by(_session.c.seen_at_ms.desc(), _session.c.id.desc())
    )
    return [row._asdict() for row in await snapshot.all(query)]


async def tokens_of(snapshot: Snapshot, person_id: str) -> list[Row]:
    """All tokens of a person, the newest first."""
    query = select(_token).where(_token.c.person_id == person_id).order_by(_token.c.id.desc())
    return [row._asdict() for row in await snapshot.all(query)]


async def open_invitations(snapshot: Snapshot, now_ms: int) -> list[Row]:
    """The invitations that can still be used, the newest first."""
    query = (
        select(_invitation)
        .where(
            _invitation.c.revoked.is_(False),
            or_(_invitation.c.expires_at_ms.is_(None), _invitation.c.expires_at_ms > now_ms),
            or_(_invitation.c.uses_left.is_(None), _invitation.c.uses_left > 0),
        )
        .order_by(_invitation.c.created_at_ms.desc(), _invitation.c.id.desc())
    )
    return [row._asdict() for row in await snapshot.all(query)]


async def invitation_by_secret(snapshot: Snapshot, secret_hash: str) -> Row | None:
    """An invitation, usable or not."""
    query = select(_invitation).where(_invitation.c.secret_hash == secret_hash)
    return _mapping(await snapshot.first(query))


async def count_tokens(snapshot: Snapshot, person_id: str) -> int:
    """How many tokens a person has."""
    query = select(func.count()).select_from(_token).where(_token.c.person_id == person_id)
    return int(await snapshot.scalar(query))


def _mapping(row: SqlRow[Any] | None) -> Row | None:
    return None if row is None else row._asdict()


def ids_of(rows: Sequence[Row]) -> list[str]:
    """The ids of these rows, in their order."""
    return [row["id"] for row in rows]
