"""What the pages need from the server, as protocols."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from channels.core.actor import Actor
from channels.core.protocol import Command


class PageAuth(Protocol):
    """Who looks at a page, the tokens of its forms, and the browser's cookies."""

    async def visit(self, request: Request) -> Actor:
        """A person by the cookie, else a visitor."""
        ...

    def form_token(self, request: Request) -> str:
        """What forms on the page that answers this request carry as `csrf`."""
        ...

    def check_form(self, request: Request, token: str) -> None:
        """Errors: NotAllowed for a form that is not from one of our own pages."""
        ...

    def seal(self, request: Request, response: Response) -> None:
        """Set the cookie that a visitor's forms are bound to, where one was made."""
        ...

    def begin(self, request: Request, response: Response, secret: str) -> None:
        """Sign this browser in."""
        ...

    def end(self, request: Request, response: Response) -> None:
        """Sign this browser out."""
        ...


class SignInLimits(Protocol):
    """How often one may try to sign in. Errors: Limited, from `before_sign_in`."""

    async def before_sign_in(self, remote: str, email: str) -> None: ...

    async def sign_in_failed(self, remote: str, email: str) -> None: ...

    async def sign_in_succeeded(self, remote: str, email: str) -> None: ...


@dataclass(frozen=True, slots=True)
class AppPlan:
    """What a manifest says: the fields of `apps.create` and `apps.update`, what the bot is called,
    which events it wants that are not told here, whether it has a home page for each person, and
    what its shortcuts are called."""

    fields: Mapping[str, Any]
    bot_name: str
    untold: Sequence[str] = ()
    home: bool = False
    shortcuts: Sequence[str] = ()


class AppTools(Protocol):
    """What is known of apps outside the domain."""

    def read(self, manifest: str) -> AppPlan:
        """Errors: BadManifest."""
        ...

    def webhook_url(self, team_id: str, hook_id: str, secret: str) -> str:
        """The address that posts into a channel."""
        ...


@dataclass(frozen=True, slots=True)
class WebServices:
    """The one door, who asks, limits, the time in Unix milliseconds, the address, and whether
    addresses inside one's own network may be asked."""

    call: Callable[[Actor, str, Command], Awaitable[Any]]
    auth: PageAuth
    limits: SignInLimits
    now_ms: Callable[[], int]
    public_url: str
    private_urls: bool
    apps: AppTools
