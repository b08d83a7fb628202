"""Pages for what went wrong: they say what happened and what to do."""

from __future__ import annotations

import math
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from channels.core.errors import KINDS, DomainError
from web.assets import Assets
from web.languages import mark, say
from web.render import render
from web.visit import CONTRAST_COOKIE, THEME_COOKIE, THEMES, language_of

# (title, what to do), by status.
_WORDS: Mapping[int, tuple[str, str]] = {
    401: (mark("You are signed out"), mark("Sign in, and go on where you were.")),
    403: (mark("This is not for you"), mark("Ask an administrator if you need it.")),
    404: (
        mark("There is nothing here"),
        mark("The address may be wrong, or what was here is gone, or you may not see it."),
    ),
    405: (mark("That did not work"), mark("Go back and try it from the page itself.")),
    429: (mark("A moment, please"), mark("That was too much at once. Try again a little later.")),
    500: (
        mark("Something broke"),
        mark("The fault is ours and has been written down. Try again in a moment."),
    ),
    503: (mark("Not just now"), mark("The server is starting or very busy. Try again soon.")),
}
_OTHER = (mark("That did not work"), mark("Go back and try it again."))


def error_page(assets: Assets, request: Request, status: int, detail: str = "") -> Response:
    """The page of an error; of the API, its words in JSON. Asks no store: it may be what broke."""
    if request.url.path.startswith("/api/"):
        return _as_json(status, detail)
    language = language_of(request)
    title, advice = _WORDS.get(status, _OTHER)
    theme = request.cookies.get(THEME_COOKIE, "")
    values = {
        "advice": say(language, detail or advice),
        "asset": assets.address,
        "contrast": request.cookies.get(CONTRAST_COOKIE) == "high",
        "path": request.url.path,
        "status": status,
        "theme": theme if theme in THEMES else "system",
        "title": say(language, title),
    }
    content = render(language, "error.html", values)
    return HTMLResponse(content, status, headers={"cache-control": "no-store"})


def domain_error_page(assets: Assets, request: Request, error: DomainError) -> Response:
    """The page of a refusal by the door."""
    response = error_page(assets, request, error.http_status, error.detail)
    if error.retry_after_s is not None:
        response.headers["retry-after"] = str(max(1, math.ceil(error.retry_after_s)))
    return response


def http_error_page(assets: Assets, request: Request, error: HTTPException) -> Response:
    """The page of an address or method that is not there."""
    response = error_page(assets, request, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _as_json(status: int, detail: str) -> Response:
    code = next((kind.code for kind in KINDS if kind.http_status == status), "error")
    if status == 405:
        code, detail = "invalid", "Operations take POST: the arguments are the body, as JSON."
    title, advice = _WORDS.get(status, _OTHER)
    error = {"code": code, "detail": detail or f"{title}. {advice}", "field": None}
    return JSONResponse({"ok": False, "error": error}, status)
