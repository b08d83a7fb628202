"""The frames of the protocol as structs, and both their codecs; pure.

A frame is a map. In: `Request` and `Ping`; what is neither becomes a `Fault` that names the field.
Out: hello, reply, push and pong, their keys in the documented order.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgpack
import msgspec

from channels.core.errors import DomainError
from persistence.streams import Stream
from server.gateway.ports import Codec
from server.gateway.wire import Opcode

MAX_FRAME_BYTES = 1 << 20

RequestId = str | int | None


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The server's first frame. `positions` are the streams heard from now on."""

    me: msgspec.Struct
    epoch: str
    positions: dict[Stream, tuple[str, int]]
    heartbeat_s: int
    protocol: int
    connection_id: str


class Request(msgspec.Struct, frozen=True):
    """A call of an operation; `args` is still encoded, for the door to type."""

    id: RequestId
    op: str
    args: bytes


class Ping(msgspec.Struct, frozen=True):
    """A client asks whether the connection lives; answered by the same number."""

    ping: int


class Fault(msgspec.Struct, frozen=True):
    """What went wrong with a request; `field` is the dotted path of the part at fault."""

    id: RequestId
    code: str
    detail: str
    field: str | None = None
    retry_after_s: float | None = None


class _Inbound(msgspec.Struct, forbid_unknown_fields=True):
    id: str | int | msgspec.UnsetType = msgspec.UNSET
    op: str | msgspec.UnsetType = msgspec.UNSET
    args: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    ping: int | msgspec.UnsetType = msgspec.UNSET


class _IdOnly(msgspec.Struct):
    id: Any = None


_msgpack_inbound = msgspec.msgpack.Decoder(_Inbound)
_json_inbound = msgspec.json.Decoder(_Inbound)
_msgpack_id = msgspec.msgpack.Decoder(_IdOnly)
_json_id = msgspec.json.Decoder(_IdOnly)

_NO_ARGS: dict[Codec, bytes] = {"msgpack": b"\x80", "json": b"{}"}
_INT64 = 1 << 63
_MAX_ID = 200
_MAX_ECHO = 200  # characters of what a client sent that an error repeats


def decode(message: bytes, text: bool, codec: Codec) -> Request | Ping | Fault:
    """What a client has sent. Never raises, whatever the bytes."""
    refusal = _refusal(message, text, codec)
    if refusal is not None:
        return Fault(None, "invalid", refusal, "frame")
    try:
        found = (_json_inbound if codec == "json" else _msgpack_inbound).decode(message)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        halved = _halved(message) if codec == "json" else None
        if halved is not None:
            return halved
        detail, field = explain(error, "frame")
        return Fault(_salvaged_id(message, codec), "invalid", detail, field)
    return _typed(found, codec)


def _refusal(message: bytes, text: bool, codec: Codec) -> str | None:
    if len(message) > MAX_FRAME_BYTES:
        return TOO_BIG.detail
    if text and codec == "msgpack":
        return "A text frame came on a msgpack socket: send binary frames."
    if not text and codec == "json":
        return "A binary frame came on a JSON socket: send text frames."
    if text and not message.isascii():
        try:
            message.decode()
        except UnicodeDecodeError as error:
            return f"Not UTF-8 text at byte {error.start}."
    return None


def _typed(found: _Inbound, codec: Codec) -> Request | Ping | Fault:
    if found.ping is not msgspec.UNSET:
        if found.id is msgspec.UNSET and found.op is msgspec.UNSET and _fits(found.ping):
            return Ping(found.ping)
        return Fault(None, "invalid", "A ping is a map of one key with a 64-bit number.", "ping")
    if found.id is msgspec.UNSET:
        return Fault(None, "invalid", "A request needs an id, text or number.", "id")
    if not _fits(found.id):
        return Fault(None, "invalid", f"At most {_MAX_ID} characters, or a 64-bit number.", "id")
    if found.op is msgspec.UNSET:
        return Fault(found.id, "invalid", "A request needs an operation's name.", "op")
    args = _NO_ARGS[codec] if found.args is msgspec.UNSET else bytes(found.args)
    return Request(found.id, found.op, args)


