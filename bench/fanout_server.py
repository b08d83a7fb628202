"""The servers that `fanout.py` compares: the gateway, and a plain Starlette loop.

`python -m bench.fanout_server gateway|plain` serves on a free port and prints it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgpack
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.errors import Invalid
from channels.core.protocol import Command
from channels.messages.protocol import PostMessage
from channels.people.protocol import PersonView
from persistence.bus_memory import MemoryBus
from persistence.streams import Stream
from server.gateway.gateway import Gateway
from server.gateway.order import Entry
from server.gateway.ports import Codec
from server.gateway.transport import GatewayProtocol

GENERAL = Stream("c:general")


class Numbered(msgspec.Struct):
    """The answer to a post."""

    seq: int


class MemoryDoor:
    """One channel in memory, so that only the gateway is measured."""

    epoch = "bench"

    def __init__(self, bus: MemoryBus) -> None:
        self._bus = bus
        self._seq = 0

    def parse(self, op: str, args: bytes, codec: Codec) -> Command:
        """A post, or people.me."""
        if op == "messages.post":
            return msgspec.msgpack.decode(args, type=PostMessage)
        if op == "people.me":
            return Command()
        raise Invalid("No such operation.", "op")

    def writes(self, op: str) -> bool:
        """Posts are."""
        return op == "messages.post"

    async def call(
        self, actor: Actor, op: str, command: Command, entered: Callable[[], None] | None = None
    ) -> msgspec.Struct:
        """Number the message and publish it."""
        if not isinstance(command, PostMessage):
            return PersonView(id=actor.person_id, name="Ada", handle="ada", role=Role.MEMBER)
        self._seq += 1
        message = {"channel_id": command.channel_id, "text": command.text, "seq": self._seq}
        parts = ("event", "message.posted", "data", {"message": message})
        body = b"".join(map(msgpack.packb, parts))
        await self._bus.publish(GENERAL, [(self._seq, body)])
        return Numbered(self._seq)

    async def hearing(self, actor: Actor) -> dict[Stream, int]:
        """The one channel."""
        return {GENERAL: self._seq}

    async def may_hear(self, actor: Actor, stream: Stream) -> bool:
        """Everybody may."""
        return stream == GENERAL

    async def may_hear_afresh(self, actor: Actor, stream: Stream) -> bool:
        """Everybody may."""
        return stream == GENERAL

    async def since(self, stream: Stream, seq: int, limit: int) -> list[Entry]:
        """Nothing is kept: the in-process bus loses nothing."""
        return []

    async def span(self, stream: Stream) -> tuple[int, int]:
        """Only the head is known."""
        return self._seq, self._seq


class Nobody:
    """No presence."""

    async def arrive(self, person_id: str, connection_id: str) -> None:
        """Come in."""

    def active(self, connection_id: str) -> None:
        """As you like."""

    async def leave(self, connection_id: str) -> None:
        """Farewell."""

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[msgspec.Struct]:
        """Nobody."""
        return []


async def as_ada(websocket: WebSocket) -> Actor:
    """Everybody is ada."""
    return Actor(Kind.PERSON, PersonId("Uada"), Role.MEMBER)


def gateway_app() -> Starlette:
    """The gateway with one channel."""
    bus = MemoryBus()
    door = MemoryDoor(bus)
    gateway = Gateway(bus, door, door, Nobody(), as_ada)
    bus.attach(gateway.hub.deliver, gateway.hub.on_loss)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await gateway.start()
        gc.collect()
        gc.freeze()
        yield
        await gateway.close()

    return Starlette(routes=[WebSocketRoute("/ws", gateway.endpoint)], lifespan=lifespan)


def plain_app() -> Starlette:
    """What one writes first: a set of sockets and a loop of `send_bytes`."""
    sockets: set[WebSocket] = set()

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        sockets.add(websocket)
        try:
            while True:
                message = await websocket.receive_bytes()
                for socket in list(sockets):
                    await socket.send_bytes(message)
        except WebSocketDisconnect:
            pass
        finally:
            sockets.discard(websocket)

    return Starlette(routes=[WebSocketRoute("/ws", endpoint)])


def main() -> None:
    """Serve on the first core until terminated."""
    kind = sys.argv[1]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    config = uvicorn.Config(
        gateway_app() if kind == "gateway" else plain_app(),
        port=0,
        ws=GatewayProtocol if kind == "gateway" else "websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
    )
    server = uvicorn.Server(config)
    ready = server.startup

    async def startup(sockets: list[object] | None = None) -> None:
        await ready(sockets)  # type: ignore[arg-type]
        print(server.servers[0].sockets[0].getsockname()[1], flush=True)

    server.startup = startup  # type: ignore[method-assign,assignment]
    server.run()


if __name__ == "__main__":
    main()
