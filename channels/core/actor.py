"""Who asks: a person, a bot or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
ChannelId = NewType("ChannelId", str)
MessageId = NewType("MessageId", str)
FileId = NewType("FileId", str)


class Role(StrEnum):
    """A person's role in the workspace. A guest sees only the channels it was put in."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"


class Kind(StrEnum):
    """What sort of actor this is."""

    VISITOR = "visitor"  # not signed in
    PERSON = "person"
    BOT = "bot"
    SYSTEM = "system"  # command line, jobs: may do everything, is nobody


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as far as the door needs to know. `role` is looked up afresh for every call.

    `session_id` names the session or token that proved the identity, so that revoking it ends
    the connections that it opened.
    """

    kind: Kind
    person_id: PersonId = PersonId("")
    role: Role = Role.GUEST
    session_id: str = ""
    remote: str = ""  # the peer's address, for limits on visitors


SYSTEM = Actor(kind=Kind.SYSTEM, role=Role.OWNER)


def visitor(remote: str) -> Actor:
    """An actor who has not signed in, known only by `remote`, its address."""
    return Actor(kind=Kind.VISITOR, remote=remote)
