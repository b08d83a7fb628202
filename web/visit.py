"""A visit: one request for a page, with who asks, their language and their looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from channels.core.actor import Actor, Kind, Role
from channels.core.errors import DomainError
from channels.core.protocol import Command
from channels.people.protocol import FrontView, GetMe, LookAtFront, MeView
from channels.preferences.protocol import Theme
from web.assets import Assets
from web.languages import LANGUAGES, choose, moment, say
from web.render import render
from web.services import WebServices

LANGUAGE_COOKIE = "ruche_language"
THEME_COOKIE = "ruche_theme"
CONTRAST_COOKIE = "ruche_contrast"
THEMES: tuple[Theme, ...] = ("system", "light", "dark")
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a page is made from. `me` is None for a visitor."""

    services: WebServices
    assets: Assets
    request: Request
    actor: Actor
    front: FrontView
    me: MeView | None
    language: str

    @property
    def admin(self) -> bool:
        """May this person run the workspace?"""
        return self.me is not None and self.me.role in (Role.OWNER, Role.ADMIN)

    async def call(self, operation: str, command: Command) -> Any:
        """Ask the one door. Errors: any DomainError."""
        return await self.services.call(self.actor, operation, command)

    def say(self, text: str, **values: object) -> str:
        """In the visitor's language."""
        return say(self.language, text, **values)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page; it is kept nowhere."""
        cookies = self.request.cookies
        theme = cookies.get(THEME_COOKIE, "")
        shared = {
            "admin": self.admin,
            "asset": self.assets.address,
            "contrast": cookies.get(CONTRAST_COOKIE) == "high",
            "csrf": self.services.auth.form_token(self.request),
            "front": self.front,
            "me": self.me,
            "moment": lambda at_ms: moment(self.language, at_ms, self.services.now_ms()),
            "private_urls": self.services.private_urls,
            "path": self.request.url.path,
            "theme": theme if theme in THEMES else "system",
        }
        content = render(self.language, template, {**shared, **values})
        response = HTMLResponse(content, status, headers={"cache-control": "no-store"})
        self.services.auth.seal(self.request, response)
        asked = self.request.query_params.get("lang", "")
        if asked in LANGUAGES:
            self.remember(response, LANGUAGE_COOKIE, asked)
        return response

    def go(self, path: str) -> Response:
        """Elsewhere, by GET; `path` is one of our own."""
        return RedirectResponse(path, 303, headers={"cache-control": "no-store"})

    def go_sign_in(self) -> Response:
        """To the sign-in page, and back here afterwards; first run where nothing is yet."""
        if not self.front.made:
            return self.go("/welcome")
        query = self.request.url.query
        here = self.request.url.path + (f"?{query}" if query else "")
        return self.go("/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='/')}")

    def remember(self, response: Response, name: str, value: str) -> None:
        """Keep a preference in this browser, where the client's script finds it too."""
        response.set_cookie(
            name,
            value,
            max_age=YEAR_S if value else 0,
            path="/",
            samesite="lax",
            secure=self.request.url.scheme == "https",
        )


async def open_visit(services: WebServices, assets: Assets, request: Request) -> Visit:
    """Find out who looks, and what language to speak. Errors: DomainError."""
    actor = await services.auth.visit(request)
    front = await services.call(actor, "workspace.look", LookAtFront())
    me: MeView | None = None
    if actor.kind is Kind.PERSON:
        try:
            me = await services.call(actor, "people.me", GetMe())
        except DomainError as error:
            if error.code != "not_signed_in":
                raise
    return Visit(services, assets, request, actor, front, me, language_of(request, me))


def language_of(request: Request, me: MeView | None = None) -> str:
    """Asked for in the address, chosen by the person, kept in this browser, or the browser's."""
    asked = request.query_params.get("lang", "")
    chosen = me.language if me is not None else ""
    kept = request.cookies.get(LANGUAGE_COOKIE, "")
    wanted = next((name for name in (asked, chosen, kept) if name in LANGUAGES), "")
    return choose(wanted, request.headers.get("accept-language", ""))


def safe_next(path: str) -> str:
    """A path of our own to go to, or "/": never another site's address."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and path.isprintable() and "\\" not in path else "/"
