"""Accounts that an import made and that wait for their people: which invitation opens one.

Whoever holds an ordinary link could name anybody's address. So only a link that was made for an
address opens the account that waits there: who made it vouches that the address is that person's.
"""

from __future__ import annotations

from channels.core.actor import Role
from channels.core.errors import Conflict, Invalid
from channels.people import queries
from channels.people.making import NewPerson, prepare_person
from channels.people.names import clean_email, clean_name
from channels.people.queries import Row
from persistence.snapshot import Snapshot

_FROM_LEAST = (Role.GUEST, Role.MEMBER, Role.ADMIN, Role.OWNER)


def waits(row: Row) -> bool:
    """Has nobody ever been here as this person, whom an import made? Owners are opened by owners
    alone, with a link for a password; closed accounts by nobody."""
    return bool(
        row["dormant"]
        and row["active"]
        and not row["bot"]
        and row["password_hash"] is None
        and row["role"] != Role.OWNER
    )


async def prepare_invited(
    snapshot: Snapshot, invitation: Row, *, email: str, name: str
) -> NewPerson:
    """The account that waits for this address, with the higher of both roles; else a new one.

    Errors: Invalid for another address than the invitation's; Conflict where somebody has the
    account, or where it waits for an invitation of its own; Invalid for a name of nothing.
    """
    email, role = clean_email(email), Role(invitation["role"])
    if invitation["email"] not in ("", email):
        raise Invalid("This invitation is for another e-mail address.", "email")
    known = await queries.person_by_email(snapshot, email)
    if known is None or not waits(known):
        return await prepare_person(snapshot, email=email, name=name, role=role)
    if not invitation["email"]:
        raise Conflict(
            "An account waits for this address. Ask an administrator for an invitation to it.",
            "email",
        )
    role = role_of(invitation, known)
    return NewPerson(email, clean_name(name), known["handle"], role, None, claimed=known)


def role_of(invitation: Row, known: Row | None) -> Role:
    """What an invitation makes of who takes it: of the account that waits, the higher role."""
    role = Role(invitation["role"])
    if known is None or not waits(known):
        return role
    return max(role, Role(known["role"]), key=_FROM_LEAST.index)
