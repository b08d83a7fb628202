"""One RTM connection: what its client says, and what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.slack.caller import Caller
from server.slack.edge import Edge
from server.slack.link import Link, Unanswered
from server.slack.objects import Item
from server.slack.rtm.ear import Ear
from server.slack.rtm.events import Hearing

MOST_TEXT = 64_000  # characters of what a client says at once

_log = structlog.get_logger(__name__)


class RtmLink:
    """One connection. `caller` is whose it is, as proved last; `reads` bounds what all connections
    together ask of the store."""

    def __init__(
        self, edge: Edge, caller: Caller, websocket: WebSocket, reads: asyncio.Semaphore
    ) -> None:
        self.caller = caller
        self._reads = reads
        self.websocket = websocket
        self.ear = Ear(secrets.token_hex(8), caller.actor)
        self.gone = asyncio.Event()
        self._link = Link("", websocket, frozenset())
        self._hearing = Hearing(edge, caller, self.ear)

    def admit(self, caller: Caller) -> None:
        """Whose it is, as just proved: their scopes may be others than they were."""
        self.caller = self._hearing.caller = caller

    async def learn(self) -> None:
        """What must be known before anything is told. Errors: DomainError."""
        async with self._reads:
            await self._hearing.learn()

    async def send(self, item: Mapping[str, Any]) -> None:
        """One text frame. Errors: Unanswered."""
        await self._link.send(item)

    async def read(self, take: Callable[[RtmLink, Item], Awaitable[Item | None]]) -> None:
        """Do what the client says, one thing after the other, until it goes."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, Unanswered):
            while True:
                answer = await self._taken(await self.websocket.receive_text(), take)
                if answer is not None:
                    await self.send(answer)

    async def _taken(
        self, text: str, take: Callable[[RtmLink, Item], Awaitable[Item | None]]
    ) -> Item | None:
        if len(text) > MOST_TEXT:
            return {"type": "error", "error": {"code": 4, "msg": "message too long"}}
        try:
            item = json.loads(text)
        except (ValueError, RecursionError):
            item = None
        if not isinstance(item, dict):
            return {"type": "error", "error": {"code": 1, "msg": "not a JSON object"}}
        return await take(self, item)

    async def tell(self) -> None:
        """Tell the client what its person hears, in order, until it takes nothing any more."""
        with contextlib.suppress(Unanswered):
            while True:
                push = await self.ear.next()
                try:
                    async with self._reads:
                        found = await self._hearing.of(push)
                except Exception as error:
                    _log.warning("rtm.untold", event=push.name, error=repr(error))
                    return  # it comes back, rather than miss something
                for one in found:
                    await self.send(one)
