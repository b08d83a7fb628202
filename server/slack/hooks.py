"""Incoming webhooks: an address that posts into one channel. Source: the contract's section 13."""

from __future__ import annotations

import json
import math
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from channels.bots.protocol import AppFacts, WebhookFacts
from channels.core.actor import SYSTEM, Actor, Kind, PersonId
from channels.core.errors import (
    DomainError,
    Invalid,
    Limited,
    NotAllowed,
    NotFound,
    Unavailable,
)
from server.rpc import read_body
from server.slack.arguments import Arguments
from server.slack.call import Call
from server.slack.caller import Caller
from server.slack.edge import Edge
from server.slack.errors import RateLimited, SlackError, to_slack
from server.slack.limits import ApiLimits
from server.slack.methods.chat import card_of, read_content
from server.slack.stamps import parse_ts

_STATUS = {
    "invalid_token": 403,
    "action_prohibited": 403,
    "no_service": 404,
    "channel_not_found": 404,
    "channel_is_archived": 410,
}
_WORDS = {"not_allowed": "action_prohibited"}


class Hooks:
    """Posts as the app, whether or not its bot is in the channel."""

    def __init__(self, edge: Edge, limits: ApiLimits) -> None:
        self._edge = edge
        self._limits = limits

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        path = "/services/{team}/{hook}/{secret}"
        return [Route(path, self.endpoint, methods=["POST"]), Route(path, _only_posted)]

    async def endpoint(self, request: Request) -> Response:
        """One message; answers in plain text."""
        try:
            args = Arguments(_payload(request, await read_body(request)))
            hook = await self._hook(request)
            caller = caller_of(hook.app)
            await self._limits.take(caller, "incoming-webhook", 3, hook.channel_id)
            await self._post(hook, caller, args)
        except (RateLimited, Limited) as error:
            again = {"retry-after": str(max(1, math.ceil(error.retry_after_s)))}
            return PlainTextResponse("rate_limited", 429, again)
        except Unavailable:
            return PlainTextResponse("service_unavailable", 503)
        except Invalid:
            return PlainTextResponse("invalid_payload", 400)
        except (SlackError, DomainError) as error:
            code = error.code if isinstance(error, SlackError) else to_slack(error, _WORDS).code
            return PlainTextResponse(code, _STATUS.get(code, 400))
        return PlainTextResponse("ok")

    async def _hook(self, request: Request) -> WebhookFacts:
        params = request.path_params
        try:
            found: WebhookFacts = await self._edge.ask(
                SYSTEM,
                "webhooks.get",
                webhook_id=params["hook"][:40],
                secret=params["secret"][:200],
            )
        except NotFound:
            raise SlackError("no_service") from None
        except NotAllowed:
            raise SlackError("invalid_token") from None
        return found

    async def _post(self, hook: WebhookFacts, caller: Caller, args: Arguments) -> None:
        card = await self._edge.card(hook.channel_id)
        if card is None:
            raise SlackError("channel_not_found")
        if card.facts.archived:
            raise SlackError("channel_is_archived")
        call = Call(self._edge, "incoming-webhook", caller, args, await self._edge.team())
        content = read_content(call)
        if content.empty:
            raise SlackError("no_text")
        icon = args.text("icon_emoji").strip() or args.text("icon_url").strip()
        values: dict[str, Any] = {
            "channel_id": hook.channel_id,
            "text": content.text,
            "source": content.source,
            "card": card_of(call, content, icon[:2_000]),
            "author_name": args.text("username").strip()[:80],
            "hook_id": hook.id,
            "marks": content.marks,
        }
        if args.text("thread_ts").strip():
            values["thread_id"] = await self._thread(hook.channel_id, args.text("thread_ts"))
        await call.ask_past("bots.post", **values)

    async def _thread(self, channel_id: str, ts: str) -> str:
        at_us = parse_ts(ts, "invalid_thread_ts")
        try:
            found = await self._edge.ask(SYSTEM, "bots.at_time", channel_id=channel_id, at_us=at_us)
        except NotFound:
            raise SlackError("invalid_thread_ts") from None
        return str(found.view.thread_id or found.view.id)


async def _only_posted(request: Request) -> Response:
    """For whoever opens the address in a browser."""
    return PlainTextResponse("method_not_allowed", 405, {"allow": "POST"})


def caller_of(app: AppFacts) -> Caller:
    """The app itself, as it calls by other ways than a token."""
    actor = Actor(Kind.BOT, PersonId(app.person_id))
    return Caller("bot", actor, "", frozenset(app.scopes), app)


def _payload(request: Request, body: bytes) -> dict[str, Any]:
    """JSON, or a form's field `payload`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = body.decode(errors="replace")
    if kind == "application/x-www-form-urlencoded":
        text = parse_qs(text).get("payload", [text])[0]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SlackError("invalid_payload") from None
    if not isinstance(found, dict):
        raise SlackError("invalid_payload")
    return found
