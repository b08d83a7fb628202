"""What slices add to the search of messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from channels.core.actor import PersonId
from persistence.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched of a message beside what it says: more words, and marks such as `file`."""

    texts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


Searching = Callable[[Snapshot, Sequence[str]], Awaitable[Mapping[str, Searched]]]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a search may ask of a message that changes without it, such as `is:pinned`.

    `holds` gives those of some messages for which it holds, for the one who asks. `every` gives
    all messages for which it holds, if there are no more than so many, else None; it is left out
    where there are always many.
    """

    holds: Callable[[Snapshot, PersonId, Sequence[str]], Awaitable[set[str]]]
    every: Callable[[Snapshot, PersonId, int], Awaitable[list[str] | None]] | None = None
