"""A slice's manifest: everything that a feature adds, as rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from channels.core.cards import FoundMessage
from channels.core.context import Ctx, Decorator
from channels.core.protocol import Command, Event
from channels.core.rights import Right
from channels.core.searching import Condition, Searching
from persistence.base import TableModel
from persistence.decision import Decision, Emit
from persistence.snapshot import Snapshot

Handler = Callable[[Ctx, Any], Awaitable[Any]]
Finder = Callable[[Snapshot, str], Awaitable[FoundMessage | None]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the door: what it is called, what it takes and gives, what right it needs.

    `internal` operations are for the server's own edges (forms, command line, uploads) and are
    not served as API. `cost` is what a call takes from the actor's allowance.
    """

    name: str
    command: type[Command]
    right: Right
    handler: Handler
    returns: Any
    writes: bool
    internal: bool = False
    cost: float = 1.0


def write(
    name: str,
    command: type[Command],
    right: Right,
    handler: Callable[[Ctx, Any], Awaitable[Decision]],
    *,
    returns: Any,
    internal: bool = False,
    cost: float = 1.0,
) -> Operation:
    """An operation whose handler returns a Decision."""
    return Operation(name, command, right, handler, returns, True, internal, cost)


def read(
    name: str,
    command: type[Command],
    right: Right,
    handler: Handler,
    *,
    returns: Any,
    internal: bool = False,
    cost: float = 1.0,
) -> Operation:
    """An operation whose handler returns its view and changes nothing."""
    return Operation(name, command, right, handler, returns, False, internal, cost)


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of what services tell reactors: a past thing about to be committed.

    A fact is a value inside the process (an event is its shape on the wire) and may hold what
    readers must not see. `emit` gets its seq when the decision is numbered.
    """

    emit: Emit


Reactor = Callable[[Ctx, Any], Awaitable[Decision | None]]
Watcher = Callable[[Ctx, Decision], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Slice:
    """A feature: its tables, operations, events, and what it adds to others' decisions and views.

    `reactors` are keyed by the class of the fact; what they decide is added to the decision, and
    the facts in it reach the slices above. `decorators` are keyed by the class of the view; each
    takes a list of views and gives the list with its own fields filled, in a query or two.
    `watchers` make one watcher for each door: it sees every decision once the reactors have added
    to it, and may add rows about its events, whose `build` it may call early.
    `finders` tell the door how to find the message behind an id field of a command. `searched`
    says what of the slice is searched in messages (`channels.messages.pending` asks for it anew),
    `conditions` what a search may ask of them, by operator and value.
    """

    name: str
    tables: tuple[type[TableModel], ...] = ()
    operations: tuple[Operation, ...] = ()
    events: tuple[type[Event], ...] = ()
    reactors: Mapping[type, tuple[Reactor, ...]] = field(default_factory=dict)
    decorators: Mapping[type[msgspec.Struct], tuple[Decorator, ...]] = field(default_factory=dict)
    finders: Mapping[str, Finder] = field(default_factory=dict)
    searched: tuple[Searching, ...] = ()
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    watchers: tuple[Callable[[], Watcher], ...] = ()
