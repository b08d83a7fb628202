"""A small real world around the gateway: a log in memory, a door with a few operations, a bus."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import msgpack
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.errors import Invalid, Limited, NotAllowed, NotFound, NotSignedIn
from channels.core.protocol import Command, View
from persistence.bus_memory import MemoryBus
from persistence.streams import Stream, user_stream
from presence.protocol import PresenceView
from server.gateway.frames import explain
from server.gateway.gateway import Gateway, GatewaySettings
from server.gateway.order import Entry
from server.gateway.ports import Codec, Seen
from server.gateway.transport import GatewayProtocol


async def until(true: Callable[[], bool], timeout_s: float = 30.0) -> None:
    """Wait for what has no signal of its own."""
    async with asyncio.timeout(timeout_s):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def body(event: str, content: object) -> bytes:
    """An entry's body as the store writes it."""
    parts = ("event", event, "data", content)
    return b"".join(cast(bytes, msgpack.packb(part)) for part in parts)


class Me(Command, frozen=True, kw_only=True):
    """Who am I."""


class Post(Command, frozen=True, kw_only=True):
    """Write a message."""

    channel_id: str
    text: str = ""
    file_ids: list[str] = []


class Wait(Command, frozen=True, kw_only=True):
    """A read that ends when the test says so."""

    name: str


class MeView(View, frozen=True, kw_only=True):
    """The person."""

    id: str
    name: str


class Posted(View, frozen=True, kw_only=True):
    """The message's place."""

    seq: int
    text: str


class MemoryLog:
    """Committed entries in memory; `pruned` says how many of the oldest are gone.

    An empty entry is a number that a bulk load has reserved.
    """

    epoch = "e1"

    def __init__(self) -> None:
        self.entries: dict[Stream, list[bytes]] = {}
        self.pruned: dict[Stream, int] = {}
        self.reads = 0

    def append(self, stream: Stream, entry: bytes) -> int:
        entries = self.entries.setdefault(stream, [])
        entries.append(entry)
        return len(entries)

    def head(self, stream: Stream) -> int:
        return len(self.entries.get(stream, ()))

    async def since(self, stream: Stream, seq: int, limit: int) -> list[Entry]:
        self.reads += 1
        await asyncio.sleep(0)
        start = max(seq, self.pruned.get(stream, 0))
        found = [
            (start + index + 1, entry)
            for index, entry in enumerate(self.entries.get(stream, [])[start:])
            if entry
        ]
        return found[:limit]

    async def span(self, stream: Stream) -> tuple[int, int]:
        await asyncio.sleep(0)
        return self.pruned.get(stream, 0), self.head(stream)


