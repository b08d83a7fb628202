"""The HTTP API described as OpenAPI 3.1, generated from the same structs that serve it."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from channels.core.errors import KINDS, DomainError, TooLarge
from channels.core.rights import Right
from channels.messages.protocol import FileView
from server import __version__
from server.contract import Operation, load_contract

BASE = "/api/v1"
UPLOAD = "files.upload"
SOCKET_ONLY = "Only over the WebSocket at `/ws`; over HTTP it is refused as `invalid`."
ANSWERED: tuple[type[DomainError], ...] = (*KINDS, DomainError)  # one for each code
REFUSALS: tuple[type[DomainError], ...] = (*ANSWERED, TooLarge)
_TEMPLATE = "#/components/schemas/{name}"


@cache
def document() -> dict[str, Any]:
    """The whole description, ready for JSON."""
    rows = load_contract().operations
    wire: list[Any] = [row.args for row in rows]
    wire += [row.result for row in rows]
    schemas, components = msgspec.json.schema_components([*wire, FileView], ref_template=_TEMPLATE)
    paths = {
        f"{BASE}/{row.name}": {"post": _operation(row, schemas[index], schemas[index + len(rows)])}
        for index, row in enumerate(rows)
    }
    paths[f"{BASE}/{UPLOAD}"] = {"post": _upload(schemas[-1])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ruche",
            "version": __version__,
            "description": (
                "Every operation is also served over the WebSocket at `/ws`. Times are Unix "
                "milliseconds, ids are strings. A list comes as `items` and `next`; to go on, "
                "send `next` back as `after`."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}, {"session": []}],
        "tags": [{"name": name} for name in sorted({row.name.partition(".")[0] for row in rows})],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**dict(sorted(components.items())), "Fault": _FAULT},
            "responses": _responses(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "`xoxp-…`"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "ruche_session",
                    "description": "Needs the header `X-Ruche: 1`, from a page of this server.",
                },
            },
        },
    }


def _operation(row: Operation, command: dict[str, Any], returns: dict[str, Any]) -> dict[str, Any]:
    doc = (row.args.__doc__ or "").strip()
    where = f"\n\n{SOCKET_ONLY}" if row.socket_only else ""
    slice_name = row.name.partition(".")[0]
    open_to_all = row.right is Right.NOBODY_YET
    described: dict[str, Any] = {
        "operationId": row.name,
        "tags": [slice_name],
        "summary": doc.splitlines()[0] if doc else row.name,
        "description": f"{doc}\n\nRight: `{row.right.value}`.{where}",
        "requestBody": {"required": _needs_body(row), "content": _contents(command)},
        "responses": {"200": _result(returns), **_refusals()},
    }
    if open_to_all:
        described["security"] = []
    return described


def _needs_body(row: Operation) -> bool:
    return any(field.required for field in msgspec.structs.fields(row.args))


def _upload(file_view: dict[str, Any]) -> dict[str, Any]:
    part = {"type": "string", "contentMediaType": "application/octet-stream"}
    form = {"type": "object", "properties": {"file": part}, "required": ["file"]}
    return {
        "operationId": UPLOAD,
        "tags": ["files"],
        "summary": "Upload a file, streamed; give its id to `messages.post` as one of `file_ids`.",
        "description": "Right: `self`.",
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {"200": _result(file_view), **_refusals()},
    }


def _contents(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}, "application/msgpack": {"schema": schema}}


def _result(schema: dict[str, Any]) -> dict[str, Any]:
    reply = {
        "type": "object",
        "properties": {"ok": {"const": True}, "result": schema},
        "required": ["ok", "result"],
    }
    return {"description": "Done.", "content": _contents(reply)}


def _refusals() -> dict[str, Any]:
    return {
        str(kind.http_status): {"$ref": f"#/components/responses/{kind.code}"} for kind in REFUSALS
    }


def _responses() -> dict[str, Any]:
    fault = _contents({"$ref": "#/components/schemas/Fault"})
    return {kind.code: {"description": _described(kind), "content": fault} for kind in ANSWERED}


def _described(kind: type[DomainError]) -> str:
    if kind is DomainError:
        return "Something went wrong on the server; it has been logged."
    return (kind.__doc__ or "").strip()


_FAULT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "ok": {"const": False},
        "error": {
            "type": "object",
            "properties": {
                "code": {"enum": [kind.code for kind in ANSWERED]},
                "detail": {"type": "string"},
                "field": {"type": ["string", "null"]},
                "retry_after_s": {
                    "type": "number",
                    "description": "With `limited` and `unavailable`: when to try again.",
                },
            },
            "required": ["code", "detail", "field"],
        },
    },
    "required": ["ok", "error"],
}
