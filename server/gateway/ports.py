"""What the gateway needs from the rest of the server, as protocols."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec
from starlette.websockets import WebSocket

from channels.core.actor import Actor
from channels.core.protocol import Command
from persistence.streams import Stream
from presence.protocol import PresenceView

Codec = Literal["msgpack", "json"]

Authenticate = Callable[[WebSocket], Awaitable[Actor]]
"""Who opens this socket. Errors: NotSignedIn (401) or NotAllowed (403) refuse the handshake."""


class Seen(NamedTuple):
    """Persons that may be seen. `limited`: by one who does not see everybody."""

    ids: list[str]
    limited: bool


class Door(Protocol):
    """The one door for operations and subscriptions."""

    def parse(self, op: str, args: bytes, codec: Codec) -> Command:
        """The typed command in `args`.

        Errors: Invalid, with `field` "op" for an unknown operation, else the dotted path of the
        argument at fault, such as `file_ids.0`.
        """
        ...

    def writes(self, op: str) -> bool:
        """Whether `op` changes something: writes of one connection keep their order."""
        ...

    async def call(
        self,
        actor: Actor,
        op: str,
        command: Command,
        entered: Callable[[], None] | None = None,
    ) -> msgspec.Struct:
        """Run the operation and return its reply.

        `entered` may be called once, as soon as a write waits in the writer's queue: the
        connection's next write is then let in. Without it, the next write starts when this call
        has ended. Errors: any DomainError.
        """
        ...

    async def hearing(self, actor: Actor) -> dict[Stream, int]:
        """All streams that the actor hears with their heads, as one snapshot."""
        ...

    async def charge(self, actor: Actor, op: str, cost: float) -> None:
        """Take from the actor's allowance what the gateway does itself. Errors: Limited."""
        ...

    async def audible(self, actor: Actor, streams: Sequence[Stream]) -> set[Stream]:
        """Those of many streams that may be worth asking `may_hear` for, by one question."""
        ...

    async def may_hear(self, actor: Actor, stream: Stream) -> bool:
        """Whether the actor may hear the stream now."""
        ...

    async def may_hear_afresh(self, actor: Actor, stream: Stream) -> bool:
        """The same by what is committed at this moment, though its news has not come here yet."""
        ...

    async def seen(self, actor: Actor, person_ids: list[str]) -> Seen:
        """Those of the persons that are there and that the actor may see now, in that order."""
        ...


class EventLog(Protocol):
    """The committed past of all streams."""

    @property
    def epoch(self) -> str:
        """The store's epoch."""
        ...

    async def since(self, stream: Stream, seq: int, limit: int) -> list[tuple[int, bytes]]:
        """Committed entries with a greater seq, ascending, at most `limit`."""
        ...

    async def span(self, stream: Stream) -> tuple[int, int]:
        """(the oldest seq still in the log minus 1, the head)."""
        ...


class Attendance(Protocol):
    """Who is connected: the gateway's side of presence."""

    async def arrive(self, person_id: str, connection_id: str) -> None:
        """A connection has opened. Errors: Limited, when the person has too many."""
        ...

    def active(self, connection_id: str) -> None:
        """The person has just done something there. Cheap: called for every request."""
        ...

    async def leave(self, connection_id: str) -> None:
        """The connection has ended. Again is harmless."""
        ...

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[PresenceView]:
        """The persons' presence now, one view for each, in any order."""
        ...


class Listener(Protocol):
    """A connection as the hub knows it."""

    id: str
    actor: Actor
    codec: Codec
    everything: bool  # hears all channels of its person, those to come too
    watching: set[Stream]
    chosen: set[Stream]  # of these, what it asked for itself: not left with the channel
    declined: set[Stream]  # what it asked to hear no more, while its person is in the channel
    people: frozenset[str]  # whose presence it hears of
    write: Callable[[bytes], None]

    def buffered(self) -> int:
        """Bytes written and not yet taken by the network."""
        ...

    def close(self, code: int, reason: str) -> None:
        """End the connection, by a code of `CloseCode`. Again is harmless."""
        ...


class Receiver(Protocol):
    """What a socket tells its connection; see `Writer.listen`."""

    def on_message(self, message: bytes, text: bool) -> None:
        """A whole message has come in."""
        ...

    def on_oversize(self) -> None:
        """A message was longer than allowed; its bytes were thrown away as they came."""
        ...

    def on_congested(self) -> None:
        """More bytes wait to be sent than `listen` allowed."""
        ...

    def on_shutdown(self) -> bool:
        """The server stops. True: the connection takes care of its own closing."""
        ...

    def on_lost(self) -> None:
        """The socket is gone or going; write no more. May be told more than once."""
        ...


class Writer(Protocol):
    """The way to one socket, found in the scope's extensions as `ruche.writer`."""

    @property
    def write(self) -> Callable[[bytes], None]:
        """Sends ready WebSocket frames, one or many. Never blocks. Not after `close`."""
        ...

    def buffered(self) -> int:
        """Bytes written and not yet taken by the network."""
        ...

    def is_closing(self) -> bool:
        """Whether the socket is closing or closed."""
        ...

    def listen(self, receiver: Receiver, max_buffered_bytes: int) -> None:
        """Call `receiver` from now on, on the event loop, instead of ASGI's receive."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Start the closing handshake; the socket is cut a few seconds later at the latest."""
        ...
