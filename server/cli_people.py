"""`ruche user add`, `ruche user password` and `ruche token create`."""

from __future__ import annotations

import secrets

from channels.core.actor import Role
from server.cli_core import Visit, visit
from server.cli_output import Session


def user_add(
    session: Session, *, email: str, name: str, role: str | None, password: str | None
) -> None:
    """Add a person; a password that is made here is shown once."""
    made = None if password is not None else secrets.token_urlsafe(12)
    arguments = {"email": email, "name": name, "password": password or made}

    async def add(here: Visit) -> dict[str, str]:
        person = await here.call("people.add", {**arguments, "role": role})
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
    if added["role"] == Role.GUEST:
        session.note(f"As a guest, {name} sees nothing until somebody invites them to a channel.")


def user_password(session: Session, *, email: str, password: str | None) -> None:
    """Set a person's password, or make a link with which they choose one; shown once."""

    async def change(here: Visit) -> str:
        if password is not None:
            await here.call("passwords.set", {"email": email, "password": password})
            return ""
        made = await here.call("passwords.create_link", {"email": email})
        return f"{settings.own_url}/reset/{made.secret}"

    settings = session.settings()
    link = visit(session, change)
    whose = email.strip().lower()
    if link:
        sentence = f"With this link {whose} chooses a new password, once, within 24 hours:\n{link}"
        session.answer({"email": whose, "link": link}, sentence)
        if not settings.public_url:
            session.note(
                f"{settings.own_url} is only what the settings of this command say. Where people "
                "reach Ruche elsewhere, put that address in its place, or set RUCHE_PUBLIC_URL."
            )
    else:
        sentence = f"The password of {whose} is changed; all their browsers are signed out."
        session.answer({"email": whose, "changed": True}, sentence)


def token_create(session: Session, email: str) -> None:
    """Make a personal access token for a person."""

    async def create(here: Visit) -> str:
        made = await here.call("tokens.create", {"email": email, "label": "ruche token create"})
        return str(made.secret)

    token = visit(session, create)
    session.answer({"token": token}, token)
