"""The page behind a mail's link to get no more of them."""

from __future__ import annotations

from starlette.responses import Response

from channels.core.errors import Invalid, NotFound
from channels.notifications.protocol import StopMail
from web.visit import Visit


async def show_stop(visit: Visit) -> Response:
    """Ask first: mail programs look at links by themselves."""
    return visit.page("mail_stop.html", stopped=False)


async def stop(visit: Visit) -> Response:
    """Stop, for whoever holds the link; mail programs send this themselves (RFC 8058).

    It is no form of ours, so it needs no token: the link's secret is what it takes.
    """
    secret = visit.request.path_params["secret"]
    try:
        if not 10 <= len(secret) <= 100:
            raise NotFound("This link cannot be used any more.", "secret")
        await visit.call("notifications.stop_mail", StopMail(secret=secret))
    except (Invalid, NotFound):
        return visit.page("invite_over.html", 404)
    return visit.page("mail_stop.html", stopped=True)
