"""Commands, events and views of accounts: persons, sessions, tokens, invitations, status."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.actor import Role
from channels.core.protocol import Command, Event, Id, Ids, Limit, Line, Name, View

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Password = Annotated[str, msgspec.Meta(min_length=8, max_length=1024)]
Language = Annotated[str, msgspec.Meta(max_length=12, pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$")]
Accent = Annotated[str, msgspec.Meta(max_length=7, pattern=r"^(#[0-9a-f]{6})?$")]
Handle = Annotated[
    str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]*$")
]


# -- views


class PersonView(View, frozen=True, kw_only=True):
    """A person as everybody sees them. `dormant`: imported, and nobody can sign in as them yet."""

    id: str
    name: str
    handle: str
    role: Role
    bot: bool = False
    active: bool = True
    dormant: bool = False
    title: str = ""
    avatar_file_id: str | None = None
    status_emoji: str = ""
    status_text: str = ""
    status_until_at: int | None = None
    dnd_until_at: int | None = None


class ListedPersonView(PersonView, frozen=True, kw_only=True):
    """A person in a list. `in_channel`: a member of the channel that the list was asked for."""

    in_channel: bool = False


class MeView(PersonView, frozen=True, kw_only=True):
    """A person as they see themselves."""

    email: str
    language: str = ""
    has_password: bool = True


class WorkspaceView(View, frozen=True, kw_only=True):
    """The workspace, its name and its looks. An empty `accent` is Ruche's own honey.

    The logo is served as `/logo/{side}.png`, also before sign-in.
    """

    id: str
    name: str
    created_at: int
    general_channel_id: str
    upload_limit_bytes: int
    accent: str = ""
    logo_file_id: str | None = None


class SessionView(View, frozen=True, kw_only=True):
    """A signed-in browser. `current` marks the one that asks."""

    id: str
    created_at: int
    seen_at: int
    agent: str
    current: bool = False


class TokenView(View, frozen=True, kw_only=True):
    """A personal access token, without its secret."""

    id: str
    label: str
    created_at: int
    used_at: int | None = None


class InvitationView(View, frozen=True, kw_only=True):
    """An invitation link, without its secret. `email`: for this address alone."""

    id: str
    role: Role
    created_at: int
    expires_at: int | None
    uses_left: int | None
    channel_ids: list[str] = []
    email: str = ""


class FrontView(View, frozen=True, kw_only=True):
    """What a visitor may know: whether there is a workspace yet, its name and its looks."""

    made: bool = False
    name: str = ""
    accent: str = ""
    logo_file_id: str | None = None


class InvitedView(View, frozen=True, kw_only=True):
    """What an invitation link tells who holds it: of one for an address alone, which it is, and
    the `name` of the account that waits there. `role`: that they will have."""

    workspace_name: str
    role: Role
    email: str = ""
    name: str = ""


class SecretView(View, frozen=True, kw_only=True):
    """A secret that is shown once: only its hash is stored."""

    id: str
    secret: str
    person_id: str = ""


# -- commands


class GetWorkspace(Command, frozen=True, kw_only=True):
    """The workspace that this server is."""


class PrepareWorkspace(Command, frozen=True, kw_only=True):
    """Have a workspace, though nobody owns it yet."""


class LookAtFront(Command, frozen=True, kw_only=True):
    """Is there a workspace, and what is it called? For the pages before sign-in."""


class UpdateWorkspace(Command, frozen=True, kw_only=True):
    """Change the workspace's name or looks; what is absent stays.

    An empty `accent` brings Ruche's own back, an empty `logo_file_id` removes the logo, which is a
    picture that the administrator uploaded. Words on the accent can be read, or it is refused.
    """

    name: Name | None = None
    accent: Accent | None = None
    logo_file_id: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class CreateWorkspace(Command, frozen=True, kw_only=True):
    """First run: the workspace, its owner and #general. Answers a session's secret."""

    workspace_name: Name
    name: Name
    email: Email
    password: Password
    agent: Line = ""


class GetMe(Command, frozen=True, kw_only=True):
    """Who am I."""


class GetPeople(Command, frozen=True, kw_only=True):
    """Several people by id (those one may not see are left out), or one by `person_id`."""

    person_ids: Ids | None = None
    person_id: Id | None = None


class ListPeople(Command, frozen=True, kw_only=True):
    """The people one may see, by handle, the dormant ones last.

    `query`: each of its words begins a word of the name or the handle; where nobody is found so,
    one typing mistake is forgiven. With `channel_id` the channel's members come first (`joined`:
    they alone, or the others alone), and the answer is one page, the nearest `limit` people.
    """

    query: Line = ""
    limit: Limit = 100
    after: Line | None = None
    channel_id: Id | None = None
    joined: bool | None = None


