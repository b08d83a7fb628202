"""What the services of accounts tell the reactors of slices above."""

from __future__ import annotations

from dataclasses import dataclass

from channels.core.actor import PersonId, Role
from channels.core.slices import Fact
from channels.people.protocol import PersonUpdated


@dataclass(frozen=True, slots=True)
class WorkspaceMade(Fact):
    """The workspace came to be. Its #general, whose id is chosen already, is still to be made.

    `owner_id` is the first person, to be put in; empty where there is none yet.
    """

    general_channel_id: str
    owner_id: PersonId


@dataclass(frozen=True, slots=True)
class PersonAdded(Fact):
    """A person has an account now, to be put in #general (not a guest) and in these channels."""

    person_id: PersonId
    role: Role
    channel_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleListed(Fact):
    """A list made accounts for these members, to be put in #general before they first come."""

    person_ids: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class RoleChanged(Fact):
    """A person has this role now: all but guests are in #general."""

    person_id: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class PersonChanged(Fact):
    """Others see a person so now. `told`: it hears the event on its own stream already."""

    person_id: PersonId
    event: PersonUpdated
    told: bool


@dataclass(frozen=True, slots=True)
class PhotoChosen(Fact):
    """A person wants this file to be their photo (empty: none any more).

    Whoever knows files refuses what is none, and forgets the `former` one.
    """

    person_id: PersonId
    file_id: str
    former: str | None


@dataclass(frozen=True, slots=True)
class LogoChosen(Fact):
    """An administrator wants this file to be the workspace's logo (empty: none any more).

    Whoever knows files refuses what is none, and forgets the `former` one.
    """

    person_id: PersonId
    file_id: str
    former: str | None


@dataclass(frozen=True, slots=True)
class Silenced(Fact):
    """A person does not want to be disturbed until a moment; None: that is over."""

    person_id: str
    until_ms: int | None
