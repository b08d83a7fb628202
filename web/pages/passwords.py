"""The page behind a link that sets a new password."""

from __future__ import annotations

from starlette.responses import Response

from channels.core.errors import Limited, NotFound
from channels.passwords.protocol import LookAtPasswordLink, PasswordLinkView, UsePasswordLink
from channels.people.protocol import SecretView
from web.forms import Form, note_error, read_form, send
from web.pages.front import agent_of, enter
from web.visit import Visit


async def show_reset(visit: Visit) -> Response:
    """Whose password the link sets, and the form to use it."""
    whose = await _look(visit)
    if whose is None:
        return visit.page("invite_over.html", 404)
    return visit.page("reset.html", form=Form(), whose=whose)


async def reset(visit: Visit) -> Response:
    """Set the password, and sign this browser in."""
    form = await read_form(visit)
    whose = await _look(visit)
    if whose is None:
        return visit.page("invite_over.html", 404)
    fields = {
        "secret": visit.request.path_params["secret"],
        "password": form.raw("password"),
        "agent": agent_of(visit),
    }
    made: SecretView | None = None
    if await _may_try(visit, form, whose):
        made = await send(visit, form, "passwords.use_link", UsePasswordLink, fields)
    if made is None:
        return visit.page("reset.html", form.status, form=form, whose=whose)
    return enter(visit, made, "/start" if whose.newcomer else "/")


async def _look(visit: Visit) -> PasswordLinkView | None:
    """None where the link works no more."""
    secret = visit.request.path_params["secret"][:250]
    try:
        whose: PasswordLinkView = await visit.call(
            "passwords.look", LookAtPasswordLink(secret=secret)
        )
    except NotFound:
        return None
    return whose


async def _may_try(visit: Visit, form: Form, whose: PasswordLinkView) -> bool:
    """Counted as signing in is, by the handle: hashing a password is work."""
    try:
        await visit.services.limits.before_sign_in(visit.actor.remote, f"@{whose.handle}")
    except Limited as error:
        note_error(visit, form, error)
        return False
    return True
