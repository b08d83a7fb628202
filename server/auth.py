"""Who asks: session cookies and bearer tokens, Origin checks, and tokens of forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from channels.core.actor import Actor, Kind, visitor
from channels.core.errors import DomainError, NotAllowed, NotSignedIn
from channels.core.reach import reaching_store
from channels.people.proofs import Proof, hash_secret, prove
from channels.people.protocol import NoteSeen
from persistence.clock import Clock, now_ms
from persistence.decision import Patch
from persistence.store import Store
from persistence.streams import Stream
from server.config import Settings
from server.installation import installation_key
from server.proofs import ProofCache

SESSION_COOKIE = "ruche_session"
VISIT_COOKIE = "ruche_visit"
COOKIE_S = 400 * 24 * 3600  # what browsers keep at most; the session itself ends earlier
NOTED_EVERY_MS = 10 * 60 * 1000
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Call = Callable[[Actor, str, NoteSeen], Awaitable[object]]


class Authenticator:
    """Turns requests into actors.

    Guarantees: a revoked secret is refused as soon as `touched` was told of its person (which
    the store does at the commit, and within 250 ms for other processes' commits); a cookie alone
    moves nothing: writes need proof that one of our own pages sent them.
    """

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._public_url = settings.public_url.rstrip("/")
        self._proofs = ProofCache(store, clock, prove)
        self._key = b""
        self._call: Call = _nothing

    async def start(self, call: Call) -> None:
        """Read the installation's key, once the store is open; `call` is the door's."""
        self._key = await installation_key(self._store)
        self._call = call

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """These people's sessions or tokens may have ended."""
        self._proofs.touched(streams)

    def clear(self) -> None:
        """Changes may have been missed: ask the store for every secret anew."""
        self._proofs.clear()

    # -- who asks

    async def authenticate_http(self, request: Request) -> Actor:
        """Who calls the API. Errors: NotSignedIn; NotAllowed for a write that a foreign page may
        have sent with our cookie."""
        secret = _bearer(request)
        if secret is not None:
            return await self._actor(request, secret)
        cookie = request.cookies.get(SESSION_COOKIE)
        if not cookie:
            raise NotSignedIn("Sign in, or send a token as Authorization: Bearer.")
        if request.method not in SAFE:
            self._check_own_page(request)
        return await self._actor(request, cookie)

    async def authenticate_socket(self, websocket: WebSocket) -> Actor:
        """Who opens a socket. Errors: NotSignedIn; NotAllowed for a cookie from a foreign page."""
        secret = _bearer(websocket)
        if secret is not None:
            return await self._actor(websocket, secret)
        cookie = websocket.cookies.get(SESSION_COOKIE)
        if not cookie:
            raise NotSignedIn("Sign in, or send a token as Authorization: Bearer.")
        if not self._is_own(websocket, websocket.headers.get("origin", "")):
            raise NotAllowed("This page may not connect: its Origin is not this server's.")
        return await self._actor(websocket, cookie)

    async def visit(self, request: Request) -> Actor:
        """Who looks at a page: a person by the cookie, else a visitor. Forms check their token."""
        cookie = request.cookies.get(SESSION_COOKIE)
        if cookie:
            try:
                return await self._actor(request, cookie)
            except NotSignedIn:
                pass
        return visitor(_remote(request))

    async def _actor(self, connection: HTTPConnection, secret: str) -> Actor:
        secret_hash = hash_secret(secret)
        with reaching_store():
            proof = await self._proofs.get(secret_hash)
        if proof is None:
            raise NotSignedIn("This session or token has ended. Sign in again.")
        actor = Actor(Kind.PERSON, proof.person_id, session_id=proof.id, remote=_remote(connection))
        await self._note(actor, secret_hash, proof)
        return actor

    async def _note(self, actor: Actor, secret_hash: str, proof: Proof) -> None:
        """Now and then, write down that the secret was used."""
        now = now_ms(self._clock)
        if now - proof.used_at_ms < NOTED_EVERY_MS:
            return
        self._proofs.note(secret_hash, proof._replace(used_at_ms=now))
        try:
            await self._call(actor, "sessions.seen", NoteSeen())
        except NotSignedIn:
            raise
        except DomainError:
            pass  # it is written the next time; nobody is kept out for that

    # -- our own pages

    def _check_own_page(self, request: Request) -> None:
        """Errors: NotAllowed where a page of another site may have sent the request."""
        origin = request.headers.get("origin")
        foreign = origin is not None and not self._is_own(request, origin)
        if foreign or request.headers.get("x-ruche") != "1":
            raise NotAllowed(
                "With a cookie, send the header X-Ruche: 1 from a page of this server."
            )

    def _is_own(self, connection: HTTPConnection, origin: str) -> bool:
        """Is this Origin the one that was asked, or the public address?"""
        if not origin.startswith(("http://", "https://")):
            return False
        if self._public_url and origin == _origin(self._public_url):
            return True
        host = connection.headers.get("host", "")
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()

    def form_token(self, request: Request) -> str:
        """The token that forms on this page carry; bound to the session, else to the visit."""
        bound = request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISIT_COOKIE)
        if not bound:
            bound = secrets.token_urlsafe(24)
            request.cookies[VISIT_COOKIE] = bound
            request.state.ruche_new_visit = bound
        return hmac.new(self._key, b"form:" + bound.encode(), hashlib.sha256).hexdigest()

    def check_form(self, request: Request, token: str) -> None:
        """Errors: NotAllowed for a form that did not come from one of our own pages just now."""
        origin = request.headers.get("origin")
        foreign = origin is not None and not self._is_own(request, origin)
        bound = request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISIT_COOKIE)
        expected = self.form_token(request).encode()
        if foreign or not bound or not hmac.compare_digest(expected, token.encode()):
            raise NotAllowed("This page was open for too long. Send the form again.")

    # -- cookies

    def seal(self, request: Request, response: Response) -> None:
        """Give a visitor the cookie that the page's forms are bound to."""
        new_visit = getattr(request.state, "ruche_new_visit", None)
        if new_visit is not None:
            self._set(request, response, VISIT_COOKIE, new_visit, max_age_s=None)

    def begin(self, request: Request, response: Response, secret: str) -> None:
        """Sign this browser in."""
        self._set(request, response, SESSION_COOKIE, secret, max_age_s=COOKIE_S)

    def end(self, request: Request, response: Response) -> None:
        """Sign this browser out."""
        self._set(request, response, SESSION_COOKIE, "", max_age_s=0)

    def is_https(self, request: HTTPConnection) -> bool:
        """Do people reach this server by https, as far as it knows?"""
        return request.url.scheme in ("https", "wss") or self._public_url.startswith("https://")

    def _set(
        self, request: Request, response: Response, name: str, value: str, max_age_s: int | None
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age_s,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.is_https(request),
        )


async def _nothing(actor: Actor, operation: str, command: NoteSeen) -> None:
    """Nothing is noted before `start`."""


def _bearer(connection: HTTPConnection) -> str | None:
    """The token in the header, where there is such a header."""
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotSignedIn("Send the token as Authorization: Bearer xoxp-….")
    return secret.strip()


def _remote(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
