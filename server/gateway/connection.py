"""One socket: effects of its session carried out, replies written, its end noticed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import structlog

from channels.core.actor import Actor
from channels.core.errors import DomainError, NotFound, Unavailable
from channels.core.protocol import Command, Page
from persistence.streams import Stream
from server.gateway import frames, operations
from server.gateway.codes import CloseCode
from server.gateway.frames import Fault, RequestId
from server.gateway.hub import Hub
from server.gateway.ports import Attendance, Codec, Door, EventLog, Writer
from server.gateway.session import Answer, Call, Effect, Own, Refuse, Session
from server.gateway.tasks import Tasks
from server.gateway.wire import frame

_log = logging.getLogger("ruche.gateway")

ACTIVE_EVERY_S = 5.0  # presence needs to know no more often


@dataclass(frozen=True, slots=True)
class Services:
    """What all connections of a gateway share."""

    door: Door
    log: EventLog
    hub: Hub
    attendance: Attendance
    tasks: Tasks
    drain_s: float  # for running requests to finish when the server stops


def _discard(_frames: bytes) -> None:
    """Where frames for a closed socket go."""


class Connection:
    """A signed-in socket. It is the hub's `Listener` and the socket's `Receiver`."""

    __slots__ = (
        "_active_at_s",
        "_idle",
        "_opcode",
        "_replies",
        "_resuming",
        "_services",
        "_session",
        "_writer",
        "actor",
        "chosen",
        "closed",
        "codec",
        "declined",
        "everything",
        "id",
        "people",
        "watching",
        "write",
    )

    def __init__(
        self, connection_id: str, actor: Actor, codec: Codec, writer: Writer, services: Services
    ) -> None:
        self.id = connection_id
        self.actor = actor
        self.codec = codec
        self.everything = True
        self.watching: set[Stream] = set()
        self.chosen: set[Stream] = set()
        self.declined: set[Stream] = set()
        self.people: frozenset[str] = frozenset()
        self.write: Callable[[bytes], None] = writer.write
        self.closed = False
        self._services = services
        self._session = Session(codec, services.door)
        self._writer = writer
        self._opcode = frames.message_opcode(codec)
        self._active_at_s = 0.0
        self._replies: list[bytes] | None = None
        self._resuming: asyncio.Lock | None = None
        self._idle: asyncio.Event | None = None  # set when the last request has its reply

    # -- out

    def send(self, message: bytes) -> None:
        """Write one message."""
        self.write(frame(self._opcode, message))

    def _reply(self, message: bytes) -> None:
        """Write a reply together with the others of this turn of the event loop."""
        if self._replies:
            self._replies.append(frame(self._opcode, message))
        else:
            self._replies = [frame(self._opcode, message)]
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        if self._replies:
            replies, self._replies = self._replies, None
            self.write(b"".join(replies))

    def buffered(self) -> int:
        """Bytes written and not yet taken by the network."""
        return 0 if self.closed else self._writer.buffered()

    def close(self, code: int, reason: str) -> None:
        """Say why and end. Again is harmless."""
        if not self.closed:
            self._flush()
            if code == CloseCode.RESUME:
                self._services.hub.counters.dropped_slow += 1
            self.on_lost()
            self._writer.close(code, reason)

    async def retire(self) -> None:
        """Take no more requests, let the running ones finish, and tell the client to come back."""
        self._session.retired = True
        if self._session.outstanding and not self.closed:
            self._idle = self._idle or asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), self._services.drain_s)
        self.close(CloseCode.RESTART, "the server restarts: come back")

    # -- in: called by the socket

    def on_message(self, message: bytes, text: bool) -> None:
        """A message of the client."""
        if not self.closed:
            self._do(self._session.receive(message, text))

    def on_oversize(self) -> None:
        """A message that was too long to be kept."""
        self._do(Refuse(frames.TOO_BIG))

    def on_congested(self) -> None:
        """The client reads too slowly: it resumes later from the log."""
        self.close(CloseCode.RESUME, "resume")

    def on_shutdown(self) -> bool:
        """The server stops."""
        self._services.tasks.start(self.retire())
        return True

    def on_lost(self) -> None:
        """Nothing can be written any more."""
        if not self.closed:
            self.closed = True
            self.write = _discard
            self._services.hub.detach(self)

    # -- effects

    def _do(self, effect: Effect | None) -> None:
        if effect is None:
            return
        if type(effect) is Call:
            self._be_active()
            self._services.tasks.start(self._call(effect))
        elif type(effect) is Answer:
            self.send(effect.message)
        elif type(effect) is Refuse:
            self._services.tasks.start(self._refuse(effect.fault))
        else:
            assert isinstance(effect, Own)
            self._services.tasks.start(self._serve_own(effect))

    def _be_active(self) -> None:
        now_s = time.monotonic()
        if now_s - self._active_at_s >= ACTIVE_EVERY_S:
            self._active_at_s = now_s
            self._services.attendance.active(self.id)

    async def _call(self, call: Call) -> None:
        structlog.contextvars.bind_contextvars(connection_id=self.id)  # in all lines of this task
        inside = False

        def entered() -> None:
            nonlocal inside
            if call.ordered and not inside:
                inside = True
                self._do(self._session.entered())

        try:
            result = await self._services.door.call(self.actor, call.op, call.command, entered)
            message = frames.encode_reply(call.id, result, self.codec)
        except Exception as error:
            message = self._failed(call.id, call.op, error)
        finally:
            self._finish()
            entered()
        self._reply(message)

    def _finish(self) -> None:
        self._session.finished()
        if self._idle is not None and not self._session.outstanding:
            self._idle.set()

    def _failed(self, request_id: RequestId, op: str, error: Exception) -> bytes:
        if isinstance(error, DomainError):
            _log.debug("operation %s refused: %s", op, error.code)
            fault = frames.to_fault(request_id, error)
        else:
            _log.error("operation %s failed", op, exc_info=error)
            detail = "Something went wrong on the server; it has been logged."
            fault = Fault(request_id, DomainError.code, detail)
        return frames.encode_fault(fault, self.codec)

    async def _refuse(self, fault: Fault) -> None:
        """Say what is wrong with a frame; who sends many such is told to wait instead."""
        structlog.contextvars.bind_contextvars(connection_id=self.id)
        try:
            await self._services.door.charge(self.actor, "frame", 1.0)
            _log.debug("frame refused: %s", fault.code)
            message = frames.encode_fault(fault, self.codec)
        except Exception as error:
            message = self._failed(fault.id, "frame", error)
        self.send(message)

    async def _serve_own(self, own: Own) -> None:
        structlog.contextvars.bind_contextvars(connection_id=self.id)
        after: Callable[[], None] | None = None
        try:
            cost = operations.cost_of(own.command)
            await self._services.door.charge(self.actor, own.op, cost)
            result, after = await self._own(own.command)
            message = frames.encode_reply(own.id, result, self.codec)
        except Exception as error:
            message = self._failed(own.id, own.op, error)
        finally:
            self._finish()
        self.send(message)
        if after is not None:
            after()

    async def _own(self, command: Command) -> tuple[msgspec.Struct, Callable[[], None] | None]:
        match command:
            case operations.ResumeStreams():
                return await self._resume(command)
            case operations.WatchStreams():
                return await self._watch(command), None
            case operations.UnwatchStreams():
                self._unwatch(command)
                return operations.Unwatched(), None
            case operations.WatchPresence():
                seen = await self._services.hub.presence.watch(self, command.person_ids)
                people = await self._services.attendance.snapshot(seen)
                return Page(items=list(people), next=None), None
        raise Unavailable("This server does not know that operation.", "op")

    async def _watch(self, command: operations.WatchStreams) -> operations.Watched:
        """Errors: NotFound for the first that may not be heard; then none is joined."""
        hub, epoch = self._services.hub, self._services.log.epoch
        audible = await self._services.door.audible(self.actor, command.streams)
        for index, stream in enumerate(command.streams):
            if stream not in audible:
                raise NotFound("There is no such stream.", f"streams.{index}")
        positions: dict[Stream, tuple[str, int]] = {}
        joined: list[Stream] = []
        chosen = set(command.streams) - self.chosen
        self.chosen |= chosen
        try:
            for index, stream in enumerate(command.streams):
                new = stream not in self.watching
                seq = await hub.watch(self, stream)
                if seq is None:
                    raise NotFound("There is no such stream.", f"streams.{index}")
                positions[stream] = (epoch, seq)
                joined += [stream] * new
        except BaseException:
            self.chosen -= chosen
            for stream in joined:
                hub.unwatch(self, stream)
            raise
        self.declined.difference_update(positions)
        return operations.Watched(positions=positions)

    def _unwatch(self, command: operations.UnwatchStreams) -> None:
        self.chosen.difference_update(command.streams)
        if self.everything:
            self.declined |= self.watching.intersection(command.streams)
        for stream in command.streams:
            self._services.hub.unwatch(self, stream)

    async def _resume(
        self, command: operations.ResumeStreams
    ) -> tuple[operations.Resumed, Callable[[], None]]:
        hub = self._services.hub
        if self._resuming is None:
            self._resuming = asyncio.Lock()

        door = self._services.door

        async def may_hear(stream: Stream) -> bool:
            return stream in audible and await door.may_hear(self.actor, stream)

        async with self._resuming:
            unheard = [one for one in command.positions if one not in self.watching]
            audible = await door.audible(self.actor, unheard) if unheard else set()
            resumed, waiting = await hub.replayer.resume(
                self, command.positions, hub.audience, may_hear
            )

        def go_live() -> None:
            for audience, seq, turn in waiting:
                hub.catch_up(audience, self, seq, turn)

        return resumed, go_live
