"""Commands and views of links that set a new password."""

from __future__ import annotations

from channels.core.protocol import Command, Id, Line, View
from channels.people.protocol import Email, Password


class PasswordLinkView(View, frozen=True, kw_only=True):
    """Whose password a link sets. `newcomer`: nobody has ever come into this member's account."""

    name: str
    handle: str
    email: str
    newcomer: bool = False


class CreatePasswordLink(Command, frozen=True, kw_only=True):
    """A link for a person who forgot their password: `/reset/` and the secret.

    It works once, within 24 hours, and only the last one made; a password that is changed
    meanwhile ends it. The system may name the person by `email`.
    """

    person_id: Id | None = None
    email: Email | None = None


class LookAtPasswordLink(Command, frozen=True, kw_only=True):
    """Whose password a link sets, before it is used."""

    secret: Line


class UsePasswordLink(Command, frozen=True, kw_only=True):
    """Set a new password through a link; ends all sessions and answers a new one's secret."""

    secret: Line
    password: Password
    agent: Line = ""


class SetPassword(Command, frozen=True, kw_only=True):
    """Set a person's password from the command line; ends all their sessions."""

    email: Email
    password: Password
