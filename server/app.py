"""The composition root: the only place that names concrete adapters and joins them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

import msgpack
import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute

from channels.core.actor import Actor
from channels.membership.protocol import ChannelJoined
from persistence.blobs_disk import DiskBlobs
from persistence.clock import Clock, WallClock, now_ms
from persistence.decision import Patch
from persistence.relay import Audiences
from persistence.streams import PRESENCE, WORKSPACE, Stream, channel_of, channel_stream, person_of
from persistence.wire import read_event_body
from presence.protocol import PresenceChanged, PresenceView
from presence.roster import Roster
from presence.roster_memory import MemoryRoster
from presence.roster_redis import RedisRoster
from presence.service import PresenceService
from server import api_pages
from server.attendance import StoreAttendance
from server.auth import Authenticator
from server.config import Settings
from server.core import Core
from server.doorstep import Doorstep
from server.ending import Ending
from server.feeds import Feeds
from server.figures import CoreFigures, GatewayFigures, Parts
from server.files import file_routes
from server.gateway.gateway import Gateway
from server.headers import SafeHeaders
from server.health import Health
from server.limits import make_limits
from server.logo import Logos
from server.metrics import Metrics
from server.pictures import picture_routes
from server.previews import preview_routes
from server.requests import Application, Requests
from server.rpc import Rpc
from server.shown_pictures import ShownPictures
from server.slack.provision import AppTools
from server.slack.serving import SlackEdge
from server.uploads import Uploads
from server.vital import Vital
from server.worker import Background
from web.routes import exception_handlers
from web.routes import routes as page_routes
from web.services import WebServices

_SESSION_ENDED = msgpack.packb("event") + msgpack.packb("session.ended")


def make_roster(settings: Settings, keen: bool = False) -> Roster:
    """Who is here: in this process, or shared through Redis."""
    return RedisRoster(settings.redis_url, keen=keen) if settings.redis_url else MemoryRoster()


class Server:
    """One process that serves people: core, presence, gateway and the HTTP edges.

    `works`: it also does what is done after the answer; otherwise worker processes do.
    """

    def __init__(
        self, settings: Settings, clock: Clock | None = None, *, works: bool = True
    ) -> None:
        self.settings = settings
        self._works = works
        self.clock = clock or WallClock()
        self.limits = make_limits(settings, self.clock)
        cap = self.limits.connections_per_person or 0
        self.presence = PresenceService(make_roster(settings), self._announce, self.clock, cap)
        self.core = Core(settings, self.presence, self.limits, serves=True, clock=self.clock)
        self.auth = Authenticator(self.core.store, self.clock, settings)
        self.blobs = DiskBlobs(settings.data / "files")
        self.background = Background(self.core, self.blobs, self.presence)
        self.gateway = Gateway(
            self.core.bus,
            self.core.door,
            self.core.log,
            StoreAttendance(self.presence, self.core.store, self.clock),
            self.auth.authenticate_socket,
        )
        uploads = Uploads(
            self.core.door,
            self.blobs,
            self.auth.authenticate_http,
            settings.upload_limit_bytes,
        )
        self.slack = SlackEdge(
            self.core, settings, works=works, uploads=uploads, hub=self.gateway.hub
        )
        self._shown = ShownPictures(self.core, self.blobs, self.auth.authenticate_http)
        self._vital = Vital()
        self.doorstep = Doorstep()
        self.requests = Requests(frozenset(self.core.dispatcher.operations))
        self.core.listeners.deliver = self._deliver
        self.core.listeners.on_loss = self._lost
        self.core.listeners.audiences = self._audiences_changed
        self.core.listeners.touched = self._touched
        self.core.store.on_queued = self.slack.on_queued
        self.gateway.hub.on_unheard = self._unheard

    async def start(self) -> None:
        """Open everything, each part before those that need it."""
        others = asyncio.all_tasks()
        await self.core.start()
        await self.auth.start(self.core.dispatcher.call)
        await self.presence.start()
        await self.blobs.start()
        await self.gateway.start()
        self.slack.start()
        if self._works:
            await self.background.start()
        self._vital.begin(others)

    async def drain(self) -> None:
        """Be ready no more, and send the sockets away over the time that the settings give."""
        await self.gateway.drain(self.settings.drain_s)

    async def stop(self) -> None:
        """Send the sockets away once their requests are answered, then close the rest."""
        self._vital.rest()
        ending = Ending()
        await ending.of("apps", self.slack.stop())
        await ending.of("gateway", self.gateway.close())
        await ending.of("pictures", self._shown.close())
        if self._works:
            await ending.of("background", self.background.stop())
        await ending.of("presence", self.presence.stop())
        await self.core.stop(ending)
        await ending.of("limits", self.limits.close())

    def routes(self) -> list[BaseRoute]:
        """All that this process answers to."""
        rpc = Rpc(self.core.door, self.auth.authenticate_http)
        return [
            WebSocketRoute("/ws", self.gateway.endpoint),
            *file_routes(
                self.core.door,
                self.blobs,
                self._authenticate_files,
                self.settings.upload_limit_bytes,
            ),
            *preview_routes(self.core.door, self.blobs, self.auth.authenticate_http),
            *picture_routes(self.core.door, self.blobs, self.auth.authenticate_http),
            *self._shown.routes(),
            *Logos(self.core.door, self.blobs).routes(),
            *Feeds(self.core, self.limits).routes(),
            Route("/api/v1/{operation}", rpc.endpoint, methods=["POST"]),
            *self._health().routes(),
            *api_pages.routes(),
            *self.slack.routes(),
            *self._metrics(),
            *page_routes(self._web_services()),
        ]

    async def _authenticate_files(self, request: Request) -> Actor:
        """People as everywhere, and bots by their tokens."""
        return await self.slack.bot_of(request) or await self.auth.authenticate_http(request)

    def _web_services(self) -> WebServices:
        return WebServices(
            call=self.core.dispatcher.call,
            auth=self.auth,
            limits=self.limits,
            now_ms=lambda: now_ms(self.clock),
            public_url=self.settings.public_url,
            private_urls=self.settings.allow_private_urls,
            apps=AppTools(self.settings.own_url),
        )

    def _health(self) -> Health:
        stopping, ended = lambda: self.gateway.stopping, self._vital.ended
        return Health(self.core.store, self.core.bus, stopping, ended=ended)

    def _metrics(self) -> list[BaseRoute]:
        if not self.settings.metrics:
            return []
        parts = Parts(
            hub=self.gateway.hub,
            limits=self.limits,
            requests=self.requests,
            doorstep=self.doorstep,
            load=self.core.dispatcher.load,
        )
        figures = CoreFigures(self.core, self.presence), GatewayFigures(parts)
        return [Route("/metrics", Metrics(self.core.store, *figures).endpoint)]

    # -- what the core tells

    async def _announce(self, people: Sequence[PresenceView]) -> None:
        await self.core.relay.publish_unlogged(PRESENCE, PresenceChanged(people=list(people)))

    def _deliver(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        self.gateway.hub.deliver(stream, entries)
        self._end_sessions(stream, entries)

    def _end_sessions(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        if person_of(stream) is not None:
            for _, body in entries:
                if body.startswith(_SESSION_ENDED):
                    _, ended = read_event_body(body)
                    self.gateway.revoke(str(ended["session_id"]))

    def _unheard(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        """The bus did not bring these, and may not have told of changed audiences either."""
        self.core.doubt(stream)
        self._end_sessions(stream, entries)
        person_id = person_of(stream)
        for _, body in () if person_id is None else entries:
            name, told = read_event_body(body)
            if name == ChannelJoined.wire_name:
                channel = msgspec.convert(told, ChannelJoined).channel
                since = max(0, channel.head - 1)
                self.gateway.hub.admit(person_id or "", channel_stream(channel.id), since)

    def _touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        self.auth.touched(streams)
        self.slack.touched(streams)

    def _lost(self) -> None:
        self.auth.clear()
        self.slack.clear()
        self.gateway.hub.on_loss()

    def _audiences_changed(self, changed: Audiences) -> None:
        """Who hears these streams may have changed: doubt the old, admit the new."""
        hub = self.gateway.hub
        people = [person for stream in changed if (person := person_of(stream)) is not None]
        channels = [stream for stream in changed if channel_of(stream) is not None]
        for stream in channels:
            hub.tasks.start(self._follow_members(stream, changed[stream]))
        for person_id in people:
            hub.admit(person_id, WORKSPACE)  # who was a guest until now
        hub.recheck(channels, people)  # settles after those tasks: nothing goes out before

    async def _follow_members(self, stream: Stream, since: int | None) -> None:
        """Connections that hear all channels of their person begin to hear this one, or end."""
        card = await self.core.access.peek_channel(channel_of(stream) or "")
        if card is None:
            return
        hub = self.gateway.hub
        waiting: set[str] = set()
        for listener in hub.connections():
            member = listener.actor.person_id in card.members
            if not member:
                listener.declined.discard(stream)
            if not listener.everything or member == (stream in listener.watching):
                continue
            if member:
                waiting.add(listener.actor.person_id)
            elif stream not in listener.chosen:
                hub.unwatch(listener, stream)
        for person_id in waiting:
            hub.admit(person_id, stream, since)


def make_app(settings: Settings, clock: Clock | None = None, *, works: bool = True) -> Starlette:
    """The ASGI application of a serving process; `app.state.server` is its `Server`."""
    server = Server(settings, clock, works=works)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await server.start()
        try:
            yield
        finally:
            await server.stop()

    https = settings.public_url.startswith("https://")
    app = Application(
        server.requests,
        routes=server.routes(),
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders, https=https)],
        exception_handlers=exception_handlers(),
    )
    app.state.server = server
    return app
