"""Every HTTP request gets an id, which is in all lines logged for it, and is counted."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from persistence.tally import Tally

HEADER = "x-request-id"
UNKNOWN = "unknown"  # one label for all that is not there, whatever was asked for

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_log = structlog.get_logger(__name__)


class Requests:
    """Counts answers by operation and code, and how long they took.

    `operations` are the names that become labels; other addresses have that of their route, so
    that no stranger can make up new ones.
    """

    def __init__(self, operations: frozenset[str]) -> None:
        self.answered: Counter[tuple[str, int]] = Counter()
        self.took_s = Tally()
        self._operations = operations

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The same application, watched."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            await self._watch(app, scope, receive, send)

        return watched

    async def _watch(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = request_id_of(Headers(scope=scope).get(HEADER))
        structlog.contextvars.bind_contextvars(request_id=request_id)
        code = 500  # where it fails before it answers

        async def send_with_id(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        begin_s = time.perf_counter()
        try:
            await app(scope, receive, send_with_id)
        finally:
            took_s = time.perf_counter() - begin_s
            operation = self._operation(scope)
            self.answered[operation, code] += 1
            self.took_s.note(took_s)
            took_ms = round(took_s * 1_000, 1)
            _log.debug("request", operation=operation, code=code, took_ms=took_ms)

    def _operation(self, scope: Scope) -> str:
        named = scope.get("path_params", {}).get("operation")
        if named is not None:
            return named if named in self._operations else UNKNOWN
        return getattr(scope.get("route"), "path", "") or UNKNOWN


class Application(Starlette):
    """Starlette, with every request watched from the outside: also those that fail."""

    def __init__(self, requests: Requests, **options: Any) -> None:
        super().__init__(**options)
        self._requests = requests

    def build_middleware_stack(self) -> ASGIApp:
        return self._requests.wrap(super().build_middleware_stack())


def request_id_of(given: str | None) -> str:
    """The id that a proxy or client has given, where it is a sane one; else a new one."""
    return given if given is not None and _SANE.fullmatch(given) else secrets.token_hex(8)
