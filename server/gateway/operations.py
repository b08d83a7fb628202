"""Operations that only a socket can do; the connection itself serves them, not the door."""

from __future__ import annotations

from typing import Annotated

import msgspec

from channels.core.protocol import Command, Id, Seq
from persistence.streams import Stream

StreamName = Annotated[Stream, msgspec.Meta(min_length=1, max_length=80)]
StreamNames = Annotated[list[StreamName], msgspec.Meta(max_length=5_000)]
Epoch = Annotated[str, msgspec.Meta(max_length=80)]
Positions = Annotated[dict[StreamName, tuple[Epoch, Seq]], msgspec.Meta(max_length=5_000)]

FOR_ONE = 100  # so many streams or people cost as much as an operation


class ResumeStreams(Command, frozen=True, kw_only=True):
    """Push again what came after these positions, then answer how much that was."""

    positions: Positions


class WatchStreams(Command, frozen=True, kw_only=True):
    """Hear these streams from now on; the answer tells from where."""

    streams: StreamNames


class UnwatchStreams(Command, frozen=True, kw_only=True):
    """Hear these streams no more on this connection."""

    streams: StreamNames


class WatchPresence(Command, frozen=True, kw_only=True):
    """Hear of these persons' coming and going, of no others; the answer tells how it is now."""

    person_ids: Annotated[list[Id], msgspec.Meta(max_length=500)]


class Resumed(msgspec.Struct, frozen=True, kw_only=True):
    """`resumed` pushes were sent again; the streams in `reset` must be loaded afresh."""

    resumed: int
    reset: list[Stream]


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What is heard comes after these positions."""

    positions: dict[Stream, tuple[str, int]]


class Unwatched(msgspec.Struct, frozen=True, kw_only=True):
    """Done."""


OPERATIONS: dict[str, type[Command]] = {
    "streams.resume": ResumeStreams,
    "streams.watch": WatchStreams,
    "streams.unwatch": UnwatchStreams,
    "presence.watch": WatchPresence,
}


def cost_of(command: Command) -> float:
    """What an operation takes from its actor's allowance: the more, the more it names."""
    match command:
        case ResumeStreams():
            named = len(command.positions)
        case WatchStreams() | UnwatchStreams():
            named = len(command.streams)
        case WatchPresence():
            named = len(command.person_ids)
        case _:
            named = 0
    return 1.0 + named / FOR_ONE