class AddPerson(Command, frozen=True, kw_only=True):
    """Add a person by hand; makes the workspace and #general too where there is none yet. Without
    a role they become a member, but an owner where nobody owns the workspace: whoever can sign in
    first does."""

    email: Email
    name: Name
    role: Role | None = None
    password: Password | None = None


class UpdateMe(Command, frozen=True, kw_only=True):
    """Change what others see of me; what is absent stays. An empty `avatar_file_id` removes it."""

    name: Name | None = None
    handle: Handle | None = None
    title: Line | None = None
    avatar_file_id: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    language: Language | None = None


class ChangePassword(Command, frozen=True, kw_only=True):
    """Set a new password; ends all other sessions."""

    current: Annotated[str, msgspec.Meta(max_length=1024)]
    password: Password


class SetStatus(Command, frozen=True, kw_only=True):
    """Custom status with an optional expiry; empty text and emoji clear it."""

    emoji: Annotated[str, msgspec.Meta(max_length=100)] = ""
    text: Line = ""
    until_at: int | None = None


class SetDoNotDisturb(Command, frozen=True, kw_only=True):
    """Silence notifications until a moment; None ends it."""

    until_at: int | None = None


class SetRole(Command, frozen=True, kw_only=True):
    """Change a person's role; the last owner cannot step down."""

    person_id: Id
    role: Role


class SetActive(Command, frozen=True, kw_only=True):
    """Close or reopen an account; closing ends its sessions, tokens and connections at once."""

    person_id: Id
    active: bool


class SignIn(Command, frozen=True, kw_only=True):
    """E-mail and password for a session's secret."""

    email: Annotated[str, msgspec.Meta(max_length=254)]
    password: Annotated[str, msgspec.Meta(max_length=1024)]
    agent: Line = ""


class ListSessions(Command, frozen=True, kw_only=True):
    """My signed-in browsers, the latest first."""

    limit: Limit = 500
    after: Line | None = None


class RevokeSession(Command, frozen=True, kw_only=True):
    """End one of my sessions; its connections close at once."""

    session_id: Id


class EndSession(Command, frozen=True, kw_only=True):
    """Sign out: end the session that asks."""


class NoteSeen(Command, frozen=True, kw_only=True):
    """Write down that the session or token that asks was used just now; a session lives on."""


class CreateToken(Command, frozen=True, kw_only=True):
    """A personal access token; the system may make one for another person."""

    label: Line = ""
    person_id: Id | None = None
    email: Email | None = None


class ListTokens(Command, frozen=True, kw_only=True):
    """My personal access tokens."""

    limit: Limit = 500
    after: Line | None = None


class RevokeToken(Command, frozen=True, kw_only=True):
    """End one of my tokens; its connections close at once."""

    token_id: Id


class CreateInvitation(Command, frozen=True, kw_only=True):
    """A link that makes accounts: a role, an expiry, a number of uses, channels to be put in.

    Guests need at least one channel. With `email` it is for that address alone, and good once: it
    opens the account that an import has made for it, where nobody has ever come.
    """

    role: Role = Role.MEMBER
    expires_at: int | None = None
    uses: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    channel_ids: Annotated[list[Id], msgspec.Meta(max_length=50)] = []
    email: Email | None = None


class ListInvitations(Command, frozen=True, kw_only=True):
    """The invitations that can still be used."""

    limit: Limit = 500
    after: Line | None = None


class RevokeInvitation(Command, frozen=True, kw_only=True):
    """Make a link useless."""

    invitation_id: Id


class LookAtInvitation(Command, frozen=True, kw_only=True):
    """What a link is good for, before it is used."""

    secret: Line


class AcceptInvitation(Command, frozen=True, kw_only=True):
    """Make an account through a link, or open the one that waits. Answers a session's secret."""

    secret: Line
    name: Name
    email: Email
    password: Password
    agent: Line = ""


# -- events


class PersonJoined(Event, frozen=True, kw_only=True):
    """A person has an account now."""

    wire_name: ClassVar[str] = "person.joined"
    person: PersonView


class PersonUpdated(Event, frozen=True, kw_only=True):
    """Name, handle, role, status, do-not-disturb or activity of an account changed."""

    wire_name: ClassVar[str] = "person.updated"
    person: PersonView


class WorkspaceUpdated(Event, frozen=True, kw_only=True):
    """The workspace has another name or other looks."""

    wire_name: ClassVar[str] = "workspace.updated"
    workspace: WorkspaceView


class SessionEnded(Event, frozen=True, kw_only=True):
    """A session or token of mine has ended (own stream); its connections are closed at once."""

    wire_name: ClassVar[str] = "session.ended"
    session_id: str
