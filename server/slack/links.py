"""Socket Mode: the WebSockets that apps keep open, and what is acknowledged over them.

Source: the contract's section 10.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from channels.bots.tickets import Tickets
from persistence.streams import Stream, user_stream
from server.slack.link import Link, Lost, Unanswered, Unlinked

MOST = 10  # connections of an app
LIFE_S = 18_060
DEBUG_LIFE_S = 360
WARNING_S = 10.0
ACK_S = 3.0
CLOSE_S = 2.0
TICKET_MS = 60_000
GOING_AWAY = 1001

__all__ = ["Link", "Links", "Lost", "Unanswered", "Unlinked", "socket_url"]


class Links:
    """All connections of this process.

    Guarantees: an envelope goes to one connection, in turn; an acknowledgement counts from any
    connection of its app; a connection that goes away ends the waiting of what went over it.
    """

    def __init__(self, tickets: Tickets, public_url: str) -> None:
        self._tickets = tickets
        self._url = public_url
        self._links: dict[str, list[Link]] = {}
        self._acks: dict[str, tuple[str, asyncio.Future[Any]]] = {}
        self._stopping = False
        self._reviews: set[asyncio.Future[None]] = set()
        self.on_linked: Callable[[], None] = lambda: None

    def routes(self) -> list[BaseRoute]:
        """Where the connections are made."""
        return [WebSocketRoute("/link/", self.endpoint), WebSocketRoute("/link", self.endpoint)]

    @property
    def app_ids(self) -> list[str]:
        """The apps that are linked here now."""
        return [app_id for app_id in self._links if self._open(app_id)]

    async def url(self, app_id: str) -> str:
        """The address of one new connection, good for a minute."""
        _, tokens = (await self._tickets.linkable([app_id])).get(app_id, ("", frozenset()))
        body = {"tokens": sorted(tokens)}
        secret = await self._tickets.make("link", app_id, body, uses=1, lasts_ms=TICKET_MS)
        return f"{socket_url(self._url)}/link/?ticket={secret}&app_id={app_id}"

    # -- sending

    async def send(self, app_id: str, item: Mapping[str, Any]) -> asyncio.Future[Any]:
        """Send an envelope in turn; the future is its acknowledgement's payload.

        Errors: Unlinked, Unanswered.
        """
        envelope_id = str(uuid.uuid4())
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = (app_id, future)
        future.add_done_callback(lambda _: self._acks.pop(envelope_id, None))
        try:
            link = self._next(app_id)
            link.waiting[envelope_id] = not item.get("accepts_response_payload")
            future.add_done_callback(lambda _: link.waiting.pop(envelope_id, None))
            await link.send({"envelope_id": envelope_id, **item})
        except BaseException:
            future.cancel()
            raise
        return future

    async def acked(self, future: asyncio.Future[Any]) -> Any:
        """Wait for the acknowledgement. Errors: Unanswered, such as Lost."""
        try:
            async with asyncio.timeout(ACK_S):
                return await future
        except (TimeoutError, asyncio.CancelledError):
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            raise Unanswered from None

    def _open(self, app_id: str) -> list[Link]:
        return [one for one in self._links.get(app_id, ()) if one.ready and not one.leaving]

    def _next(self, app_id: str) -> Link:
        links = self._open(app_id)
        if not links:
            raise Unlinked
        chosen = links[0]
        everyone = self._links[app_id]
        everyone.remove(chosen)
        everyone.append(chosen)
        return chosen

    # -- connections

    async def endpoint(self, websocket: WebSocket) -> None:
        """One connection, from handshake to end."""
        query = websocket.query_params
        used = await self._tickets.use("link", query.get("ticket", ""))
        if used.outcome != "ok" or self._stopping:
            await websocket.close(1008)
            return
        await websocket.accept()
        link = Link(used.app_id, websocket, frozenset((used.body or {}).get("tokens", ())))
        others = self._links.setdefault(link.app_id, [])
        number = sum(not one.leaving for one in others) + 1
        if number > MOST:
            await self._dismiss(link, "too_many_websockets", 0.0)
            return
        others.append(link)
        ending: asyncio.Task[None] | None = None
        try:
            if not await self._admits(link):
                await self._dismiss(link, "link_disabled", 0.0)
                return
            life_s = _life_s(query.get("debug_reconnects", ""))
            await link.send(_hello(link.app_id, number, life_s))
            link.ready = True
            self.on_linked()
            ending = asyncio.create_task(self._end(link, life_s), name="link-life")
            await self._read(link)
        except Unanswered:
            pass  # it went before it was greeted
        finally:
            if ending is not None:
                ending.cancel()
            self._lost(link)

    async def _admits(self, link: Link) -> bool:
        """Are the app and its token what they were when the address was given out?"""
        person_id, tokens = (await self._tickets.linkable([link.app_id])).get(
            link.app_id, ("", frozenset())
        )
        link.person_id = person_id
        return bool(link.tokens & tokens)

    async def _read(self, link: Link) -> None:
        """Until the app goes, or the connection is over for us."""
        reading = asyncio.create_task(self._read_all(link), name="link-reads")
        over = asyncio.create_task(link.over.wait(), name="link-over")
        try:
            await asyncio.wait((reading, over), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, over):
                task.cancel()
            await asyncio.gather(reading, over, return_exceptions=True)

    async def _read_all(self, link: Link) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                text = await link.websocket.receive_text()
                with contextlib.suppress(ValueError):
                    self._on_ack(link, json.loads(text))

    def _on_ack(self, link: Link, item: Any) -> None:
        if not isinstance(item, dict):
            return
        app_id, future = self._acks.get(str(item.get("envelope_id")), ("", None))
        if future is not None and app_id == link.app_id and not future.done():
            future.set_result(item.get("payload"))

    def _lost(self, link: Link) -> None:
        link.leaving = True
        link.gone.set()
        links = self._links.get(link.app_id, [])
        if link in links:
            links.remove(link)
        if not links:
            self._links.pop(link.app_id, None)
        others = bool(self._open(link.app_id))
        if others and link.sent_away:
            return  # what it has not acknowledged may still come over the others
        for envelope_id, again in list(link.waiting.items()):
            _, future = self._acks.get(envelope_id, ("", None))
            if future is None or future.done():
                continue
            if not others:
                future.cancel()
            elif again:
                future.set_exception(Lost())
                future.exception()  # whoever waits is told; perhaps nobody does

    async def _end(self, link: Link, life_s: float) -> None:
        await asyncio.sleep(max(0.0, life_s - WARNING_S) if life_s > 2 * WARNING_S else life_s)
        await self._dismiss(link, "refresh_requested", WARNING_S)

    async def _dismiss(self, link: Link, reason: str, wait_s: float) -> None:
        """Say that it ends, then end it; nothing new goes over it meanwhile."""
        link.leaving = link.sent_away = True
        with contextlib.suppress(Unanswered, RuntimeError, TimeoutError):
            await link.send({"type": "disconnect", "reason": reason, "debug_info": _host()})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await link.gone.wait()
            if not link.gone.is_set():
                async with asyncio.timeout(CLOSE_S):
                    await link.websocket.close(GOING_AWAY)

    # -- apps that may keep them no more

    def touched(self, streams: Iterable[Stream]) -> None:
        """Apps or their tokens may have changed: who was admitted is asked about again."""
        touched = set(streams)
        apps = {
            app_id
            for app_id, links in self._links.items()
            if any(not one.person_id or user_stream(one.person_id) in touched for one in links)
        }
        if apps:
            self._review(apps)

    def review_all(self) -> None:
        """Changes may have been missed."""
        if self._links:
            self._review(set(self._links))

    def _review(self, app_ids: set[str]) -> None:
        task = asyncio.ensure_future(self._dismiss_ended(app_ids))
        self._reviews.add(task)
        task.add_done_callback(self._reviews.discard)

    async def _dismiss_ended(self, app_ids: set[str]) -> None:
        """End the connections of those who were removed, switched off, or have other tokens."""
        found = await self._tickets.linkable(app_ids)
        ended = [
            link
            for app_id in app_ids
            for link in self._links.get(app_id, ())
            if not link.leaving and not link.tokens & found.get(app_id, ("", frozenset()))[1]
        ]
        await asyncio.gather(*(self._dismiss(one, "link_disabled", 1.0) for one in ended))

    async def stop(self) -> None:
        """Ask all to come back elsewhere, and let them go."""
        self._stopping = True
        for task in self._reviews:
            task.cancel()
        await asyncio.gather(*self._reviews, return_exceptions=True)
        links = [link for links in self._links.values() for link in links]
        await asyncio.gather(*(self._dismiss(one, "refresh_requested", 1.0) for one in links))


def socket_url(public_url: str) -> str:
    """The base of WebSocket addresses. TLS only on its own port: see the contract's section 1."""
    parts = urlsplit(public_url)
    secure = parts.scheme == "https" and parts.port in (None, 443)
    return f"{'wss' if secure else 'ws'}://{parts.netloc}"


def _life_s(asked: str) -> float:
    if asked == "true":
        return DEBUG_LIFE_S
    return float(asked) if asked.isdecimal() and 0 < int(asked) < LIFE_S else LIFE_S


def _host() -> dict[str, str]:
    return {"host": f"ruche-{secrets.token_hex(3)}"}


def _hello(app_id: str, number: int, life_s: float) -> dict[str, Any]:
    told = {**_host(), "build_number": 1, "approximate_connection_time": int(life_s)}
    return {
        "type": "hello",
        "num_connections": number,
        "debug_info": told,
        "connection_info": {"app_id": app_id},
    }
