"""`ruche user add` and `ruche token create`."""

from __future__ import annotations

import secrets

from server.cli_core import Visit, visit
from server.cli_output import Session


def user_add(session: Session, *, email: str, name: str, role: str, password: str | None) -> None:
    """Add a person; a password that is made here is shown once."""
    made = None if password is not None else secrets.token_urlsafe(12)
    arguments = {"email": email, "name": name, "role": role, "password": password or made}

    async def add(here: Visit) -> dict[str, str]:
        person = await here.call("people.add", arguments)
        return {
            "id": person.id,
            "email": email.strip().lower(),
            "handle": person.handle,
            "role": person.role.value,
        }

    added = visit(session, add)
    sentence = f"{name} is @{added['handle']} now ({added['role']}, {added['email']})."
    if made is not None:
        added["password"] = made
        sentence += f"\nPassword, shown once: {made}"
    session.answer(added, sentence)


def token_create(session: Session, email: str) -> None:
    """Make a personal access token for a person."""

    async def create(here: Visit) -> str:
        made = await here.call("tokens.create", {"email": email, "label": "ruche token create"})
        return str(made.secret)

    token = visit(session, create)
    session.answer({"token": token}, token)
