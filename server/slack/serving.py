"""The whole edge in a serving process: what it answers to, and what it must be told."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.routing import BaseRoute

from channels.bots.asking import AskQueue
from channels.bots.requests import RequestLog
from channels.bots.service import BOT_PREFIX
from channels.bots.tables import AppEventRow
from channels.core.actor import Actor
from channels.core.errors import NotAllowed, NotSignedIn
from persistence.decision import Patch
from persistence.streams import Stream
from server.buckets_memory import MemoryBuckets
from server.config import Settings
from server.core import Core
from server.gateway.hub import Hub
from server.slack.api import SlackApi
from server.slack.asking.answers import Answers
from server.slack.asking.elsewhere import Asking
from server.slack.asking.interactions import Interactions
from server.slack.asking.people_apps import PeopleApps
from server.slack.caller import Callers
from server.slack.edge import Edge
from server.slack.errors import SlackError
from server.slack.hooks import Hooks
from server.slack.limits import ApiLimits
from server.slack.methods.table import METHODS
from server.slack.methods.views import ViewMethods
from server.slack.rtm.serving import Rtm
from server.slack.telling.courier import Courier
from server.slack.telling.sender import Sender
from server.slack.telling.tidier import Tidier
from server.slack.uploads import UploadUrls
from server.uploads import Uploads


class SlackEdge:
    """Makes the parts and joins them."""

    def __init__(
        self,
        core: Core,
        settings: Settings,
        *,
        works: bool,
        uploads: Uploads | None = None,
        hub: Hub | None = None,
    ) -> None:
        self.edge = Edge(core, settings.own_url)
        self.callers = Callers(core.store, core.clock)
        factor = settings.rate_limits
        self.limits = ApiLimits(MemoryBuckets(core.clock), factor, settings.slack_limits)
        self.hooks = Hooks(self.edge, self.limits)
        self.sender = Sender(core.clock, allow_private=settings.allow_private_urls)
        several = bool(settings.redis_url) and hub is not None
        links = self.edge.links
        self.asking = Asking(AskQueue(core.store), links) if several else None
        self.requests = RequestLog(core.store)
        does = Interactions(self.edge, self.sender, self.asking, self.requests)
        self.methods = {**METHODS, **ViewMethods(does).table()}
        self.answers = Answers(does)
        core.dispatcher.apps = PeopleApps(does)
        self.api = SlackApi(self.edge, self.callers, self.limits, self.methods)
        self.rtm: Rtm | None = None
        if hub is not None:
            self.rtm = Rtm(self.edge, hub, self.callers, self.api, self.limits)
            self.methods |= self.rtm.table()
        self.uploads = UploadUrls(self.edge, uploads) if uploads is not None else None
        if self.uploads is not None:
            self.methods |= self.uploads.table()
        self.tidier = Tidier(core.store, whole=works)
        told = self.tidier.note_sent
        self.courier = Courier(self.edge, links, self.sender, told, over_http=works)

    def start(self) -> None:
        """Begin to tell apps."""
        self.courier.start()
        self.tidier.start()
        self.requests.start()
        if self.asking is not None:
            self.asking.start()

    def on_queued(self, tables: set[type[SQLModel]]) -> None:
        """A commit here has left rows in these tables."""
        if AppEventRow in tables:
            self.courier.notify()

    async def stop(self) -> None:
        """Send the apps away, then stop telling."""
        if self.rtm is not None:
            await self.rtm.stop()
        await self.edge.links.stop()
        if self.asking is not None:
            await self.asking.stop()
        await self.courier.stop()
        await self.tidier.stop()
        await self.requests.stop()

    async def bot_of(self, request: Request) -> Actor | None:
        """The bot whose token came along, for what bots fetch beside the methods; None for others.

        Errors: NotSignedIn, NotAllowed without the scope `files:read`.
        """
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        if not token.startswith(BOT_PREFIX):
            return None
        try:
            caller = await self.callers.find(token)
        except SlackError:
            raise NotSignedIn("This token has ended.") from None
        if not caller.may("files:read"):
            raise NotAllowed("The app lacks the scope files:read.")
        return caller.actor

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """People have changed, or their tokens or apps."""
        self.callers.touched(streams)
        self.edge.touched(streams)
        if self.rtm is not None:
            self.rtm.touched(streams)

    def clear(self) -> None:
        """Changes may have been missed."""
        self.callers.clear()
        self.edge.clear()
        if self.rtm is not None:
            self.rtm.review_all()

    def routes(self) -> list[BaseRoute]:
        """All addresses; they stand after the others below `/api/`."""
        parts = (self.api, self.hooks, self.answers, self.edge.links)
        taken = self.uploads.routes() if self.uploads is not None else []
        old = self.rtm.routes() if self.rtm is not None else []
        return [*taken, *(route for part in parts for route in part.routes()), *old]
