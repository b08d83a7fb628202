"""The digest's pages: what it looks like, one now, the workspace's default, and the way out."""

from __future__ import annotations

from typing import get_args

from starlette.responses import HTMLResponse, Response

from channels.core.errors import DomainError, Invalid, NotFound
from channels.digest.calendar import WEEK_MS
from channels.digest.ports import Cause
from channels.digest.protocol import (
    DigestSettingsView,
    Frequency,
    GetDigestSettings,
    GetMissed,
    MissedView,
    SendDigest,
    SetDigestDefault,
    StopDigest,
)
from web.forms import note_error, read_form, send
from web.languages import mark
from web.letters import Letter, Stops, digest_letter
from web.pages.admin import address_of, admin_page
from web.visit import Visit

_SENT = mark("It is on its way to your mailbox.")
# Nothing of the mail runs, loads or leads anywhere: it is only looked at.
INERT = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)


async def show_digest(visit: Visit) -> Response:
    """What would be sent at this moment."""
    return await digest_page(visit)


async def show_mail(visit: Visit) -> Response:
    """The mail's HTML as it would be sent, inert."""
    letter = _letter(visit, await _missed(visit), await _chosen(visit))
    if letter is None:
        return visit.go("/settings/digest")
    headers = {"cache-control": "no-store", "content-security-policy": INERT}
    return HTMLResponse(letter.html, headers=headers)


async def send_now(visit: Visit) -> Response:
    """One to one's own mailbox."""
    form = await read_form(visit)
    try:
        await visit.call("digest.send", SendDigest(language=visit.language))
    except DomainError as error:
        note_error(visit, form, error)
        return await digest_page(visit, form.problem, form.status)
    return visit.go("/settings/digest?done=sent")


async def digest_page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    """The page around the mail, with what went wrong."""
    missed, chosen = await _missed(visit), await _chosen(visit)
    sent = visit.request.query_params.get("done") == "sent"
    return visit.page(
        "digest.html",
        status,
        done=visit.say(_SENT) if sent and not problem else "",
        letter=_letter(visit, missed, chosen),
        missed=missed,
        chosen=chosen,
        wrong=problem,
    )


async def save_default(visit: Visit) -> Response:
    """What those get who have chosen nothing."""
    form = await read_form(visit)
    fields = {
        "frequency": next((one for one in get_args(Frequency) if one == form.get("frequency")), ""),
        "hour": _whole(form.get("hour")),
        "day": _whole(form.get("day")),
        "time_zone": form.get("time_zone"),
    }
    if await send(visit, form, "digest.set_default", SetDigestDefault, fields) is None:
        return await admin_page(visit, digest=form)
    return visit.go("/admin?done=digest#digest")


async def show_stop(visit: Visit) -> Response:
    """Ask first: mail programs look at links by themselves."""
    return visit.page("digest_stop.html", stopped=False)


async def stop(visit: Visit) -> Response:
    """Stop, for whoever holds the link; mail programs send this themselves (RFC 8058).

    It is no form of ours, so it needs no token: the link's secret is what it takes.
    """
    secret = visit.request.path_params["secret"]
    try:
        if not 10 <= len(secret) <= 100:
            raise NotFound("This link cannot be used any more.", "secret")
        await visit.call("digest.stop", StopDigest(secret=secret))
    except (Invalid, NotFound):
        return visit.page("invite_over.html", 404)
    return visit.page("digest_stop.html", stopped=True)


async def _missed(visit: Visit) -> MissedView:
    """Of a week, as one that is asked for has it."""
    since = visit.services.now_ms() - WEEK_MS
    missed: MissedView = await visit.call("digest.missed", GetMissed(since_at=since, or_read=True))
    return missed


async def _chosen(visit: Visit) -> DigestSettingsView:
    chosen: DigestSettingsView = await visit.call("digest.get_settings", GetDigestSettings())
    return chosen


def _letter(visit: Visit, missed: MissedView, chosen: DigestSettingsView) -> Letter | None:
    """None where there is nothing at all to tell of."""
    if not missed.threads:
        return None
    often = chosen.workspace if chosen.frequency == "default" else chosen.frequency
    usual: Cause = "weekly" if often == "weekly" else "daily"
    cause: Cause = "always" if chosen.always else usual
    root = address_of(visit)
    return digest_letter(missed, root, Stops(f"{root}/me/notifications", cause), visit.language)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1
