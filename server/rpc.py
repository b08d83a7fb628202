"""`POST /api/v1/{operation}`: the same operations over plain HTTP."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Any

import msgpack
import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from channels.core.actor import Actor
from channels.core.errors import DomainError, Invalid, TooLarge
from server.door import Codec, Door
from server.gateway.operations import OPERATIONS as ON_SOCKETS

MAX_BODY_BYTES = 1 << 20
MSGPACK = "application/msgpack"
JSON = "application/json"

_log = structlog.get_logger(__name__)


class Rpc:
    """Translates requests to calls; the reply is the socket's, without `id`."""

    def __init__(self, door: Door, authenticate: Callable[[Request], Awaitable[Actor]]) -> None:
        self._door = door
        self._authenticate = authenticate

    async def endpoint(self, request: Request) -> Response:
        """One operation."""
        codec: Codec = "msgpack" if MSGPACK in request.headers.get("content-type", "") else "json"
        wants_msgpack = MSGPACK in request.headers.get("accept", "") or (
            codec == "msgpack" and JSON not in request.headers.get("accept", "")
        )
        try:
            actor = await self._authenticate(request)
            body = await read_body(request)
            op = request.path_params["operation"]
            if op in ON_SOCKETS:
                raise Invalid(f"{op} works over the WebSocket at /ws alone.", "op")
            command = self._door.parse(op, body or empty(codec), codec)
            result = await self._door.call(actor, op, command)
        except DomainError as error:
            return fault(error, wants_msgpack)
        except (ClientDisconnect, HTTPException):
            raise
        except Exception:
            _log.exception("operation_failed", operation=request.path_params["operation"])
            detail = "Something went wrong on the server; it has been logged."
            return fault(DomainError(detail), wants_msgpack)
        return reply({"ok": True, "result": result}, 200, wants_msgpack)


async def read_body(request: Request) -> bytes:
    """The whole body.

    Errors: TooLarge when it is over 1 MiB.
    """
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge("The body is over 1 MiB.", "body")
        chunks.append(chunk)
    return b"".join(chunks)


def empty(codec: Codec) -> bytes:
    """No arguments."""
    return b"{}" if codec == "json" else b"\x80"


def fault(error: DomainError, in_msgpack: bool = False) -> Response:
    """An error as a reply, with the fitting status."""
    told: dict[str, Any] = {"code": error.code, "detail": error.detail, "field": error.field}
    if error.retry_after_s is not None:
        told["retry_after_s"] = error.retry_after_s
    response = reply({"ok": False, "error": told}, error.http_status, in_msgpack)
    if error.retry_after_s is not None:
        response.headers["retry-after"] = str(max(1, math.ceil(error.retry_after_s)))
    return response


def reply(body: object, status: int, in_msgpack: bool) -> Response:
    """A body in the codec asked for."""
    plain = msgspec.to_builtins(body)
    content = msgpack.packb(plain) if in_msgpack else msgspec.json.encode(plain)
    return Response(content, status, media_type=MSGPACK if in_msgpack else JSON)
