"""One client's side of the protocol as a state machine: a frame in, an effect out; no I/O."""

from __future__ import annotations

from collections import deque

import msgspec

from channels.core.errors import DomainError
from channels.core.protocol import Command
from server.gateway import frames
from server.gateway.frames import Fault, Ping, Request, RequestId
from server.gateway.operations import OPERATIONS
from server.gateway.ports import Codec, Door

MAX_OUTSTANDING = 256


class Call(msgspec.Struct, frozen=True):
    """Give the command to the door. An `ordered` one was let in by the lane of writes."""

    id: RequestId
    op: str
    command: Command
    ordered: bool


class Own(msgspec.Struct, frozen=True):
    """Do one of the connection's own operations."""

    id: RequestId
    op: str
    command: Command


class Answer(msgspec.Struct, frozen=True):
    """Send this message."""

    message: bytes


class Refuse(msgspec.Struct, frozen=True):
    """Count a frame that could not be understood, and say so."""

    fault: Fault


Effect = Call | Own | Answer | Refuse


class Session:
    """Bounds and orders what one connection asks.

    At most `max_outstanding` requests wait for their reply, more are `limited`. Reads go freely;
    writes go one after the other: the next is let in when the one before has `entered` the writer.
    """

    __slots__ = ("_codec", "_door", "_lane", "_max", "_outstanding", "_writing", "retired")

    def __init__(self, codec: Codec, door: Door, max_outstanding: int = MAX_OUTSTANDING) -> None:
        self._codec = codec
        self._door = door
        self._max = max_outstanding
        self._outstanding = 0
        self._lane: deque[Call] | None = None  # writes that wait for the one before
        self._writing = False
        self.retired = False  # takes no more requests

    @property
    def outstanding(self) -> int:
        """Requests that have no reply yet."""
        return self._outstanding

    def receive(self, message: bytes, text: bool) -> Effect | None:
        """What to do about a message; None while an earlier write is to enter first."""
        found = frames.decode(message, text, self._codec)
        if type(found) is Request:
            return self._request(found)
        if type(found) is Ping:
            return Answer(frames.encode_pong(found, self._codec))
        assert isinstance(found, Fault)
        return Refuse(found)

    def _request(self, request: Request) -> Effect | None:
        if self.retired:
            detail = "The server is stopping: connect again and repeat the request."
            return self._fault(Fault(request.id, "unavailable", detail))
        if self._outstanding >= self._max:
            detail = f"At most {self._max} requests at a time on one connection."
            return self._fault(Fault(request.id, "limited", detail, None, 1.0))
        own = OPERATIONS.get(request.op)
        try:
            if own is not None:
                return self._own(request, own)
            command = self._door.parse(request.op, request.args, self._codec)
        except DomainError as error:
            return Refuse(frames.to_fault(request.id, error))
        except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
            detail, field = frames.explain(error, "args")
            return Refuse(Fault(request.id, "invalid", detail, field))
        self._outstanding += 1
        call = Call(request.id, request.op, command, self._door.writes(request.op))
        if not call.ordered:
            return call
        return self._queue(call)

    def _own(self, request: Request, kind: type[Command]) -> Effect:
        decode = msgspec.json.decode if self._codec == "json" else msgspec.msgpack.decode
        command = decode(request.args, type=kind)
        self._outstanding += 1
        return Own(request.id, request.op, command)

    def _queue(self, call: Call) -> Call | None:
        if not self._writing:
            self._writing = True
            return call
        if self._lane is None:
            self._lane = deque()
        self._lane.append(call)
        return None

    def entered(self) -> Call | None:
        """The write let in last has entered the writer, or ended: the next one, if any."""
        if self._lane:
            return self._lane.popleft()
        self._lane = None
        self._writing = False
        return None

    def finished(self) -> None:
        """A request has its reply."""
        self._outstanding -= 1

    def _fault(self, fault: Fault) -> Answer:
        return Answer(frames.encode_fault(fault, self._codec))
