"""The wire contract as values: every operation and event, read from the slices' manifests."""

from __future__ import annotations

import enum
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from channels import discover
from channels.core.protocol import PROTOCOL_VERSION, Event, Page
from channels.core.rights import Right
from presence.protocol import PresenceView
from server.gateway import operations as socket

StructCls = type[msgspec.Struct]

SOCKET_RESULTS: Mapping[str, object] = {
    "streams.resume": socket.Resumed,
    "streams.watch": socket.Watched,
    "streams.unwatch": socket.Unwatched,
    "presence.watch": Page[PresenceView],
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as a reader of the contract needs it."""

    name: str
    args: StructCls
    result: object  # a struct, or a generic struct with its argument
    right: Right
    errors: str = ""  # the handler's own words on what it raises
    socket_only: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """All operations and events, in order of name; `unions` names the unions of structs."""

    operations: tuple[Operation, ...]
    events: tuple[type[Event], ...]
    unions: Mapping[frozenset[StructCls], str]
    version: int = PROTOCOL_VERSION


def load_contract() -> Contract:
    """The contract of this installation: what the slices serve, and what only a socket can do."""
    served = [row for row in discover.operations().values() if not row.internal]
    rows = [
        Operation(row.name, row.command, row.returns, row.right, _errors(row.handler))
        for row in served
    ]
    rows += [
        Operation(name, args, SOCKET_RESULTS[name], Right.SELF, socket_only=True)
        for name, args in socket.OPERATIONS.items()
    ]
    events = {event for manifest in discover.slices() for event in manifest.events}
    modules = [sys.modules[name] for name in sorted(sys.modules) if name.startswith("channels.")]
    return Contract(
        operations=tuple(sorted(rows, key=lambda row: row.name)),
        events=tuple(sorted(events, key=lambda event: event.wire_name)),
        unions=named_unions(modules),
    )


def named_unions(modules: Iterable[types.ModuleType]) -> dict[frozenset[StructCls], str]:
    """The unions of structs that stand under a name in these modules."""
    names: dict[frozenset[StructCls], str] = {}
    for module in modules:
        for name, value in vars(module).items():
            members = typing.get_args(value) if _is_union(value) else ()
            if members and all(_is_struct(member) for member in members):
                names[frozenset(members)] = name
    return names


def origin(cls: object) -> tuple[StructCls, tuple[object, ...]]:
    """A generic struct's class and its arguments; a plain struct has none."""
    plain = typing.get_origin(cls)
    if plain is None:
        return typing.cast("StructCls", cls), ()
    return typing.cast("StructCls", plain), typing.get_args(cls)


def own_doc(cls: type) -> str:
    """The docstring that stands in the class itself, without its indentation."""
    return inspect.cleandoc(vars(cls).get("__doc__") or "")


def commented_members(kind: type[enum.Enum]) -> Iterator[tuple[enum.Enum, str]]:
    """An enum's members, each with the comment that stands behind it in the source."""
    found = dict(re.findall(r"^\s+(\w+) = [^#\n]+#\s*(.*)$", inspect.getsource(kind), re.MULTILINE))
    for member in kind:
        yield member, found.get(member.name, "")


def may_leave_out(cls: StructCls) -> bool:
    """Whether a field at its default may be absent: in commands, and in views that omit it."""
    config = cls.__struct_config__
    return config.omit_defaults or config.forbid_unknown_fields


def _errors(handler: object) -> str:
    doc = inspect.cleandoc(getattr(handler, "__doc__", None) or "")
    found = re.search(r"Errors:\s*(.+?)(?:\n\n|\Z)", doc, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _is_union(value: object) -> bool:
    return typing.get_origin(value) in (typing.Union, types.UnionType)


def _is_struct(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, msgspec.Struct)
