"""What people do goes to its app, and its answer comes back; and the secrets that go along.

Source: the contract's section 12.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from channels.bots.forms import Forms
from channels.bots.protocol import AppFacts
from server.slack.asking import Asking
from server.slack.edge import Edge
from server.slack.errors import SlackError
from server.slack.links import Unanswered, Unlinked
from server.slack.objects import Item
from server.slack.saying import Place
from server.slack.sender import Sender

TRIGGER_MS = 3_000
ANSWERS, ANSWERS_MS = 5, 30 * 60 * 1_000


class Requests:
    """Asks apps."""

    def __init__(self, edge: Edge, sender: Sender, asking: Asking | None = None) -> None:
        """`asking`: the way to apps that are connected to another gateway, where there are some."""
        self.edge = edge
        self.forms = Forms(edge.core.store)
        self._sender = sender
        self._asking = asking

    async def ask(self, app: AppFacts, kind: str, payload: Item, url: str) -> Any:
        """The app's answer. Errors: SlackError `operation_timeout`."""
        if not app.active or app.disabled:
            raise SlackError("operation_timeout")
        try:
            if app.socket_mode:
                return await self._ask_over_link(app, kind, payload)
            return await self._ask_over_http(app, kind, payload, url)
        except (Unlinked, Unanswered):
            raise SlackError("operation_timeout") from None

    async def _ask_over_link(self, app: AppFacts, kind: str, payload: Item) -> Any:
        item = {"type": kind, "accepts_response_payload": True, "payload": payload}
        try:
            acked = await self.edge.links.send(app.id, item)
        except Unlinked:
            if self._asking is None:
                raise
            return await self._asking.ask(app.id, kind, payload)
        return await self.edge.links.acked(acked)

    async def _ask_over_http(self, app: AppFacts, kind: str, payload: Item, url: str) -> Any:
        slash = kind == "slash_commands"
        fields = payload if slash else {"payload": json.dumps(payload, ensure_ascii=False)}
        outcome = await self._sender.form(app, url, fields)
        if outcome.reason or outcome.answer is None:
            raise Unanswered
        text = outcome.answer.body.decode(errors="replace").strip()
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            return {"text": text}

    async def trigger(self, app_id: str, person_id: str) -> str:
        """A secret that opens one form, soon."""
        now = self.edge.now_ms
        secret = f"{now}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        body = {"person_id": person_id}
        return await self.edge.tickets.make(
            "trigger", app_id, body, uses=1, lasts_ms=TRIGGER_MS, secret=secret
        )

    async def answer_url(self, app_id: str, place: Place) -> str:
        """Where the app may answer later."""
        secret = await self.edge.tickets.make(
            "answer", app_id, place._asdict(), uses=ANSWERS, lasts_ms=ANSWERS_MS
        )
        return f"{self.edge.url}/hooks/{app_id}/{secret}"
