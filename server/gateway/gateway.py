"""The endpoint at `/ws`: who may connect, in which codec, and the life of a connection."""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from dataclasses import dataclass

import structlog
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from channels.core.actor import Actor
from channels.core.errors import DomainError, Invalid, Limited, NotSignedIn, Unavailable
from channels.core.protocol import PROTOCOL_VERSION
from persistence.bus import Bus
from persistence.streams import Stream
from server.gateway import frames
from server.gateway.asgi import AsgiWriter
from server.gateway.codes import CloseCode
from server.gateway.connection import Connection, Services
from server.gateway.frames import Hello
from server.gateway.hub import Hub
from server.gateway.ports import Attendance, Authenticate, Codec, Door, EventLog, Writer
from server.gateway.tasks import Tasks
from server.gateway.transport import EXTENSION

_log = logging.getLogger("ruche.gateway")

REFUSALS_EVERY_S = 60.0
GREETED_AT_ONCE = 32  # and as many proved; others wait, so that the store serves other questions
DRAIN_RATE = 500.0  # sockets sent away in a second, where there is time for that few
DRAIN_STEP_S = 0.05
LEAVE_S = 0.5  # at least, for what the end of the sockets begins
SUBPROTOCOLS: dict[str, Codec] = {"ruche.v1.msgpack": "msgpack", "ruche.v1.json": "json"}


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Bounds of a gateway."""

    heartbeat_s: int = 25  # a client that has heard nothing for twice as long reconnects
    max_buffered_bytes: int = 1 << 20  # unsent to one socket, beyond which it must resume
    drain_s: float = 5.0  # for running requests to finish when the server stops


class _Gone(Exception):
    """The client left before it was greeted."""


class Gateway:
    """Takes in sockets and keeps them until they end; `hub` delivers to them."""

    def __init__(
        self,
        bus: Bus,
        door: Door,
        log: EventLog,
        attendance: Attendance,
        authenticate: Authenticate,
        settings: GatewaySettings | None = None,
    ) -> None:
        self.hub = Hub(bus, door, log)
        self._authenticate = authenticate
        self._settings = settings or GatewaySettings()
        self._tasks = Tasks()
        self._stopping = False
        self._tell_refusals_at_s = 0.0
        # Two queues: who came first is greeted while others are asked who they are.
        self._proving = asyncio.Semaphore(GREETED_AT_ONCE)
        self._greeting = asyncio.Semaphore(GREETED_AT_ONCE)
        self._services = Services(
            door, log, self.hub, attendance, self._tasks, self._settings.drain_s
        )
        self._open: set[Connection] = set()

    async def start(self) -> None:
        """Begin to deliver. Call once, before the first socket."""
        await self.hub.start()

    @property
    def stopping(self) -> bool:
        """Are new sockets refused?"""
        return self._stopping

    async def drain(self, within_s: float) -> None:
        """Refuse new sockets and send the others away a few at a time, the last before `within_s`.

        Each goes once its requests are answered; a few sockets take no time, many take all of it,
        so that they do not all knock elsewhere at once.
        """
        self._stopping = True
        leaving = list(self._open)
        at_a_time = max(1, math.ceil(max(DRAIN_RATE, len(leaving) / within_s) * DRAIN_STEP_S))
        retiring: list[asyncio.Task[None]] = []
        for start in range(0, len(leaving), at_a_time):
            if start:
                await asyncio.sleep(DRAIN_STEP_S)
            some = leaving[start : start + at_a_time]
            retiring += [self._tasks.start(connection.retire()) for connection in some]
        if retiring:
            await asyncio.wait(retiring, timeout=self._settings.drain_s)

    async def close(self) -> None:
        """Refuse new sockets, tell all others to come back once their requests are answered.

        Takes `drain_s` and `LEAVE_S` at most. Cancelled, it still ends all tasks and the hub.
        """
        self._stopping = True
        clock = asyncio.get_running_loop().time
        until_s = clock() + self._settings.drain_s
        try:
            await asyncio.gather(*(connection.retire() for connection in list(self._open)))
            await self._tasks.finish(max(LEAVE_S, until_s - clock()))
        finally:
            await self._tasks.stop()
            await self.hub.stop()

    def revoke(self, session_id: str) -> None:
        """End the connections of a session or token that is valid no more."""
        for connection in list(self._open):
            if connection.actor.session_id == session_id:
                connection.close(CloseCode.REVOKED, "signed out")

    async def endpoint(self, websocket: WebSocket) -> None:
        """One socket, from handshake to end."""
        connection_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(connection_id=connection_id)
        async with self._proving:
            accepted = await self._accept(websocket)
        if accepted is None:
            return
        actor, codec = accepted
        writer: Writer = websocket.scope["extensions"].pop(EXTENSION, None) or AsgiWriter(websocket)
        connection = Connection(connection_id, actor, codec, writer, self._services)
        connection.everything = websocket.query_params.get("watch") != "none"
        self._open.add(connection)
        try:
            async with self._greeting:
                greeted = await self._greet(connection, writer)
            if greeted:
                writer.listen(connection, self._settings.max_buffered_bytes)
                await self._until_lost(websocket, connection)
        finally:
            connection.on_lost()
            self._open.discard(connection)
            self._tasks.start(self._services.attendance.leave(connection.id))
            if isinstance(writer, AsgiWriter):
                await writer.stop()

    async def _accept(self, websocket: WebSocket) -> tuple[Actor, Codec] | None:
        asked: list[str] = websocket.scope["subprotocols"]
        known = [name for name in asked if name in SUBPROTOCOLS]
        try:
            actor = await self._authenticate(websocket)
        except DomainError as error:
            await self._deny(websocket, error)
            return None
        if asked and not known:
            detail = f"Known subprotocols: {', '.join(SUBPROTOCOLS)}."
            await self._deny(websocket, Invalid(detail), 400)
            return None
        if self._stopping:
            await self._deny(websocket, Unavailable("The server is stopping."))
            return None
        await websocket.accept(known[0] if known else None)
        return actor, SUBPROTOCOLS[known[0]] if known else "json"

    async def _deny(self, websocket: WebSocket, error: DomainError, status: int = 0) -> None:
        """Refuse the handshake; of many refusals one line in a minute tells."""
        status = status or error.http_status
        counters, now_s = self.hub.counters, time.monotonic()
        counters.refused += 1
        if now_s >= self._tell_refusals_at_s:
            self._tell_refusals_at_s = now_s + REFUSALS_EVERY_S
            _log.warning("handshakes refused: %d, the last with %d", counters.refused, status)
        told: dict[str, object] = {"code": error.code, "detail": error.detail, "field": None}
        response = JSONResponse({"ok": False, "error": told}, status)
        if error.retry_after_s is not None:
            response.headers["retry-after"] = str(max(1, math.ceil(error.retry_after_s)))
        await websocket.send_denial_response(response)

    async def _greet(self, connection: Connection, writer: Writer) -> bool:
        """Say hello and let the connection hear; False if it was sent away instead."""
        services = self._services
        arrived = False
        try:
            await services.attendance.arrive(connection.actor.person_id, connection.id)
            arrived = True
            command = services.door.parse("people.me", b"{}", "json")
            me = await services.door.call(connection.actor, "people.me", command)

            def greet(heads: dict[Stream, int]) -> None:
                if writer.is_closing():
                    raise _Gone
                epoch = services.log.epoch
                hello = Hello(
                    me=me,
                    epoch=epoch,
                    positions={stream: (epoch, head) for stream, head in heads.items()},
                    heartbeat_s=self._settings.heartbeat_s,
                    protocol=PROTOCOL_VERSION,
                    connection_id=connection.id,
                )
                connection.send(frames.encode_hello(hello, connection.codec))

            await self.hub.attach(connection, greet)
        except Limited:
            if arrived:
                connection.close(CloseCode.LATER, "too many requests: come back later")
            else:
                connection.close(CloseCode.TOO_MANY_CONNECTIONS, "too many connections")
        except NotSignedIn:
            connection.close(CloseCode.REVOKED, "signed out")
        except _Gone:
            pass
        except Unavailable:
            connection.close(CloseCode.RESTART, "the server cannot serve now: come back")
        except Exception:
            _log.exception("a connection could not be greeted")
            connection.close(CloseCode.RESTART, "the server cannot serve now: come back")
        else:
            return True
        return False

    async def _until_lost(self, websocket: WebSocket, connection: Connection) -> None:
        """Wait for the end; hand over messages that come by ASGI."""
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            text = event.get("text")
            content = event.get("bytes") or b"" if text is None else text.encode()
            connection.on_message(content, text is not None)
