"""The one door: every operation of every edge goes through `Dispatcher.call`."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from channels import discover
from channels.core.actor import Actor, Kind, Role
from channels.core.cards import FoundMessage, PersonCard
from channels.core.context import Apps, Ctx, Decorator, Presences, Settings, Target
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, Unavailable
from channels.core.load import Load
from channels.core.protocol import Command
from channels.core.reach import reaching_store
from channels.core.rights import Right
from channels.core.sane import check_sane
from channels.core.searching import Condition
from channels.core.slices import Finder, Operation, Reactor
from channels.core.turns import Turns
from channels.membership.access import MembershipAccess
from persistence.clock import Clock
from persistence.decision import Decision, Stale
from persistence.relay import Relay
from persistence.store import Store
from persistence.streams import Stream

ATTEMPTS = 200  # of which each but the first few waits for its turn, or loses to one that did
CLASHES = 5  # over a unique key: more are a mistake of the handler
REMEMBERED = 20_000
IN_CHANNEL = frozenset(
    {
        Right.READ,
        Right.JOIN,
        Right.LEAVE,
        Right.POST,
        Right.BEGIN,
        Right.REACT,
        Right.EDIT,
        Right.DELETE,
        Right.STEER,
        Right.PIN,
        Right.INVITE,
        Right.MANAGE,
    }
)


Key = tuple[str, str, str, str]
Entered = Callable[[], None] | None


class Limits(Protocol):
    """How much an actor may do in a time."""

    async def take(self, actor: Actor, operation: str, cost: float) -> None:
        """Errors: Limited."""
        ...


class Dispatcher:
    """Finds the operation's row, checks limit, access and right, and has the decision written.

    Guarantees: what the actor may not see is NotFound; a `client_id` known in that channel gets the
    first answer;
    a decision whose ground changed before the commit is made again.
    """

    def __init__(
        self,
        store: Store,
        relay: Relay,
        access: MembershipAccess,
        presence: Presences,
        limits: Limits,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self.access = access
        self.operations: Mapping[str, Operation] = discover.operations()
        self._store = store
        self._relay = relay
        self._presence = presence
        self._limits = limits
        self._clock = clock
        self._settings = settings
        self.load = Load()
        self.apps: Apps | None = None  # where a process has a way to them
        self._turns = Turns()
        self._answers: OrderedDict[Key, asyncio.Future[Any]] = OrderedDict()
        manifests = discover.slices()
        self._finders: dict[str, Finder] = {
            name: finder for manifest in manifests for name, finder in manifest.finders.items()
        }
        self._searched = discover.searched()
        self._conditions: dict[str, Condition] = {
            name: one for manifest in manifests for name, one in manifest.conditions.items()
        }
        self._watchers = [make() for manifest in manifests for make in manifest.watchers]
        self._reactors: dict[type, tuple[Reactor, ...]] = {}
        self._decorators: dict[type, tuple[Decorator, ...]] = {}
        for manifest in manifests:
            for fact, reactors in manifest.reactors.items():
                self._reactors[fact] = self._reactors.get(fact, ()) + reactors
            for view, decorators in manifest.decorators.items():
                self._decorators[view] = self._decorators.get(view, ()) + decorators

    async def call(
        self, actor: Actor, operation: str, command: Command, entered: Entered = None
    ) -> Any:
        """Do it, and give its view.

        `entered` is called when a write has its place in the writer's queue: what is called
        after that is decided and committed after it. Errors: any DomainError.
        """
        row = self.operations.get(operation)
        if row is None or not isinstance(command, row.command):
            raise Invalid(f"There is no operation {operation}.", "op")
        await self._limits.take(actor, operation, row.cost)
        check_sane(command)
        client_id = getattr(command, "client_id", None)
        if client_id is None or not row.writes:
            return await self._run(actor, row, command, entered)
        place = getattr(command, "channel_id", None) or ""
        key = (actor.person_id, operation, place, client_id)
        first = self._answers.get(key)
        if first is not None and not first.cancelled():
            await self._target(*await self._who(actor), row, command)
            return await asyncio.shield(first)
        future = asyncio.ensure_future(self._run(actor, row, command, entered))
        self._remember(key, future)
        return await asyncio.shield(future)

    async def charge(self, actor: Actor, operation: str, cost: float) -> None:
        """Count what an edge does itself. Errors: Limited."""
        await self._limits.take(actor, operation, cost)

    def _remember(self, key: Key, future: asyncio.Future[Any]) -> None:
        """The answer of the first call with this key, also while that one is under way."""
        self._answers[key] = future
        future.add_done_callback(lambda done: self._forget_failure(key, done))
        if len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    def _forget_failure(self, key: Key, done: asyncio.Future[Any]) -> None:
        if (done.cancelled() or done.exception() is not None) and self._answers.get(key) is done:
            del self._answers[key]

    async def _run(self, actor: Actor, row: Operation, command: Command, entered: Entered) -> Any:
        """Errors: Limited, where too many writes are under way."""
        if not row.writes:
            return await self._decide(actor, row, command, entered)
        with self.load.one(always=actor.kind is Kind.SYSTEM):
            return await self._decide(actor, row, command, entered)

    async def _decide(
        self, actor: Actor, row: Operation, command: Command, entered: Entered
    ) -> Any:
        turn: Stream | None = None
        clashes = 0
        for attempt in range(ATTEMPTS):
            result: Any = None
            try:
                with reaching_store():
                    async with self._turns.of(turn):
                        ctx = await self._context(actor, row, command, attempt)
                        result = await row.handler(ctx, command)
                        if not row.writes:
                            return result
                        return await self._write(ctx, result, entered)
            except Stale as stale:
                clashes += stale.__cause__ is not None
                if clashes == CLASHES:
                    break
                turn = min(result.touches, default=turn)
            except ConnectionError:
                raise Unavailable("The server is closing or very busy. Try again soon.") from None
        raise Conflict("Somebody is changing the same thing at this moment. Try again.")

    async def _context(self, actor: Actor, row: Operation, command: Command, attempt: int) -> Ctx:
        actor, person = await self._who(actor)
        return Ctx(
            actor=actor,
            access=self.access,
            store=self._store,
            presence=self._presence,
            settings=self._settings,
            now_ms=self._clock.now_us() // 1_000,
            person=person,
            found=await self._target(actor, person, row, command),
            attempt=attempt,
            decorators=self._decorators,
            conditions=self._conditions,
            searched=self._searched,
            apps=self.apps,
        )

    async def _who(self, actor: Actor) -> tuple[Actor, PersonCard | None]:
        """The actor with the role it has now.

        Errors: NotSignedIn when the account is closed or gone.
        """
        if actor.kind in (Kind.SYSTEM, Kind.VISITOR):
            return actor, None
        person = await self.access.peek_person(actor.person_id)
        if person is None or not person.active:
            raise NotSignedIn("This account is closed. Ask an administrator.")
        if person.role is actor.role:
            return actor, person
        return (
            Actor(actor.kind, actor.person_id, person.role, actor.session_id, actor.remote),
            person,
        )

    async def _target(
        self, actor: Actor, person: PersonCard | None, row: Operation, command: Command
    ) -> Target | None:
        """What the command is about, once the actor is known to hold the row's right."""
        right = row.right
        if right not in IN_CHANNEL:
            _check_workspace_right(actor, right)
            return None
        if actor.kind is Kind.VISITOR:
            raise NotSignedIn("Sign in first.")
        channel_id = getattr(command, "channel_id", None)
        message: FoundMessage | None = None
        if channel_id is None:
            message = await self._find(command)
            channel_id = message.channel_id
        try:
            channel = await self.access.channel(actor, channel_id, right, message)
        except NotFound:
            if message is None:
                raise
            raise _no_message(command) from None
        if message is None and getattr(command, "thread_id", None) is not None:
            message = await self._find_thread(command, channel_id)
        return Target(channel, message)

    async def _find_thread(self, command: Command, channel_id: str) -> FoundMessage:
        """The message behind `thread_id` of a command that names its channel too."""
        try:
            found = await self._find(command)
        except NotFound:
            found = None
        if found is None or found.channel_id != channel_id:
            raise NotFound("There is no such thread in this channel.", "thread_id")
        return found

    async def _find(self, command: Command) -> FoundMessage:
        """The message that the command names by one of its id fields."""
        for field, finder in self._finders.items():
            value = getattr(command, field, None)
            if value is None:
                continue
            async with self._store.read() as snapshot:
                found = await finder(snapshot, value)
            if found is None or (found.deleted and field != "thread_id"):
                raise _no_message(command)
            return found
        raise Invalid("Name a channel, a thread or a message.", "channel_id")

    async def _write(self, ctx: Ctx, decision: Decision, entered: Entered) -> Any:
        await self._react(ctx, decision)
        for watch in self._watchers:
            await watch(ctx, decision)
        answer = (
            await self._store.write(decision, entered)
            if decision.stores_something
            else decision.answer()
        )
        for stream, event in decision.unlogged:
            await self._relay.publish_unlogged(stream, event)
        return answer

    async def _react(self, ctx: Ctx, decision: Decision) -> None:
        """Let the slices above add to the decision what follows from its facts."""
        facts = list(decision.facts)
        while facts:
            fact = facts.pop(0)
            for reactor in self._reactors.get(type(fact), ()):
                added = await reactor(ctx, fact)
                if added is not None:
                    facts += added.facts
                    _add(decision, added)


def _add(decision: Decision, added: Decision) -> None:
    decision.changes += added.changes
    decision.emits += added.emits
    decision.jobs += added.jobs
    decision.basis = (*decision.basis, *added.basis)
    decision.touches.update(added.touches)
    decision.unlogged += added.unlogged
    decision.queued += added.queued
    if added.holds is not None:
        decision.require(added.holds)


def _no_message(command: Command) -> NotFound:
    field = "message_id" if hasattr(command, "message_id") else "thread_id"
    return NotFound(f"There is no such {field.removesuffix('_id')}.", field)


def _check_workspace_right(actor: Actor, right: Right) -> None:
    """Rights that do not depend on a channel.

    Errors: NotSignedIn, NotAllowed.
    """
    if actor.kind is Kind.SYSTEM or right is Right.NOBODY_YET:
        return
    if actor.kind is Kind.VISITOR:
        raise NotSignedIn("Sign in first.")
    if right is Right.ADMIN and actor.role not in (Role.OWNER, Role.ADMIN):
        raise NotAllowed("Only administrators can do this. Ask one of them.")
    if right is Right.CREATE and actor.role is Role.GUEST:
        raise NotAllowed("Guests cannot do this. Ask a member.")
