"""What people do goes to its app, and its answer comes back; and the secrets that go along.

Source: the contract's section 12.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

from channels.bots.forms import Forms
from channels.bots.protocol import AppFacts
from channels.bots.requests import Request, RequestLog
from server.slack.asking.elsewhere import Asking
from server.slack.asking.saying import Place
from server.slack.edge import Edge
from server.slack.errors import SlackError
from server.slack.links import Unanswered, Unlinked
from server.slack.objects import Item
from server.slack.telling.sender import Outcome, Sender

TRIGGER_MS = 3_000
ANSWERS, ANSWERS_MS = 5, 30 * 60 * 1_000


class Noting:
    """One request from its beginning to its end, for who looks after the app."""

    def __init__(self, log: RequestLog | None, began_ms: int, app_id: str, name: str) -> None:
        self._log = log
        self._began_s = time.monotonic()
        self._request = Request(app_id, name, began_ms, 0)

    def heard(self, outcome: Outcome) -> None:
        """What an address answered."""
        code = outcome.answer.status if outcome.answer is not None else 0
        self._request = self._request._replace(reason=outcome.reason, code=code)

    def failed(self, reason: str) -> None:
        """It was not answered; what the address said counts before `reason`."""
        self._request = self._request._replace(reason=self._request.reason or reason)
        self.over()

    def over(self) -> None:
        """Note it."""
        if self._log is not None:
            took_ms = round((time.monotonic() - self._began_s) * 1_000)
            self._log.note(self._request._replace(took_ms=took_ms))


class Requests:
    """Asks apps."""

    def __init__(
        self,
        edge: Edge,
        sender: Sender,
        asking: Asking | None = None,
        log: RequestLog | None = None,
    ) -> None:
        """`asking`: the way to apps that are connected to another gateway, where there are some;
        `log`: where it is noted what apps were asked."""
        self.edge = edge
        self.forms = Forms(edge.core.store)
        self._sender = sender
        self._asking = asking
        self._log = log

    async def ask(self, app: AppFacts, kind: str, payload: Item, url: str) -> Any:
        """The app's answer. Errors: SlackError `operation_timeout`."""
        if not app.active or app.disabled:
            raise SlackError("operation_timeout")
        name = str(payload.get("type") or kind)
        noting = Noting(self._log, self.edge.now_ms, app.id, name)
        try:
            if app.socket_mode:
                answer = await self._ask_over_link(app, kind, payload)
            else:
                answer = await self._ask_over_http(app, kind, payload, url, noting)
        except (Unlinked, Unanswered) as error:
            noting.failed("not_connected" if isinstance(error, Unlinked) else "timeout")
            raise SlackError("operation_timeout") from None
        noting.over()
        return answer

    async def _ask_over_link(self, app: AppFacts, kind: str, payload: Item) -> Any:
        item = {"type": kind, "accepts_response_payload": True, "payload": payload}
        try:
            acked = await self.edge.links.send(app.id, item)
        except Unlinked:
            if self._asking is None:
                raise
            return await self._asking.ask(app.id, kind, payload)
        return await self.edge.links.acked(acked)

    async def _ask_over_http(
        self, app: AppFacts, kind: str, payload: Item, url: str, noting: Noting
    ) -> Any:
        slash = kind == "slash_commands"
        fields = payload if slash else {"payload": json.dumps(payload, ensure_ascii=False)}
        outcome = await self._sender.form(app, url, fields)
        noting.heard(outcome)
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
