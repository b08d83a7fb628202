"""`/api/{method}`: finds the method's row, the caller and the arguments; answers as Slack does."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels.core.errors import DomainError, Limited, Unavailable
from server.slack.arguments import Arguments, read_arguments
from server.slack.call import Call, Method
from server.slack.caller import Caller, Callers
from server.slack.edge import Edge
from server.slack.errors import RateLimited, SlackError, to_slack
from server.slack.limits import ApiLimits

JSON = "application/json; charset=utf-8"
_KINDS = {"bot": "b", "person": "u", "link": "a"}

_log = structlog.get_logger(__name__)


class SlackApi:
    """The methods over HTTP.

    Guarantees: an answer is JSON with `ok` and status 200, whatever is wrong with the call; 429
    with `retry-after` where there were too many, 503 while nothing can be stored or read.
    """

    def __init__(
        self, edge: Edge, callers: Callers, limits: ApiLimits, methods: Mapping[str, Method]
    ) -> None:
        self._edge = edge
        self._callers = callers
        self._limits = limits
        self._methods = methods

    def routes(self) -> list[BaseRoute]:
        """After all other addresses below `/api/`."""
        return [Route("/api/{method}", self.endpoint, methods=["GET", "POST"])]

    async def endpoint(self, request: Request) -> Response:
        """One call."""
        headers: dict[str, str] = {}
        try:
            body = await self._answer(request, headers)
        except (RateLimited, Limited) as error:
            wait_s = max(1, math.ceil(error.retry_after_s))
            headers["retry-after"] = str(wait_s)
            return answer({"ok": False, "error": "ratelimited"}, headers, 429)
        except SlackError as error:
            body = error.body()
        except Unavailable:
            return answer({"ok": False, "error": "service_unavailable"}, headers, 503)
        except (ClientDisconnect, HTTPException):
            raise
        except Exception:
            _log.exception("method_failed", method=request.path_params["method"][:80])
            body = {"ok": False, "error": "internal_error"}
        return answer(body, headers)

    async def _answer(self, request: Request, headers: dict[str, str]) -> dict[str, Any]:
        name = request.path_params["method"]
        args = await read_arguments(request)
        if name == "api.test":
            return _test(args)
        method = self._methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name[:80])
        caller = await self._callers.find(_token(request, args))
        headers["x-oauth-scopes"] = ",".join(sorted(caller.scopes))
        if method.accepted:
            headers["x-accepted-oauth-scopes"] = method.accepted
        return await self.call(name, method, caller, args)

    async def call(
        self, name: str, method: Method, caller: Caller, args: Arguments
    ) -> dict[str, Any]:
        """The method's answer. Errors: SlackError, Limited, Unavailable."""
        if _KINDS[caller.kind] not in method.tokens:
            raise SlackError("not_allowed_token_type")
        await self._limits.take(
            caller, name, method.tier, args.text("channel").strip().lstrip("#")[:80]
        )
        call = Call(self._edge, name, caller, args, await self._edge.team())
        if method.scope:
            call.require(method.scope)
        try:
            body = {"ok": True, **await method.handler(call)}
        except DomainError as error:
            raise to_slack(error, method.words) from None
        if call.warnings:
            body["warning"] = ",".join(call.warnings)
            metadata = body.setdefault("response_metadata", {})
            metadata["warnings"] = call.warnings
        return body


def _test(args: Arguments) -> dict[str, Any]:
    given = {name: value for name, value in args.values.items() if name != "token"}
    if "error" in args:
        return {"ok": False, "error": args.text("error"), "args": given}
    return {"ok": True, "args": given}


def _token(request: Request, args: Arguments) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return args.text("token").strip()


def answer(body: Mapping[str, Any], headers: Mapping[str, str], status: int = 200) -> Response:
    """A body as the SDKs read it."""
    sent = {"cache-control": "private, no-cache, no-store", **headers, "content-type": JSON}
    return Response(json.dumps(body, ensure_ascii=False), status, sent)
