"""A real server on a temporary SQLite file, and people who talk to it over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import msgpack
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from channels.core.actor import SYSTEM, Actor, Kind, PersonId, Role
from channels.core.protocol import Command
from channels.people.protocol import AddPerson, CreateToken
from persistence.clock import Clock
from persistence.migrate import upgrade
from server.app import Server, make_app
from server.config import Settings
from server.doorstep import http_protocol
from server.gateway.transport import GatewayProtocol

HEARD_S = 30.0  # a bound for what hangs; nothing waits for it to pass
SILENT_S = 0.3


class Refused(Exception):
    """The server's answer was an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error['detail']}")
        self.code: str = error["code"]
        self.detail: str = error["detail"]
        self.field: str | None = error.get("field")


class Socket:
    """One WebSocket of a person: calls, and what is heard."""

    def __init__(self, connection: ClientConnection, codec: str) -> None:
        self.connection = connection
        self.codec = codec
        self.pushes: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.hello: dict[str, Any] = {}
        self.on_frame: Callable[[dict[str, Any]], object] = lambda frame: None
        self._replies: dict[object, asyncio.Future[dict[str, Any]]] = {}
        self._news = asyncio.Condition()
        self._unasked: asyncio.Future[dict[str, Any]] | None = None
        self._next_id = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the hello and go on reading."""
        self.hello = self._decode(await self.connection.recv())["hello"]
        self._task = asyncio.create_task(self._read())

    async def call(self, op: str, **args: Any) -> Any:
        """Ask and wait for the result.

        Errors: Refused.
        """
        self._next_id += 1
        reply = await self.ask({"id": self._next_id, "op": op, "args": args})
        if not reply["ok"]:
            raise Refused(reply["error"])
        return reply["result"]

    async def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Send a frame and wait for the reply with its id."""
        future = self._replies[frame["id"]] = asyncio.get_running_loop().create_future()
        await self.send(self.encode(frame))
        return await asyncio.wait_for(future, HEARD_S)

    def expect_unasked(self) -> Awaitable[dict[str, Any]]:
        """The next reply to something that was sent raw."""
        self._unasked = asyncio.get_running_loop().create_future()
        return asyncio.wait_for(self._unasked, HEARD_S)

    async def send(self, frame: str | bytes) -> None:
        """Send raw bytes or text."""
        await self.connection.send(frame)

    async def hears(self, event: str, **expected: Any) -> dict[str, Any]:
        """The data of the next push of this event whose data holds what is expected.

        Pushes of other events are passed over. Errors: TimeoutError.
        """

        def found() -> dict[str, Any] | None:
            for index, push in enumerate(self.pushes):
                if push["event"] == event and _holds(push["data"], expected):
                    del self.pushes[: index + 1]
                    return push
            return None

        async with asyncio.timeout(HEARD_S), self._news:
            while (push := found()) is None:
                await self._news.wait()
        return push["data"]  # type: ignore[no-any-return]

    async def hears_nothing(self, event: str, within_s: float = SILENT_S) -> None:
        """No push of this event comes within the time."""
        await asyncio.sleep(within_s)
        came = [push for push in self.pushes if push["event"] == event]
        assert not came, came

    async def ends(self) -> int | None:
        """Wait until the server has closed it; the close code."""
        await asyncio.wait_for(self.connection.wait_closed(), HEARD_S)
        return self.connection.close_code

    async def close(self) -> None:
        """Leave."""
        await self.connection.close()
        if self._task is not None:
            await self._task

    @property
    def positions(self) -> dict[str, list[Any]]:
        """Where each stream stands by what was heard, from the hello on."""
        positions = dict(self.hello["positions"])
        for push in self.heard:
            if "seq" in push:
                positions[push["stream"]] = [push["epoch"], push["seq"]]
        return positions

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            await self._read_on()
        for future in self._replies.values():
            if not future.done():
                future.set_exception(ConnectionError("the socket ended before the reply"))
                future.exception()  # who could not even send does not wait for it

    async def _read_on(self) -> None:
        async for message in self.connection:
            frame = self._decode(message)
            self.on_frame(frame)
            if "ok" in frame:
                future = self._replies.pop(frame["id"], None) or self._unasked
                if future is not None and not future.done():
                    future.set_result(frame)
            elif "event" in frame:
                self.heard.append(frame)
                async with self._news:
                    self.pushes.append(frame)
                    self._news.notify_all()

    def encode(self, frame: dict[str, Any]) -> str | bytes:
        """A frame in this socket's codec."""
        if self.codec == "json":
            return json.dumps(frame)
        packed: bytes = msgpack.packb(frame)
        return packed

    def _decode(self, message: str | bytes) -> dict[str, Any]:
        frame = json.loads(message) if isinstance(message, str) else msgpack.unpackb(message)
        assert isinstance(frame, dict)
        return frame


def _holds(data: dict[str, Any], expected: dict[str, Any]) -> bool:
    flat = {**data, **data.get("message", {})} if isinstance(data.get("message"), dict) else data
    return all(flat.get(name) == value for name, value in expected.items())


