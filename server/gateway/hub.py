"""Streams to local connections: who hears what in this process, and what to do about losses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from channels.core.actor import Actor
from persistence.bus import Bus
from persistence.streams import PRESENCE, Stream
from server.gateway.audience import Audience
from server.gateway.codes import CloseCode
from server.gateway.guard import Guard
from server.gateway.order import Entry
from server.gateway.outbox import Counters, Outbox
from server.gateway.pace import Pace
from server.gateway.pages import PAGE
from server.gateway.ports import Door, EventLog, Listener
from server.gateway.present import PresenceFilter
from server.gateway.questions import Questions
from server.gateway.resume import Replayer
from server.gateway.tasks import Tasks

_log = logging.getLogger("ruche.gateway")

LINGER_S = 30.0  # a stream without listeners is kept so long, for those who reconnect
_GAP_TRIES = 4
_AT_ONCE = 8  # log reads at a time when the bus has lost something


class Hub:
    """Delivers each stream to its local listeners strictly in seq order, each entry once.

    `deliver` and `on_loss` are the bus's receiver in this process; the rest says who listens.
    `on_unheard` is given what was read from the log because the bus did not bring it, before it is
    delivered: it may have changed who hears the stream, and whoever is told calls `recheck`.
    """

    def __init__(self, bus: Bus, door: Door, log: EventLog) -> None:
        self.counters = Counters()
        self._questions = Questions()
        self.presence = PresenceFilter(door, self._questions)
        self.replayer = Replayer(door, log, self.counters, self.unwatch)
        self.tasks = Tasks()
        self.on_unheard: Callable[[Stream, Sequence[Entry]], None] = lambda stream, entries: None
        self._guard = Guard(door, self.counters, self.unwatch)
        self._greeting: dict[Listener, asyncio.Event] = {}  # set when it hears all that it may
        self._bus = bus
        self._door = door
        self._log = log
        self._pace = Pace()
        self._audiences: dict[Stream, Audience] = {}
        self._listeners: dict[str, set[Listener]] = {}  # by person
        self._subscribing = asyncio.Lock()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Hear of presence, and begin to let go of streams that nobody hears any more."""
        await self._bus.subscribe(PRESENCE)
        self._sweeper = self.tasks.start(self._sweep_for_ever())

    async def stop(self) -> None:
        """End all tasks and timers. Connections are closed by their gateway."""
        await self.tasks.stop()
        self.presence.stop()
        self.replayer.stop()
        for audience in self._audiences.values():
            audience.stop()
        self._audiences.clear()

    # -- the bus's receiver

    def deliver(self, stream: Stream, entries: Sequence[Entry]) -> None:
        """A batch from the bus. Streams that nobody hears here are ignored."""
        if stream == PRESENCE:
            for _, body in entries:
                self.presence.push(body)
            return
        audience = self._audiences.get(stream)
        if audience is not None:
            audience.deliver(entries)

    def on_loss(self) -> None:
        """The bus may have lost entries: ask again who may hear, and read all from the log."""
        self.recheck(self._audiences, list(self._listeners))
        self.tasks.start(self._recover())

    # -- who listens

    def connections(self, person_id: str | None = None) -> list[Listener]:
        """The local connections, of one person or of all."""
        if person_id is not None:
            return list(self._listeners.get(person_id, ()))
        return [listener for group in self._listeners.values() for listener in group]

    def people_count(self) -> int:
        """How many people have a connection here."""
        return len(self._listeners)

    def audience(self, stream: Stream) -> Audience | None:
        """The local listeners of a stream."""
        return self._audiences.get(stream)

    async def attach(self, listener: Listener, greet: Callable[[dict[Stream, int]], None]) -> None:
        """Take in a connection. `greet` is called with the positions of all that it will hear,
        before the first push. Errors: DomainError; ConnectionError when the bus is out of reach.
        """
        self._listeners.setdefault(listener.actor.person_id, set()).add(listener)
        greeted = self._greeting[listener] = asyncio.Event()
        try:
            heads = await self._heads(listener.actor) if listener.everything else {}
            greet(heads)
            for stream, head in heads.items():
                self._audiences[stream].begin(head)
                self._join(self._audiences[stream], listener, head)
        except BaseException:
            self.detach(listener)
            raise
        finally:
            del self._greeting[listener]
            greeted.set()

    async def _heads(self, actor: Actor) -> dict[Stream, int]:
        """What the actor hears. Where a stream is new here, its head is read after subscribing."""
        certain: set[Stream] = set()
        while True:
            heads = await self._questions.ask(
                actor.person_id, lambda: self._door.hearing(actor), lambda heads: heads
            )
            fresh = [one for one in heads if not self._is_begun(one) and one not in certain]
            if not fresh:
                return heads
            await self._subscribe(fresh)
            certain.update(fresh)

    async def watch(
        self, listener: Listener, stream: Stream, since: int | None = None
    ) -> int | None:
        """The listener hears the stream from now on; returns after which seq, None: it may not.

        `since` asks for an earlier beginning, read from the log. Again is harmless.
        """

        async def may_hear() -> bool:
            return await self._door.may_hear(listener.actor, stream)

        if not await may_hear():  # before anything is opened for it
            return None
        person_id = listener.actor.person_id
        while True:
            audience = await self._open(stream)
            if not await self._questions.ask(person_id, may_hear, lambda _: (stream,)):
                return None
            if self._audiences.get(stream) is audience:
                break
        if stream not in listener.watching:
            self._join(audience, listener, audience.order.seq if since is None else since)
        return audience.order.seq

    def unwatch(self, listener: Listener, stream: Stream) -> None:
        """The listener hears the stream no more, at once. Again is harmless."""
        listener.watching.discard(stream)
        audience = self._audiences.get(stream)
        if audience is not None:
            audience.leave(listener)

    def detach(self, listener: Listener) -> None:
        """Forget a connection; nothing more is written to it. Again is harmless."""
        for stream in list(listener.watching):
            self.unwatch(listener, stream)
        self.presence.forget(listener)
        group = self._listeners.get(listener.actor.person_id)
        if group is not None:
            group.discard(listener)
            if not group:
                del self._listeners[listener.actor.person_id]

    def admit(self, person_id: str, stream: Stream, since: int | None = None) -> None:
        """The person's connections that hear everything, unless they declined it, begin to hear
        a new stream.

        `since` is the seq after which they hear, such as that of their joining minus 1.
        """
        for listener in self.connections(person_id):
            if listener.everything:
                self.tasks.start(self._admit(listener, stream, since))

    async def _admit(self, listener: Listener, stream: Stream, since: int | None) -> None:
        if (greeted := self._greeting.get(listener)) is not None:
            await greeted.wait()
        if stream not in listener.declined:
            await self.watch(listener, stream, since)

    def recheck(
        self, streams: Iterable[Stream] = (), person_ids: Iterable[str] = ()
    ) -> asyncio.Task[None]:
        """Ask the door again who may hear these streams, and what these persons may hear.

        Nothing more of the streams concerned goes out before the answer. Call it after the change
        is committed and before later entries are published; it takes effect before it returns.
        """
        streams, person_ids = list(streams), list(person_ids)
        self._questions.doubt(streams, person_ids)
        doubts = [
            (audience, audience.listeners())
            for stream in streams
            if (audience := self._audiences.get(stream)) is not None
        ]
        connections = [one for person_id in person_ids for one in self.connections(person_id)]
        for listener in connections:
            doubts += [
                (audience, [listener])
                for stream in listener.watching
                if (audience := self._audiences.get(stream)) is not None
            ]
        held = self.presence.doubt(streams, connections)
        return self.tasks.start(self._settle(self._guard.recheck(doubts), held))

    async def _settle(self, rights: Coroutine[Any, Any, None], held: list[Listener]) -> None:
        await asyncio.gather(rights, self.presence.settle(held))

    def _join(self, audience: Audience, listener: Listener, seq: int) -> None:
        if not self._is_here(listener):
            return
        listener.watching.add(audience.stream)
        if not audience.join(listener, seq):
            self.catch_up(audience, listener, seq, audience.turn(listener))

    def catch_up(
        self, audience: Audience, listener: Listener, seq: int, turn: object | None
    ) -> None:
        """Send a listener who is behind what it lacks, until it is in step."""
        self.tasks.start(self.replayer.catch_up(audience, listener, seq, turn))

    def _is_here(self, listener: Listener) -> bool:
        return listener in self._listeners.get(listener.actor.person_id, ())

    # -- subscriptions

    async def _open(self, stream: Stream) -> Audience:
        """The stream's audience, subscribed and begun."""
        if not self._is_begun(stream):
            await self._subscribe([stream])
        audience = self._audiences[stream]
        if not audience.begun:
            _, head = await self._log.span(stream)
            audience.begin(head)
        return audience

    def _is_begun(self, stream: Stream) -> bool:
        audience = self._audiences.get(stream)
        if audience is None:
            return False
        audience.touch()
        return audience.begun

    async def _subscribe(self, streams: Iterable[Stream]) -> None:
        """Make sure that all are heard from now on."""
        async with self._subscribing:
            for stream in streams:
                if stream in self._audiences:
                    self._audiences[stream].touch()
                    continue
                self._audiences[stream] = self._new(stream)
                try:
                    await self._bus.subscribe(stream)
                except BaseException:
                    del self._audiences[stream]
                    raise

    def _new(self, stream: Stream) -> Audience:
        outbox = Outbox(stream, self._log.epoch, self._pace, self.counters)
        return Audience(stream, outbox, self._on_gap)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LINGER_S / 2)
            try:
                await self.sweep(asyncio.get_running_loop().time() - LINGER_S)
            except Exception:  # the bus is out of reach: the next round tries again
                _log.warning("streams could not be let go", exc_info=True)

    async def sweep(self, before_s: float) -> None:
        """Unsubscribe from streams that have had no listener since before that loop time."""
        async with self._subscribing:
            for stream, audience in list(self._audiences.items()):
                if audience.is_empty() and audience.empty_since_s <= before_s:
                    audience.stop()
                    del self._audiences[stream]  # first, so that who comes now subscribes anew
                    await self._bus.unsubscribe(stream)

    # -- losses

    def _on_gap(self, audience: Audience) -> None:
        audience.gap_timer = None
        if audience.order.early:
            self.tasks.start(self._fill(audience))

    async def _fill(self, audience: Audience) -> None:
        """Read what is missing from the log, once for all listeners."""
        for attempt in range(_GAP_TRIES):
            await audience.released()
            if not audience.order.early:
                return
            try:
                await self._read_on(audience)
            except Exception:
                _log.warning("the log could not be read", exc_info=True)
            if not audience.order.early:
                return
            await asyncio.sleep(0.1 * 2**attempt)
        _log.error("entries of stream %s are in neither bus nor log", audience.stream)
        _send_back(audience)
        audience.skip_gap()

    async def _read_on(self, audience: Audience) -> None:
        while True:
            before = audience.order.seq
            page = await self._log.since(audience.stream, before, PAGE)
            if page and not await self.replayer.is_whole(audience.stream, before, page):
                raise LookupError(f"{audience.stream} {before} is not in the log any more")
            if page:
                self.on_unheard(audience.stream, page)
                await audience.released()
            audience.deliver(page, logged=True)
            self.counters.gaps_filled += max(0, audience.order.seq - before)
            if len(page) < PAGE or audience.order.seq == before:
                return

    async def _recover(self) -> None:
        turns = asyncio.Semaphore(_AT_ONCE)

        async def recover(audience: Audience) -> None:
            async with turns:
                if not audience.begun or audience.is_empty():
                    return
                await audience.released()
                try:
                    await self._read_on(audience)
                except Exception:
                    _log.exception("stream %s could not be read after a loss", audience.stream)
                    _send_back(audience)

        await asyncio.gather(*map(recover, list(self._audiences.values())))


def _send_back(audience: Audience) -> None:
    """Nobody here can know what these missed: they resume, or are told to load afresh."""
    for listener in audience.listeners():
        listener.close(CloseCode.RESUME, "resume")
