"""Before the door: first run, sign-in, sign-out, and invitations."""

from __future__ import annotations

from starlette.responses import Response

from channels.core.actor import Role
from channels.core.errors import DomainError, Limited, NotFound, NotSignedIn
from channels.people.protocol import (
    AcceptInvitation,
    CreateWorkspace,
    EndSession,
    InvitedView,
    LookAtInvitation,
    SecretView,
    SignIn,
)
from web.forms import Form, note_error, read_form, send, to_command
from web.visit import Visit, safe_next

AGENT_MAX = 250


async def show_welcome(visit: Visit) -> Response:
    """The first run; over once there is a workspace."""
    if visit.front.made:
        return visit.go("/")
    return visit.page("welcome.html", form=Form())


async def welcome(visit: Visit) -> Response:
    """Make the workspace and its owner, and sign them in."""
    form = await read_form(visit)
    fields = {
        **{name: form.get(name) for name in ("workspace_name", "name", "email")},
        "password": form.raw("password"),
        "agent": agent_of(visit),
    }
    made: SecretView | None = None
    if await may_try(visit, form):
        made = await send(visit, form, "workspace.create", CreateWorkspace, fields)
    if made is None:
        return visit.page("welcome.html", form.status, form=form)
    return enter(visit, made, "/")


async def show_sign_in(visit: Visit) -> Response:
    """E-mail and password; who is signed in goes on."""
    if not visit.front.made:
        return visit.go("/welcome")
    onward = safe_next(visit.request.query_params.get("next", "/"))
    if visit.me is not None:
        return visit.go(onward)
    return visit.page("sign_in.html", form=Form(values={"next": onward}))


async def sign_in(visit: Visit) -> Response:
    """A session for this browser. Wrong passwords make the next wait longer."""
    form = await read_form(visit)
    remote, email = visit.actor.remote, form.get("email")
    fields = {"email": email, "password": form.raw("password"), "agent": agent_of(visit)}
    command = to_command(visit, form, SignIn, fields)
    if command is not None and await may_try(visit, form):
        try:
            session = await visit.call("sessions.create", command)
        except DomainError as error:
            if isinstance(error, NotSignedIn):
                await visit.services.limits.sign_in_failed(remote, email)
            note_error(visit, form, error)
        else:
            await visit.services.limits.sign_in_succeeded(remote, email)
            return enter(visit, session, safe_next(form.get("next")))
    return visit.page("sign_in.html", form.status, form=form)


async def sign_out(visit: Visit) -> Response:
    """End the session of this browser; again is harmless."""
    await read_form(visit)
    if visit.me is not None:
        await visit.call("sessions.end", EndSession())
    response = visit.go("/sign-in")
    visit.services.auth.end(visit.request, response)
    return response


async def show_invitation(visit: Visit) -> Response:
    """What a link is good for, and the form to use it."""
    invited = await look(visit)
    if invited is None:
        return visit.page("invite_over.html", 404)
    form = Form(values={"name": invited.name})
    return visit.page("invite.html", form=form, invited=invited)


async def accept_invitation(visit: Visit) -> Response:
    """Make the account and sign it in; a new member is led through the first steps."""
    form = await read_form(visit)
    invited = await look(visit)
    if invited is None:
        return visit.page("invite_over.html", 404)
    fields = {
        "secret": visit.request.path_params["secret"],
        "name": form.get("name"),
        "email": form.get("email"),
        "password": form.raw("password"),
        "agent": agent_of(visit),
    }
    made: SecretView | None = None
    if await may_try(visit, form):
        made = await send(visit, form, "invitations.accept", AcceptInvitation, fields)
    if made is None:
        return visit.page("invite.html", form.status, form=form, invited=invited)
    return enter(visit, made, "/start" if invited.role is Role.MEMBER else "/")


async def look(visit: Visit) -> InvitedView | None:
    """What the link in the address is good for; None where it works no more."""
    secret = visit.request.path_params["secret"][:250]
    try:
        invited: InvitedView = await visit.call("invitations.look", LookAtInvitation(secret=secret))
    except NotFound:
        return None
    return invited


async def may_try(visit: Visit, form: Form) -> bool:
    """Whether one more attempt with a password is allowed now; if not, the form says so."""
    try:
        await visit.services.limits.before_sign_in(visit.actor.remote, form.get("email"))
    except Limited as error:
        note_error(visit, form, error)
        return False
    return True


def enter(visit: Visit, session: SecretView, path: str) -> Response:
    """Go on, signed in."""
    response = visit.go(path)
    visit.services.auth.begin(visit.request, response, session.secret)
    return response


def agent_of(visit: Visit) -> str:
    """What the browser calls itself, fit to be stored."""
    agent = visit.request.headers.get("user-agent", "")[:AGENT_MAX]
    return "".join(char for char in agent if char.isascii() and char.isprintable())
