"""Requests to apps over HTTP: signed, brief, and with their failures in Slack's words."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from channels.bots.protocol import AppFacts
from persistence.clock import Clock, now_ms
from server.outbound import Answer, Forbidden, Outbound, Unreachable

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots) Ruche"
ANSWER_S = 3.0
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: `reason` is empty where it was taken."""

    reason: str
    answer: Answer | None = None

    @property
    def final(self) -> bool:
        """Does the app say that it wants no repetition?"""
        return self.answer is not None and self.answer.headers.get("x-slack-no-retry") == "1"


class Sender:
    """Signs and sends."""

    def __init__(self, clock: Clock, *, allow_private: bool) -> None:
        self._clock = clock
        # People wait for what commands and buttons do: events take no connection from them.
        self._events = Outbound(allow_private=allow_private, timeout_s=ANSWER_S, at_once=AT_ONCE)
        self._asked = Outbound(allow_private=allow_private, timeout_s=ANSWER_S, at_once=AT_ONCE)

    async def close(self) -> None:
        """Let go of what is open."""
        await self._events.close()
        await self._asked.close()

    async def event(
        self, app: AppFacts, body: Mapping[str, Any], retry: int = 0, why: str = ""
    ) -> Outcome:
        """An event, as JSON."""
        headers = {"content-type": JSON}
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": why}
        sent = json.dumps(body, ensure_ascii=False).encode()
        return await self._send(self._events, app, app.events_url, sent, headers)

    async def form(self, app: AppFacts, url: str, fields: Mapping[str, str]) -> Outcome:
        """A slash command, or what was done to a button, as a form."""
        body = urlencode(fields).encode()
        return await self._send(self._asked, app, url, body, {"content-type": FORM})

    async def verify(self, app: AppFacts, challenge: str) -> bool:
        """Does the address of events answer the challenge?"""
        told = {"token": app.verification, "challenge": challenge, "type": "url_verification"}
        outcome = await self.event(app, told)
        if outcome.reason or outcome.answer is None:
            return False
        return challenge in outcome.answer.body.decode(errors="replace")

    async def _send(
        self, by: Outbound, app: AppFacts, url: str, body: bytes, headers: dict[str, str]
    ) -> Outcome:
        stamp = str(now_ms(self._clock) // 1_000)
        signed = {
            **headers,
            "user-agent": AGENT,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(app.signing_secret, stamp, body),
        }
        try:
            answer = await by.post(url, body, signed, 1 << 20)
        except Forbidden:
            return Outcome("connection_failed")
        except Unreachable as error:
            return Outcome(_why(str(error)))
        if 200 <= answer.status < 300:
            return Outcome("", answer)
        moved = 300 <= answer.status < 400
        return Outcome("too_many_redirects" if moved else "http_error", answer)


def _why(error: str) -> str:
    if "no answer in time" in error or "timeout" in error.lower():
        return "http_timeout"
    return "ssl_error" if "ssl" in error.lower() else "connection_failed"


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Over the very bytes sent. Source: the contract's section 11."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
