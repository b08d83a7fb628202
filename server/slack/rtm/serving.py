"""RTM: the WebSockets of old bots, and of people's programs. Source: the contract's section 14."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Coroutine, Iterable
from typing import Any

import structlog
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from channels.core.errors import DomainError
from persistence.streams import Stream, user_stream
from server.gateway.hub import Hub
from server.slack.api import SlackApi
from server.slack.call import Call, Method
from server.slack.caller import Caller, Callers
from server.slack.edge import Edge
from server.slack.errors import RateLimited, SlackError
from server.slack.limits import ApiLimits
from server.slack.link import Unanswered
from server.slack.links import CLOSE_S, GOING_AWAY, LIFE_S, MOST, TICKET_MS, socket_url
from server.slack.objects import Item
from server.slack.rtm.link import RtmLink
from server.slack.rtm.orders import Orders

AGAIN_S = 10
READS_AT_ONCE = 4  # of the store's connections, by all that hear
GOODBYE_S = 1.0

_log = structlog.get_logger(__name__)


class Rtm:
    """All RTM connections of this process.

    Guarantees: a connection hears what its person may hear, and no more once its token has ended;
    no more than `MOST` of a person.
    """

    def __init__(
        self, edge: Edge, hub: Hub, callers: Callers, api: SlackApi, limits: ApiLimits
    ) -> None:
        self._edge = edge
        self._hub = hub
        self._callers = callers
        self._orders = Orders(edge, hub, api, limits)
        self._reads = asyncio.Semaphore(READS_AT_ONCE)
        self._links: dict[str, list[RtmLink]] = {}  # by person
        self._reviews: set[asyncio.Future[None]] = set()
        self._stopping = False

    def routes(self) -> list[BaseRoute]:
        """Where the connections are made."""
        return [WebSocketRoute("/rtm/", self.endpoint), WebSocketRoute("/rtm", self.endpoint)]

    def table(self) -> dict[str, Method]:
        """The methods' rows."""
        return {name: Method(self.connect, tier=1) for name in ("rtm.connect", "rtm.start")}

    async def connect(self, call: Call) -> Item:
        """`rtm.connect`: the address of one new connection, good for a minute."""
        caller = call.caller
        if len(self._links.get(caller.person_id, ())) >= MOST:
            raise RateLimited(AGAIN_S)
        app_id = caller.app.id if caller.app is not None else caller.person_id
        body = {"kind": caller.kind, "proof": caller.proof}
        secret = await self._edge.tickets.make("rtm", app_id, body, uses=1, lasts_ms=TICKET_MS)
        people = await call.edge.accounts(call.actor, [call.me])
        team = call.team
        return {
            "url": f"{socket_url(self._edge.url)}/rtm/?ticket={secret}",
            "self": {"id": call.me, "name": people[call.me].handle if call.me in people else ""},
            "team": {"id": team.id, "name": team.name, "domain": team.domain},
        }

    # -- connections

    async def endpoint(self, websocket: WebSocket) -> None:
        """One connection, from handshake to end."""
        caller = await self._admitted(websocket.query_params.get("ticket", ""))
        others = self._links.get(caller.person_id, ()) if caller is not None else ()
        if caller is None or self._stopping or len(others) >= MOST:
            await websocket.close(1008)
            return
        link = RtmLink(self._edge, caller, websocket, self._reads)
        self._links.setdefault(caller.person_id, []).append(link)
        try:
            await websocket.accept()
            await self._serve(link)
        except (DomainError, ConnectionError, Unanswered):
            pass  # it comes back
        finally:
            self._hub.detach(link.ear)
            self._lost(link)
            await self._dismiss(link)
            link.gone.set()

    async def _admitted(self, ticket: str) -> Caller | None:
        used = await self._edge.tickets.use("rtm", ticket)
        if used.outcome != "ok":
            return None
        try:
            return await self._callers.again(used.body["kind"], used.body["proof"])
        except SlackError:
            return None

    async def _serve(self, link: RtmLink) -> None:
        """Until the client goes, or the connection is over for us."""
        await link.learn()
        await self._hub.attach(link.ear, lambda heads: None)
        await link.send({"type": "hello"})
        await _first(
            link.read(self._orders.take),
            link.tell(),
            link.ear.over.wait(),
            asyncio.sleep(LIFE_S),
        )

    def _lost(self, link: RtmLink) -> None:
        links = self._links.get(link.caller.person_id, [])
        if link in links:
            links.remove(link)
        if not links:
            self._links.pop(link.caller.person_id, None)

    async def _dismiss(self, link: RtmLink) -> None:
        """Say that it ends, where it is still there, and end it."""
        link.ear.over.set()
        with contextlib.suppress(Unanswered, RuntimeError, TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await link.send({"type": "goodbye"})
            async with asyncio.timeout(CLOSE_S):
                await link.websocket.close(GOING_AWAY)

    # -- those who may keep them no more

    def touched(self, streams: Iterable[Stream]) -> None:
        """People or their tokens may have changed: who was admitted is asked about again."""
        if not self._links:
            return
        touched = set(streams)
        for person_id, links in self._links.items():
            if user_stream(person_id) in touched:
                self._review(links)

    def review_all(self) -> None:
        """Changes may have been missed."""
        for links in self._links.values():
            self._review(links)

    def _review(self, links: Iterable[RtmLink]) -> None:
        for link in list(links):
            task = asyncio.ensure_future(self._prove(link))
            self._reviews.add(task)
            task.add_done_callback(self._reviews.discard)

    async def _prove(self, link: RtmLink) -> None:
        """End a connection whose token has ended."""
        try:
            caller = await self._callers.again(link.caller.kind, link.caller.proof)
        except SlackError:
            link.ear.over.set()
        except Exception as error:
            _log.warning("rtm.unproved", error=repr(error))
            link.ear.over.set()  # it comes back, and is asked anew
        else:
            link.admit(caller)

    async def stop(self) -> None:
        """Ask all to come back elsewhere, and let them go."""
        self._stopping = True
        for task in self._reviews:
            task.cancel()
        await asyncio.gather(*self._reviews, return_exceptions=True)
        links = [link for links in self._links.values() for link in links]
        for link in links:
            link.ear.over.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S + CLOSE_S):
                await asyncio.gather(*(link.gone.wait() for link in links))


async def _first(*works: Coroutine[Any, Any, Any] | Awaitable[Any]) -> None:
    """Until one of these has ended; the others end with it."""
    tasks = [asyncio.ensure_future(one) for one in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
