"""Streams, their names and positions; the only maker of topic names.

A stream is a gap-free sequence of committed events. `seq` counts from 1 within a stream; the
`epoch` is one string for the whole store and is renewed when a backup is restored.
"""

from __future__ import annotations

from typing import NewType

Stream = NewType("Stream", str)
Position = tuple[str, int]

WORKSPACE = Stream("w")
PRESENCE = Stream("p")
PROCESSES = Stream("x")


def channel_stream(channel_id: str) -> Stream:
    """What happens in one channel."""
    return Stream(f"c:{channel_id}")


def user_stream(person_id: str) -> Stream:
    """What concerns one person only, on all their devices."""
    return Stream(f"u:{person_id}")


def channel_of(stream: Stream) -> str | None:
    """The channel's id, where `stream` is a channel's."""
    return stream[2:] if stream.startswith("c:") else None


def person_of(stream: Stream) -> str | None:
    """The person's id, where `stream` is a person's own."""
    return stream[2:] if stream.startswith("u:") else None
