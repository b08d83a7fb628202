"""How events are encoded for the log and the bus."""

from __future__ import annotations

import msgpack
import msgspec

from persistence.decision import NamedEvent

_EVENT = msgpack.packb("event")
_DATA = msgpack.packb("data")


def event_body(event: NamedEvent) -> bytes:
    """The msgpack tail of a push: `"event", name, "data", {…}`, without a map header.

    It is encoded once, stored in the log, and becomes a frame by setting the stream, epoch and
    seq before it.
    """
    name = msgpack.packb(event.wire_name)
    data = msgpack.packb(msgspec.to_builtins(event))
    return b"".join((_EVENT, name, _DATA, data))


def read_event_body(body: bytes) -> tuple[str, dict[str, object]]:
    """Name and data of an encoded event."""
    unpacker = msgpack.Unpacker(strict_map_key=False)
    unpacker.feed(body)
    _, name, _, data = (unpacker.unpack() for _ in range(4))
    return name, data


def pack(value: object) -> bytes:
    """msgpack of a job's body."""
    packed: bytes = msgpack.packb(value)
    return packed


def unpack(packed: bytes) -> object:
    """The value that `pack` packed."""
    return msgpack.unpackb(packed, strict_map_key=False)
