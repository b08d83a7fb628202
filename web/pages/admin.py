"""Administration: the page as a whole, the workspace's name and its people."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.responses import Response

from channels.core.actor import Role
from channels.core.errors import DomainError, NotAllowed
from channels.core.protocol import Page
from channels.digest.protocol import (
    DigestDefaultView,
    DigestSettingsView,
    GetDigestDefault,
    GetDigestSettings,
)
from channels.passwords.protocol import CreatePasswordLink
from channels.people.protocol import (
    GetPeople,
    InvitationView,
    ListInvitations,
    ListPeople,
    PersonView,
    SecretView,
    SetActive,
    SetRole,
    UpdateWorkspace,
)
from web.forms import Form, note_error, read_form, send
from web.languages import mark, weekdays
from web.visit import Visit

PEOPLE_ON_A_PAGE = 50
EXPIRIES_DAYS = (1, 7, 30, 0)  # 0: never
ROLES: Mapping[Role, str] = {
    Role.OWNER: mark("Owner"),
    Role.ADMIN: mark("Administrator"),
    Role.MEMBER: mark("Member"),
    Role.GUEST: mark("Guest"),
}
_DONE: Mapping[str, str] = {
    "workspace": mark("The workspace's name is saved."),
    "looks": mark("The workspace has its colour. Everybody sees it at once."),
    "logo": mark("The logo is changed."),
    "digest": mark("The digest is saved. It counts for all who have chosen nothing of their own."),
    "role": mark("The role is changed. It counts at once."),
    "closed": mark("The account is closed and signed out everywhere."),
    "opened": mark("The account is open again."),
    "invitation": mark("The link is revoked."),
}


_OTHER_HANDLE = mark("This is another handle. Type the one above.")
_FORMS = ("workspace", "looks", "logo", "digest", "people", "invitation")


async def show_admin(visit: Visit) -> Response:
    """The whole page, for administrators."""
    return await admin_page(visit)


async def save_workspace(visit: Visit) -> Response:
    """Another name."""
    form = await read_form(visit)
    fields = {"name": form.get("name")}
    if await send(visit, form, "workspace.update", UpdateWorkspace, fields) is None:
        return await admin_page(visit, workspace=form)
    return visit.go("/admin?done=workspace#workspace")


async def save_role(visit: Visit) -> Response:
    """Another role for a person."""
    form = await read_form(visit)
    fields = {"person_id": visit.request.path_params["id"], "role": form.get("role")}
    if await send(visit, form, "people.set_role", SetRole, fields) is None:
        return await admin_page(visit, people=_above(form))
    return visit.go(_back(visit, form, "role"))


async def save_active(visit: Visit) -> Response:
    """Close or reopen an account."""
    form = await read_form(visit)
    active = form.get("active") == "1"
    if not active and (asked := await _asked_first(visit, form)) is not None:
        return asked
    command = SetActive(person_id=visit.request.path_params["id"], active=active)
    try:
        await visit.call("people.set_active", command)
    except DomainError as error:
        note_error(visit, form, error)
        return await admin_page(visit, people=_above(form))
    return visit.go(_back(visit, form, "opened" if active else "closed"))


async def _asked_first(visit: Visit, form: Form) -> Response | None:
    """The page that says what closing an account does, until its handle was typed there."""
    person_id = visit.request.path_params["id"]
    wanted = GetPeople(person_ids=[person_id])
    found: Page[PersonView] = await visit.call("people.get", wanted)
    if not visit.admin or not found.items:
        return None  # the operation refuses it in its own words
    [person] = found.items
    typed = form.get("handle").strip().removeprefix("@").casefold()
    if typed == person.handle.casefold():
        return None
    if "handle" in form.values:
        form.errors["handle"], form.status = visit.say(_OTHER_HANDLE), 422
    return visit.page("admin_close.html", form.status, form=form, person=person, done="")


async def create_password_link(visit: Visit) -> Response:
    """A link for a person who forgot their password, which this one page shows."""
    form = await read_form(visit)
    fields = {"person_id": visit.request.path_params["id"]}
    made: SecretView | None = await send(
        visit, form, "passwords.create_link", CreatePasswordLink, fields
    )
    if made is None:
        return await admin_page(visit, people=_above(form))
    return await admin_page(visit, password_link=f"{address_of(visit)}/reset/{made.secret}")


async def admin_page(
    visit: Visit, link: str = "", password_link: str = "", **forms: Form
) -> Response:
    """The page, with the form that was wrong, or a link that is shown once.

    Errors: NotAllowed for who does not run the workspace.
    """
    assert visit.me is not None
    if not visit.admin:
        raise NotAllowed("Only administrators can do this. Ask one of them.")
    asked = visit.request.query_params
    query, after = asked.get("q", "")[:250], asked.get("after", "")[:250] or None
    listing = ListPeople(query=query, after=after, limit=PEOPLE_ON_A_PAGE)
    people: Page[PersonView] = await visit.call("people.list", listing)
    links: Page[InvitationView] = await visit.call("invitations.list", ListInvitations())
    sent = {name: forms.get(name, Form()) for name in _FORMS}
    if "workspace" not in forms:
        sent["workspace"].values = {"name": visit.front.name}
    if "looks" not in forms:
        sent["looks"].values = {"accent": visit.front.accent}
    if "digest" not in forms:
        sent["digest"].values = await _digest(visit)
    own: DigestSettingsView = await visit.call("digest.get_settings", GetDigestSettings())
    status = max((form.status for form in forms.values()), default=200)
    done = _DONE.get(asked.get("done", ""), "")
    onward = urlencode({"q": query, "after": people.next}) if people.next else ""
    return visit.page(
        "admin.html",
        status,
        after=after or "",
        days=EXPIRIES_DAYS,
        done=visit.say(done) if not (forms or link or password_link) else "",
        forms=sent,
        invitations=links.items,
        link=link,
        mail_works=own.mail_works,
        onward=onward,
        password_link=password_link,
        people=people.items,
        q=query,
        roles={role.value: visit.say(name) for role, name in ROLES.items()},
        given=_may_give(visit.me.role),
        weekdays=weekdays(visit.language),
    )


async def _digest(visit: Visit) -> dict[str, str]:
    """The form's values as they are."""
    held: DigestDefaultView = await visit.call("digest.get_default", GetDigestDefault())
    return {
        "frequency": held.frequency,
        "hour": str(held.hour),
        "day": str(held.day),
        "time_zone": held.time_zone,
    }


def _may_give(role: Role) -> list[str]:
    """The roles that a person of this role may give."""
    return [one.value for one in ROLES if one is not Role.OWNER or role is Role.OWNER]


def _above(form: Form) -> Form:
    """A row has no room for an error: it stands above the list."""
    form.problem = form.problem or next(iter(form.errors.values()), "")
    return form


def _back(visit: Visit, form: Form, done: str) -> str:
    """The same part of the list again."""
    kept = {name: form.get(name) for name in ("q", "after") if form.get(name)}
    return f"/admin?{urlencode({**kept, 'done': done})}#people"


def address_of(visit: Visit) -> str:
    """Where people reach this server: as configured, else as this browser did."""
    if visit.services.public_url:
        return visit.services.public_url.rstrip("/")
    url = visit.request.url
    return f"{url.scheme}://{url.netloc}"