def _fits(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_ID
    return isinstance(value, int) and -_INT64 <= value < _INT64


def _salvaged_id(message: bytes, codec: Codec) -> RequestId:
    """The id of a malformed request, where it can be read."""
    try:
        found = (_json_id if codec == "json" else _msgpack_id).decode(message).id
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
        return None
    return found if not isinstance(found, bool) and _fits(found) else None


_SPELT_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


def _halved(message: bytes) -> Fault | None:
    """The refusal of half a surrogate pair, which JSON can spell and no text can hold."""
    if _SPELT_HALF.search(message) is None:
        return None
    try:
        found = json.loads(message)
        args = found.get("args", {}).items()
    except (ValueError, RecursionError, AttributeError):
        return None
    field = next((name for name, value in args if _HALF.search(f"{name}{value}")), None)
    if field is None:
        return None
    request_id = found.get("id")
    known = _fits(request_id) and not isinstance(request_id, bool)
    field = _HALF.sub("", field)[:_MAX_ECHO]
    return Fault(request_id if known else None, "invalid", "Half of a surrogate pair.", field)


_PLACE = re.compile(r" - at `(?:key` in `)?\$(.*)`$")
_NAMED = re.compile(r"(?:required|unknown) field `([^`]*)`")


def explain(error: Exception, whole: str) -> tuple[str, str]:
    """(detail, dotted path of the field) of a failed decoding; `whole` if no field is to blame."""
    if isinstance(error, UnicodeDecodeError):
        return "Text must be UTF-8.", whole
    if isinstance(error, RecursionError):
        return "Nested too deeply.", whole
    message = str(error)
    place = _PLACE.search(message)
    path = [] if place is None else [p for p in re.split(r"[.\[\]]+", place.group(1)) if p]
    named = _NAMED.search(message)
    if named is not None:
        path.append(named.group(1))
    detail = message[: place.start()] if place is not None else message
    return f"{detail[:_MAX_ECHO]}.", ".".join(path)[:_MAX_ECHO] or whole


TOO_BIG = Fault(None, "invalid", f"A frame holds at most {MAX_FRAME_BYTES} bytes.", "frame")


def to_fault(request_id: RequestId, error: DomainError) -> Fault:
    """A domain's error as the answer of a request."""
    return Fault(request_id, error.code, error.detail, error.field, error.retry_after_s)


# -- out


def message_opcode(codec: Codec) -> Opcode:
    """JSON goes in text frames, msgpack in binary ones."""
    return Opcode.TEXT if codec == "json" else Opcode.BINARY


def encode_hello(hello: Hello, codec: Codec) -> bytes:
    """`{"hello": {…}}`."""
    return _encode({"hello": hello}, codec)


def encode_reply(request_id: RequestId, result: object, codec: Codec) -> bytes:
    """`{"id", "ok": true, "result"}`."""
    if codec == "json":
        return _encode({"id": request_id, "ok": True, "result": result}, codec)
    packed_id: bytes = msgpack.packb(request_id)
    return b"\x83\xa2id" + packed_id + b"\xa2ok\xc3\xa6result" + msgspec.msgpack.encode(result)


def encode_fault(fault: Fault, codec: Codec) -> bytes:
    """`{"id", "ok": false, "error": {"code", "detail", "field"}}`, and when to try again."""
    error = {"code": fault.code, "detail": fault.detail, "field": fault.field}
    if fault.retry_after_s is not None:
        error["retry_after_s"] = fault.retry_after_s  # type: ignore[assignment]
    return _encode({"id": fault.id, "ok": False, "error": error}, codec)


def encode_pong(ping: Ping, codec: Codec) -> bytes:
    """`{"pong": n}`."""
    return _encode({"pong": ping.ping}, codec)


def encode_push(stream: Stream, event: str, content: object, codec: Codec) -> bytes:
    """An ephemeral push of what only this gateway knows: `{"stream", "event", "data"}`."""
    return _encode({"stream": stream, "event": event, "data": content}, codec)


def _encode(frame: object, codec: Codec) -> bytes:
    return msgspec.json.encode(frame) if codec == "json" else msgspec.msgpack.encode(frame)


class PushHead:
    """Turns entries of one stream into pushes; the head is packed once, bodies stay as they are."""

    __slots__ = ("_logged", "_passing")

    def __init__(self, stream: Stream, epoch: str) -> None:
        name: bytes = msgpack.packb("stream") + msgpack.packb(stream)
        self._logged: bytes = (
            b"\x85" + name + msgpack.packb("epoch") + msgpack.packb(epoch) + msgpack.packb("seq")
        )
        self._passing = b"\x83" + name

    def push(self, seq: int, body: bytes) -> bytes:
        """The msgpack message; seq 0 is ephemeral and carries neither epoch nor seq."""
        if seq == 0:
            return self._passing + body
        packed_seq: bytes = msgpack.packb(seq)
        return self._logged + packed_seq + body


def to_json(message: bytes) -> bytes:
    """A msgpack message of ours as JSON."""
    return msgspec.json.encode(msgspec.msgpack.decode(message))


def read_body(body: bytes) -> tuple[str, Any]:
    """The (event, data) of an entry's body."""
    found = msgspec.msgpack.decode(b"\x82" + body)
    return found["event"], found["data"]
