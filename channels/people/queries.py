"""Questions about accounts, each named by what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.engine import Row as SqlRow

from channels.core.actor import Role
from channels.people.names import one_mistake
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
_LISTED = (_person.c.dormant, _person.c.handle)  # the order of lists


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


async def known_ids(snapshot: Snapshot, person_ids: Collection[str]) -> set[str]:
    """Those of the ids that are somebody's."""
    query = select(_person.c.id).where(_person.c.id.in_(list(person_ids)))
    return set(await snapshot.scalars(query))


async def accounts(snapshot: Snapshot, person_ids: Collection[str]) -> dict[str, Row]:
    """The same by id."""
    return {row["id"]: row for row in await people_by_ids(snapshot, person_ids)}


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: each of `words` begins a word of theirs, `typo`: or nearly does.

    `among` bounds whom one may find at all; it may be as large as the workspace.
    """

    words: Sequence[str] = ()
    typo: bool = False
    among: Collection[str] | None = None


async def page_of_people(
    snapshot: Snapshot, sought: Sought, after: tuple[bool, str] | None, limit: int
) -> list[Row]:
    """People by (dormant, handle), those after `after`."""
    statement = _found(select(_person), sought).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*_LISTED) > tuple_(*after))
    return [row._asdict() for row in await snapshot.all(statement)]


async def first_people(snapshot: Snapshot, sought: Sought, limit: int) -> list[tuple[str, bool]]:
    """(id, dormant) of the first people by (dormant, handle)."""
    statement = _found(select(_person.c.id, _person.c.dormant), sought).limit(limit)
    return [(row.id, row.dormant) for row in await snapshot.all(statement)]


def _found(statement: Select[Any], sought: Sought) -> Select[Any]:
    statement = statement.order_by(*_LISTED)
    for word in sought.words:
        statement = statement.where(_nearly(word) if sought.typo else _begins(word))
    if sought.among is not None:
        ids: BindParameter[str] = bindparam(
            "among", list(sought.among), expanding=True, literal_execute=True
        )
        statement = statement.where(_person.c.id.in_(ids))
    return statement


def _begins(word: str) -> ColumnElement[bool]:
    return _person.c.folded.like(f"% {word}%")


def _nearly(word: str) -> ColumnElement[bool]:
    """The first letter is right, and at most one mistake follows.

    Most people fail at the first letter and most others at the second, before all is compared.
    """
    patterns = one_mistake(word)
    later = [_begins(pattern) for pattern in patterns if pattern.startswith(word[:2])]
    second = [_begins(pattern) for pattern in patterns if not pattern.startswith(word[:2])]
    return and_(_begins(word[0]), or_(and_(_begins(word[:2]), or_(*later)), *second))


async def handles_like(snapshot: Snapshot, base: str) -> set[str]:
    """The handles that begin with `base`."""
    query = select(_person.c.handle).where(_person.c.handle.startswith(base, autoescape=True))
    return set(await snapshot.scalars(query))


async def owners(snapshot: Snapshot) -> list[str]:
    """The ids of the people who own the workspace and may sign in."""
    query = select(_person.c.id).where(
        _person.c.role == Role.OWNER, _person.c.active.is_(True), _person.c.bot.is_(False)
    )
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
    query = (
        select(_token)
        .where(_token.c.person_id == person_id)
        .order_by(_token.c.created_at_ms.desc(), _token.c.id.desc())
    )
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
