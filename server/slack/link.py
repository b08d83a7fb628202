"""One WebSocket that an app keeps open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

SEND_S = 3.0  # for an app that does not read what it is sent


class Unlinked(Exception):
    """The app has no connection here."""


class Unanswered(Exception):
    """No acknowledgement came in time, or the connection went away."""


class Lost(Unanswered):
    """The connection went away unasked; the app has another."""


class Link:
    """One connection. `tokens` are those that were good when its address was given out."""

    def __init__(self, app_id: str, websocket: WebSocket, tokens: frozenset[str]) -> None:
        self.app_id = app_id
        self.websocket = websocket
        self.tokens = tokens
        self.person_id = ""
        self.ready = False
        self.leaving = False
        self.sent_away = False
        self.waiting: dict[str, bool] = {}  # envelopes; may it be sent again?
        self.gone = asyncio.Event()
        self.over = asyncio.Event()

    async def send(self, item: Mapping[str, Any]) -> None:
        """One text frame. Errors: Unanswered, also where the app takes nothing any more: that
        ends the connection."""
        try:
            async with asyncio.timeout(SEND_S):
                await self.websocket.send_text(json.dumps(item, ensure_ascii=False))
        except TimeoutError:
            self.leaving = True
            self.over.set()
            raise Unanswered from None
        except (WebSocketDisconnect, RuntimeError, ConnectionError) as error:
            raise Unanswered from error
