"""A write as a value: rows, events and jobs that a handler decided on and the store commits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import msgspec
from sqlmodel import SQLModel

from persistence.snapshot import Snapshot
from persistence.streams import Stream

Row = Mapping[str, Any]


class NamedEvent(Protocol):
    """A wire struct that knows its event's name."""

    wire_name: ClassVar[str]


class Emit:
    """An event to be numbered in its stream by the writer.

    `build` gives the event and changes nothing: what it gives once `seq` (position in the stream)
    and `at_us` (Unix microseconds, growing within the process) are known is what counts.
    """

    __slots__ = ("at_us", "build", "seq", "stream")

    def __init__(self, stream: Stream, build: Callable[[Emit], NamedEvent]) -> None:
        self.stream = stream
        self.build = build
        self.seq = 0
        self.at_us = 0

    @property
    def at_ms(self) -> int:
        """Unix milliseconds of the commit's numbering."""
        return self.at_us // 1_000


class Insert(msgspec.Struct, frozen=True):
    """A new row; columns left out take the table class's defaults.

    A callable row is asked for after numbering. `ignore` lets an existing row stand; `update`
    names the columns that an existing row (same primary key) takes over instead; columns also
    named in `greatest` only grow.
    """

    table: type[SQLModel]
    row: Row | Callable[[], Row]
    ignore: bool = False
    update: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()


class Update(msgspec.Struct, frozen=True):
    """Set `values` on the rows whose columns equal `where`; columns in `greatest` only grow."""

    table: type[SQLModel]
    where: Row
    values: Row | Callable[[], Row]
    greatest: tuple[str, ...] = ()


class Delete(msgspec.Struct, frozen=True):
    """Remove the rows whose columns equal `where`."""

    table: type[SQLModel]
    where: Row


Change = Insert | Update | Delete


class NewJob(msgspec.Struct, frozen=True):
    """Work to do after the commit; `body` is msgpack-able. At most one waiting job for each key."""

    kind: str
    body: Mapping[str, Any]
    run_at_ms: int = 0
    key: str | None = None


class Card:
    """A cached record that access rests on, named by the stream whose audience it decides.

    `fresh` turns False when the card is dropped from the cache. `version` is the stream's
    `members_version` at reading, by which the writer notices another process's change.
    """

    __slots__ = ("fresh", "stream", "version")

    def __init__(self, stream: Stream, version: int) -> None:
        self.fresh = True
        self.stream = stream
        self.version = version


Patch = Callable[[Any], Card]
Holds = Callable[[Snapshot], Awaitable[bool]]


@dataclass(slots=True)
class Decision:
    """What a handler wants to happen, all or nothing.

    `basis` are the cards the decision rests on: where one has gone stale when the writer takes
    the decision, it is decided again. `touches` names the streams whose card it changes: they
    are dropped from the cache of every process after the commit (in this one a patch, where
    given, makes the new card of the old), and the decision ends its group, so that what comes
    later is judged by the new state. `holds` is for what no card tells: it is asked within the
    transaction, once the streams of the decision are locked; False has it decided again.
    `unlogged` events are published after the commit, unstored. `queued` names tables that hold work
    for others: they are told after the commit. `facts` are what reactors are told.
    """

    reply: Any = None
    changes: list[Change] = field(default_factory=list)
    emits: list[Emit] = field(default_factory=list)
    jobs: list[NewJob] = field(default_factory=list)
    basis: tuple[Card, ...] = ()
    touches: dict[Stream, Patch | None] = field(default_factory=dict)
    unlogged: list[tuple[Stream, NamedEvent]] = field(default_factory=list)
    queued: tuple[type[SQLModel], ...] = ()
    facts: list[Any] = field(default_factory=list)
    holds: Holds | None = None

    def answer(self) -> Any:
        """The reply; one that needs numbers is a callable, asked after the commit."""
        return self.reply() if callable(self.reply) else self.reply

    def require(self, holds: Holds) -> None:
        """Have the writer ask this too, beside what it asks already."""
        before = self.holds
        if before is None:
            self.holds = holds
            return

        async def both(snapshot: Snapshot) -> bool:
            return await before(snapshot) and await holds(snapshot)

        self.holds = both

    @property
    def stores_something(self) -> bool:
        return bool(self.changes or self.emits or self.jobs or self.touches)


class Stale(Exception):
    """The state under a decision has changed, or a unique key is taken: decide again."""
