"""The whole edge in a serving process: what it answers to, and what it must be told."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.routing import BaseRoute

from persistence.decision import Patch
from persistence.streams import Stream
from server.buckets_memory import MemoryBuckets
from server.config import Settings
from server.core import Core
from server.slack.api import SlackApi
from server.slack.caller import Callers
from server.slack.courier import Courier
from server.slack.edge import Edge
from server.slack.hooks import Hooks
from server.slack.limits import ApiLimits
from server.slack.methods import METHODS
from server.slack.sender import Sender


class SlackEdge:
    """Makes the parts and joins them."""

    def __init__(self, core: Core, settings: Settings, *, works: bool) -> None:
        self.edge = Edge(core, settings.own_url)
        self.callers = Callers(core.store, core.clock)
        factor = settings.rate_limits
        self.limits = ApiLimits(MemoryBuckets(core.clock), factor, settings.slack_limits)
        self.api = SlackApi(self.edge, self.callers, self.limits, METHODS)
        self.hooks = Hooks(self.edge, self.limits)
        self.sender = Sender(core.clock, allow_private=settings.allow_private_urls)
        self.courier = Courier(self.edge, self.edge.links, self.sender, over_http=works)

    def start(self) -> None:
        """Begin to tell apps."""
        self.courier.start()

    async def stop(self) -> None:
        """Send the apps away, then stop telling."""
        await self.edge.links.stop()
        await self.courier.stop()

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """People have changed, or their tokens or apps."""
        self.callers.touched(streams)
        self.edge.touched(streams)

    def clear(self) -> None:
        """Changes may have been missed."""
        self.callers.clear()
        self.edge.clear()

    def routes(self) -> list[BaseRoute]:
        """All addresses; they stand after the others below `/api/`."""
        return [*self.api.routes(), *self.hooks.routes(), *self.edge.links.routes()]
