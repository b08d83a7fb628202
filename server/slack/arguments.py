"""What a client sent, in whichever of the forms that the SDKs use, as one set of arguments."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from server.slack.errors import SlackError, bad_argument, missing

MAX_BODY_BYTES = 2 << 20
_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off", ""})


class Sent(NamedTuple):
    """A file among the fields of a multipart body."""

    name: str
    content: bytes


class Arguments:
    """The arguments of a call by name; typed on demand. JSON `null` means absent."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.files: Mapping[str, Sent] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers as they are written."""
        value = self.values.get(name, default)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return value
        if isinstance(value, int | float):
            return str(value)
        return json.dumps(value)

    def need(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name).strip()
        if not value:
            raise missing(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A switch, however it is spelt."""
        value = self.values.get(name)
        if value is None:
            return default
        spelt = str(value).strip().lower()
        if spelt in _TRUE or spelt in _FALSE:
            return spelt in _TRUE
        raise bad_argument(f"must be a boolean: {name}")

    def number(self, name: str, default: int, code: str = "invalid_arguments") -> int:
        """A whole number."""
        value = self.text(name).strip()
        if not value:
            return default
        try:
            return int(float(value))
        except (ValueError, OverflowError):
            raise bad_argument(f"must be a number: {name}", code) from None

    def limit(self, default: int, most: int = 1_000) -> int:
        """How many items a page may hold."""
        asked = self.number("limit", default, "invalid_limit")
        if asked < 0:
            raise SlackError("invalid_limit")
        return min(asked or default, most)

    def list(self, name: str) -> list[str]:
        """Several texts, separated by commas or as a JSON array."""
        value = self.values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = self.structured(name)
        if isinstance(value, list):
            return [str(one).strip() for one in value if str(one).strip()]
        return [one.strip() for one in self.text(name).split(",") if one.strip()]

    def structured(self, name: str, code: str = "invalid_arguments") -> Any:
        """An object or list, also as JSON in a text; None where it is absent or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_argument(f"not valid JSON: {name}", code) from None


async def read_arguments(request: Request) -> Arguments:
    """Query and body together; the body wins. Source: the contract's section 2."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        parts = await _parts(request)
        given = Arguments({**values, **{k: v for k, v in parts.items() if isinstance(v, str)}})
        given.files = {k: v for k, v in parts.items() if isinstance(v, Sent)}
        return given
    body = await _body(request.stream())
    if not body.strip():
        return Arguments(values)
    if kind == "application/json":
        values.update(_json(body))
    else:
        values.update(_form(body))
    return Arguments(values)


async def _parts(request: Request) -> dict[str, str | Sent]:
    """The fields of a multipart body, which is bounded as any other."""
    body = await _body(request.stream())

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, whole(), max_files=10, max_fields=100, max_part_size=MAX_BODY_BYTES
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise SlackError("invalid_form_data") from None
    try:
        return {
            name: value
            if isinstance(value, str)
            else Sent(value.filename or "", await value.read())
            for name, value in form.items()
        }
    finally:
        await form.close()


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise SlackError("invalid_json") from None
    if not isinstance(read, dict):
        raise SlackError("json_not_object")
    return read


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1_000))
    except (ValueError, UnicodeDecodeError):
        raise SlackError("invalid_form_data") from None


async def _body(stream: AsyncIterator[bytes]) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise SlackError("request_too_large")
        chunks.append(chunk)
    return b"".join(chunks)