class HiveDoor:
    """Real enough to be asked: members per stream, posts into the log and onto the bus."""

    commands: dict[str, type[Command]] = {
        "people.me": Me,
        "messages.post": Post,
        "wait.read": Wait,
        "wait.write": Wait,
    }

    def __init__(self, log: MemoryLog, bus: MemoryBus) -> None:
        self.log = log
        self.bus = bus
        self.members: dict[Stream, set[str]] = {}
        self.removed_elsewhere: dict[Stream, set[str]] = {}  # of whom no news has come
        self.gates: dict[str, asyncio.Event] = {}
        self.started: list[str] = []
        self.enters_early = False
        self.charged: list[tuple[str, float]] = []
        self.allowance = 1_000.0
        self.visible: dict[str, set[str]] = {}  # of those who do not see everybody

    def parse(self, op: str, args: bytes, codec: Codec) -> Command:
        kind = self.commands.get(op)
        if kind is None:
            raise Invalid(f"There is no operation {op}.", "op")
        decode = msgspec.json.decode if codec == "json" else msgspec.msgpack.decode
        try:
            return decode(args, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise Invalid(*explain(error, "args")) from None

    def writes(self, op: str) -> bool:
        return op in {"messages.post", "wait.write"}

    async def call(
        self,
        actor: Actor,
        op: str,
        command: Command,
        entered: Callable[[], None] | None = None,
    ) -> msgspec.Struct:
        if isinstance(command, Wait):
            self.started.append(command.name)
            if self.enters_early and entered is not None:
                entered()
            await self.gate(command.name).wait()
            return Posted(seq=0, text=command.name)
        if isinstance(command, Post):
            return await self._post(actor, command)
        return MeView(id=actor.person_id, name=actor.person_id)

    async def _post(self, actor: Actor, command: Post) -> Posted:
        stream = Stream(f"c:{command.channel_id}")
        if not await self.may_hear(actor, stream):
            raise NotFound("There is no such channel.", "channel_id")
        if command.text == "boom":
            raise RuntimeError("a bug")
        seq = await self.publish(stream, command.text)
        return Posted(seq=seq, text=command.text)

    def gate(self, name: str) -> asyncio.Event:
        return self.gates.setdefault(name, asyncio.Event())

    async def publish(self, stream: Stream, text: str, lose: bool = False) -> int:
        entry = body("message.posted", {"text": text})
        seq = self.log.append(stream, entry)
        if not lose:
            await self.bus.publish(stream, [(seq, entry)])
        return seq

    async def hearing(self, actor: Actor) -> dict[Stream, int]:
        await asyncio.sleep(0)
        mine = [one for one, members in self.members.items() if actor.person_id in members]
        return {one: self.log.head(one) for one in [*mine, user_stream(actor.person_id)]}

    async def seen(self, actor: Actor, person_ids: list[str]) -> Seen:
        await asyncio.sleep(0)
        visible = self.visible.get(actor.person_id)
        seen = [one for one in person_ids if visible is None or one in visible]
        return Seen(seen, limited=visible is not None)

    async def charge(self, actor: Actor, op: str, cost: float) -> None:
        self.charged.append((op, cost))
        if sum(cost for _, cost in self.charged) > self.allowance:
            raise Limited("That was too much at once.", 1)

    async def audible(self, actor: Actor, streams: Sequence[Stream]) -> set[Stream]:
        return {stream for stream in streams if await self.may_hear(actor, stream)}

    async def may_hear(self, actor: Actor, stream: Stream) -> bool:
        await asyncio.sleep(0)
        return stream == user_stream(actor.person_id) or actor.person_id in self.members.get(
            stream, ()
        )

    async def may_hear_afresh(self, actor: Actor, stream: Stream) -> bool:
        removed = self.removed_elsewhere.get(stream, ())
        return actor.person_id not in removed and await self.may_hear(actor, stream)


class Attendees:
    """Who is connected, at most `cap` times."""

    def __init__(self) -> None:
        self.here: dict[str, str] = {}
        self.acted: list[str] = []
        self.cap = 100

    async def arrive(self, person_id: str, connection_id: str) -> None:
        if list(self.here.values()).count(person_id) >= self.cap:
            raise Limited("Too many connections.", 60)
        self.here[connection_id] = person_id

    def active(self, connection_id: str) -> None:
        self.acted.append(connection_id)

    async def leave(self, connection_id: str) -> None:
        self.here.pop(connection_id, None)

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[PresenceView]:
        here = set(self.here.values())
        return [
            PresenceView(person_id=one, state="online" if one in here else "offline", dnd=False)
            for one in person_ids
        ]


async def by_bearer(websocket: WebSocket) -> Actor:
    """Trusts `Authorization: Bearer NAME`, as a test's stand-in for sessions."""
    name = websocket.headers.get("authorization", "").removeprefix("Bearer ")
    if not name:
        raise NotSignedIn("Sign in first.")
    if name == "mallory":
        raise NotAllowed("Wrong origin.")
    return Actor(Kind.PERSON, PersonId(name), Role.MEMBER, session_id=f"s-{name}")


class Hive:
    """A running gateway on a free port."""

    def __init__(self, settings: GatewaySettings | None = None, plain: bool = False) -> None:
        self.bus = MemoryBus()
        self.log = MemoryLog()
        self.door = HiveDoor(self.log, self.bus)
        self.attendees = Attendees()
        self.gateway = Gateway(self.bus, self.door, self.log, self.attendees, by_bearer, settings)
        self.hub = self.gateway.hub
        self.bus.attach(self.hub.deliver, self.hub.on_loss)
        app = Starlette(routes=[WebSocketRoute("/ws", self.gateway.endpoint)])
        ws: Any = "websockets-sansio" if plain else GatewayProtocol
        config = uvicorn.Config(
            app, port=0, ws=ws, log_level="warning", lifespan="off", ws_max_size=1 << 24
        )
        self.server = uvicorn.Server(config)
        self.port = 0
        self._ids = itertools.count(1)

    def channel(self, name: str, *members: str) -> Stream:
        """A channel's stream that these persons may hear."""
        stream = Stream(f"c:{name}")
        self.door.members[stream] = set(members)
        return stream

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Hive]:
        await self.gateway.start()
        serving = asyncio.create_task(self.server.serve())
        await until(lambda: self.server.started)
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.server.should_exit = True
            await asyncio.wait_for(serving, 30)
            await self.gateway.close()

    @asynccontextmanager
    async def connect(
        self, name: str, codec: Codec | None = "json", query: str = "", **options: Any
    ) -> AsyncIterator[Talker]:
        """A signed-in client that has heard the hello."""
        offered = None if codec is None else [Subprotocol(f"ruche.v1.{codec}")]
        async with connect(
            f"ws://127.0.0.1:{self.port}/ws{query}",
            subprotocols=offered,
            additional_headers={"Authorization": f"Bearer {name}"} if name else {},
            proxy=None,
            **options,
        ) as socket:
            talker = Talker(socket, codec or "json")
            first = await talker.next()
            talker.hello = first["hello"]
            yield talker


class Talker:
    """A client: asks, and keeps apart what it hears meanwhile."""

    def __init__(self, socket: ClientConnection, codec: Codec) -> None:
        self.socket = socket
        self.codec = codec
        self.hello: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self._ids = itertools.count(1)

    async def next(self, timeout_s: float = 30.0) -> dict[str, Any]:
        """The next frame."""
        raw = await asyncio.wait_for(self.socket.recv(decode=False), timeout_s)
        found = msgspec.json.decode(raw) if self.codec == "json" else msgspec.msgpack.decode(raw)
        return cast("dict[str, Any]", found)

    async def send(self, frame: object) -> None:
        """Any frame."""
        if self.codec == "json":
            await self.socket.send(msgspec.json.encode(frame).decode())
        else:
            await self.socket.send(msgspec.msgpack.encode(frame))

    async def ask(self, op: str, **args: object) -> dict[str, Any]:
        """The reply to a request; pushes that come before it go to `heard`."""
        request_id = next(self._ids)
        await self.send({"id": request_id, "op": op, "args": args})
        while "ok" not in (frame := await self.next()):
            self.heard.append(frame)
        assert frame["id"] == request_id
        return frame

    async def push(self) -> dict[str, Any]:
        """The next push."""
        return self.heard.pop(0) if self.heard else await self.next()

    async def texts(self, count: int) -> list[str]:
        """What the next messages say."""
        return [(await self.push())["data"]["text"] for _ in range(count)]

    async def silent(self) -> bool:
        """Whether nothing was pushed before the answer to a ping."""
        await self.send({"ping": 1})
        while "pong" not in (frame := await self.next()):
            self.heard.append(frame)
        return not self.heard
