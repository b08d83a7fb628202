"""The chat: an empty shell that the client fills."""

from __future__ import annotations

from starlette.responses import Response

from web.assets import BUILD
from web.visit import Visit

SHELL_HEADER = "x-ruche-shell"


async def show_chat(visit: Visit) -> Response:
    """The shell for every address of the client."""
    if visit.me is None:
        return visit.go_sign_in()
    client = visit.assets.client()
    if client is None:
        return visit.page("no_build.html", 503, build=BUILD)
    response = visit.page("app.html", client=client)
    response.headers[SHELL_HEADER] = visit.assets.build()  # the service worker keeps this page
    return response
