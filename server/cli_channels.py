"""`ruche channel add`."""

from __future__ import annotations

from channels.core.actor import SYSTEM, Actor, Kind, PersonId, Role
from channels.core.errors import NotFound
from channels.people import queries
from channels.people.names import clean_email
from server.cli_core import Visit, visit
from server.cli_output import Session


def channel_add(session: Session, name: str, private: bool, emails: list[str]) -> None:
    """Add a channel with its members, and the workspace where there is none yet."""

    async def add(here: Visit) -> dict[str, str]:
        people = [await person_of(here, email) for email in emails]
        await here.call("workspace.prepare", {})
        maker = await _maker(here, people)
        kind = "private" if private else "public"
        made = await here.call("channels.create", {"name": name, "kind": kind}, maker)
        if people:
            ids = [person.person_id for person in people]
            await here.call("channels.invite", {"channel_id": made.id, "person_ids": ids})
        return {"id": made.id, "name": made.name, "kind": made.kind.value}

    added = visit(session, add)
    session.answer(added, f"#{added['name']} is there now ({added['kind']}, {added['id']}).")


async def person_of(here: Visit, email: str) -> Actor:
    """The account of an address. Errors: NotFound."""
    async with here.core.store.read() as snapshot:
        row = await queries.person_by_email(snapshot, clean_email(email))
    if row is None or not row["active"]:
        raise NotFound(f"There is no account with the address {email}.", "members")
    return Actor(Kind.PERSON, PersonId(row["id"]), Role(row["role"]))


async def _maker(here: Visit, people: list[Actor]) -> Actor:
    """Who makes, and so owns, the channel: the first member that may, or the workspace's owner."""
    for person in people:
        if person.role is not Role.GUEST:
            return person
    async with here.core.store.read() as snapshot:
        owners = await queries.owners(snapshot)
    if not owners:
        return SYSTEM
    return Actor(Kind.PERSON, PersonId(min(owners)), Role.OWNER)