@dataclass
class Person:
    """Somebody with an account, a token and, once connected, a socket of their own."""

    world: Place
    id: str
    handle: str
    role: Role
    token: str
    socket: Socket | None = None

    @property
    def actor(self) -> Actor:
        return Actor(Kind.PERSON, PersonId(self.id), self.role)

    async def connects(self, codec: str = "json", query: str = "") -> Socket:
        """Open one more socket."""
        socket = await self.world.socket(self.token, codec, query)
        if self.socket is None:
            self.socket = socket
        return socket

    async def call(self, op: str, **args: Any) -> Any:
        """Ask over the socket, which is opened at the first call.

        Errors: Refused.
        """
        if self.socket is None:
            await self.connects()
        assert self.socket is not None
        return await self.socket.call(op, **args)

    async def posts(self, channel_id: str, text: str, **more: Any) -> dict[str, Any]:
        """Write a message."""
        result: dict[str, Any] = await self.call(
            "messages.post", channel_id=channel_id, text=text, **more
        )
        return result

    async def creates(self, name: str, kind: str = "public") -> str:
        """A new channel's id."""
        channel_id: str = (await self.call("channels.create", name=name, kind=kind))["id"]
        return channel_id

    async def hears(self, event: str, **expected: Any) -> dict[str, Any]:
        """See `Socket.hears`."""
        if self.socket is None:
            await self.connects()
        assert self.socket is not None
        return await self.socket.hears(event, **expected)

    async def hears_nothing(self, event: str) -> None:
        """See `Socket.hears_nothing`."""
        assert self.socket is not None
        await self.socket.hears_nothing(event)

    async def post_http(self, op: str, **args: Any) -> httpx.Response:
        """Call an operation over HTTP."""
        async with httpx.AsyncClient(base_url=self.world.url) as client:
            headers = {"authorization": f"Bearer {self.token}"}
            return await client.post(f"/api/v1/{op}", json=args, headers=headers)


class Place:
    """Where people reach a server, be it in this process or in another."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sockets: list[Socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def socket(self, token: str, codec: str = "json", query: str = "") -> Socket:
        """A signed-in socket."""
        connection = await connect(
            f"ws://127.0.0.1:{self.port}/ws{query}",
            subprotocols=[Subprotocol(f"ruche.v1.{codec}")],
            additional_headers={"Authorization": f"Bearer {token}"},
            open_timeout=HEARD_S,
        )
        socket = Socket(connection, codec)
        self.sockets.append(socket)
        await socket.start()
        return socket

    async def leave(self) -> None:
        """Close all sockets that were opened here."""
        await asyncio.gather(*(one.close() for one in self.sockets))


class World(Place):
    """A running server and its people."""

    def __init__(self, server: Server, port: int) -> None:
        super().__init__(port)
        self.server = server
        self._general = ""

    async def member(
        self, name: str, role: Role = Role.MEMBER, password: str | None = None
    ) -> Person:
        """A person with an account and a token; the first one makes the workspace too."""
        view = await self.system(
            "people.add",
            AddPerson(email=f"{name}@example.org", name=name.title(), role=role, password=password),
        )
        made = await self.system("tokens.create", CreateToken(person_id=view.id))
        return Person(self, view.id, view.handle, view.role, made.secret)

    async def guest(self, name: str) -> Person:
        """A person who sees only the channels they are put in."""
        return await self.member(name, Role.GUEST)

    async def general(self) -> str:
        """The id of #general."""
        if not self._general:
            from_all = await self.server.core.dispatcher.call(
                SYSTEM, "workspace.get", self.command("workspace.get")
            )
            self._general = from_all.general_channel_id
        return self._general

    def command(self, op: str, **args: Any) -> Command:
        """A typed command."""
        return self.server.core.dispatcher.operations[op].command(**args)

    async def members(self, *names: str) -> list[Person]:
        """Several people, each with an open socket."""
        people = [await self.member(name) for name in names]
        for person in people:
            await person.connects()
        return people

    async def system(self, op: str, command: Command) -> Any:
        """Do something as the system."""
        return await self.server.core.dispatcher.call(SYSTEM, op, command)


@cache
def _migrated() -> bytes:
    """A database file as the migrations leave it, made once for all tests of a run."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ruche.sqlite"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def lay_store(settings: Settings) -> None:
    """Make the schema, the quick way where the store is a new file."""
    if settings.database_url or settings.sqlite_path.exists():
        upgrade(settings.store_url)
    else:
        settings.sqlite_path.write_bytes(_migrated())


def settings_for(folder: Path, **more: Any) -> Settings:
    """Settings of a test's server: its own folder, no limits on rates."""
    return replace(Settings(data=folder, rate_limits=None, link_previews=False), **more)


@asynccontextmanager
async def open_world(
    folder: Path, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[World]:
    """A server on a free port; it is stopped in good order at the end."""
    wanted = settings_for(folder, **settings)
    await asyncio.to_thread(lay_store, wanted)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = make_app(replace(wanted, port=port), clock)
    http = http_protocol(app.state.server.doorstep)
    config = uvicorn.Config(app, http=http, ws=GatewayProtocol, log_level="warning", lifespan="on")  # type: ignore[arg-type]
    config.ws_per_message_deflate = False
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.01)
    world = World(app.state.server, port)
    try:
        yield world
    finally:
        await world.leave()
        server.should_exit = True
        await serving
