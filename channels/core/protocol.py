"""Bases of the wire structs: commands come in, views and events go out.

Fields are added with defaults and never re-meant. Times are Unix milliseconds (`*_at`), ids are
strings, `seq` is a position in a stream. A struct's wire order is its field order.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Generic, TypeVar

import msgspec

PROTOCOL_VERSION = 1
INT64_MAX = 2**63 - 1

Item = TypeVar("Item")

Limit = Annotated[int, msgspec.Meta(ge=1, le=500)]
Seq = Annotated[int, msgspec.Meta(ge=0)]
Id = Annotated[str, msgspec.Meta(min_length=2, max_length=40)]
Ids = Annotated[list[Id], msgspec.Meta(min_length=1, max_length=500)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Line = Annotated[str, msgspec.Meta(max_length=250)]
MessageText = Annotated[str, msgspec.Meta(max_length=16_000)]
Emoji = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
ClientId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a caller asks for. Unknown fields are refused, so that a typo is not silence.

    `cleaned` names the fields whose text the slice mends itself, whatever signs it holds.
    """

    cleaned: ClassVar[tuple[str, ...]] = ()


class View(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a caller is shown. A field at its default is left out."""


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happened, the same for every reader, with all that a client needs to apply it."""

    wire_name: ClassVar[str] = ""


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """One page of a list; `next` goes back as `after` (history: `before`), None at the end."""

    items: list[Item]
    next: str | None


class Done(View, frozen=True, kw_only=True):
    """The answer of an operation that has nothing to show."""
