"""`response_url`: what an app says after it was pressed or asked, without a token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from channels.bots.protocol import AppFacts
from channels.core.actor import SYSTEM
from channels.core.errors import DomainError, Invalid, NotFound
from server.rpc import read_body
from server.slack.asking.interactions import Interactions, Place
from server.slack.call import Call
from server.slack.errors import SlackError, to_slack
from server.slack.methods.chat import card_of, read_content
from server.slack.stamps import parse_ts

_OUTCOMES = {"unknown": "used_url", "used": "used_url", "expired": "expired_url"}


class Answers:
    """Five uses in half an hour."""

    def __init__(self, interactions: Interactions) -> None:
        self._does = interactions
        self._edge = interactions.edge

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        return [Route("/hooks/{app_id}/{secret}", self.endpoint, methods=["POST"])]

    async def endpoint(self, request: Request) -> Response:
        """One answer."""
        try:
            body = json.loads(await read_body(request))
            if not isinstance(body, dict):
                raise ValueError
        except (ValueError, Invalid):
            return _refused("invalid_payload", 400)
        params = request.path_params
        used = await self._edge.tickets.use("answer", params["secret"], params["app_id"])
        if used.outcome != "ok":
            return _refused(_OUTCOMES[used.outcome], 404)
        app = await self._edge.app(used.app_id)
        if app is None or not app.active:
            return _refused("used_url", 404)
        try:
            await self._do(app, Place(**used.body), body)
        except SlackError as error:
            return _refused(error.code, 400)
        except DomainError as error:
            return _refused(to_slack(error, {}).code, 400)
        return PlainTextResponse("ok")

    async def _do(self, app: AppFacts, place: Place, body: Mapping[str, Any]) -> None:
        pressed = bool(place.message_id)
        replace = body.get("replace_original", pressed and "response_type" not in body)
        call = await self._does.call_of(app, body)
        if pressed and not place.whispered and body.get("delete_original") is True:
            await call.ask_past("messages.delete", message_id=place.message_id)
        elif pressed and not place.whispered and replace is True:
            await self._replace(call, place)
        elif pressed and body.get("delete_original") is True:
            await self._edge.ask(
                SYSTEM,
                "bots.unwhisper",
                channel_id=place.channel_id,
                person_id=place.person_id,
                message_id=place.message_id,
            )
        elif pressed and replace is True:
            await self._does.whisper(call, read_content(call), place, place.message_id)
        elif body.get("delete_original") is not True:
            await self._does.say(app, await self._threaded(call, place), body)

    async def _threaded(self, call: Call, place: Place) -> Place:
        """In the thread that the app names. Errors: SlackError."""
        text = call.args.text("thread_ts").strip()
        if not text:
            return place
        at_us = parse_ts(text, "invalid_thread_ts")
        try:
            found = await self._edge.ask(
                SYSTEM, "bots.at_time", channel_id=place.channel_id, at_us=at_us
            )
        except NotFound:
            raise SlackError("invalid_thread_ts") from None
        return place._replace(thread_id=found.view.thread_id or found.view.id, thread_ts=text)

    async def _replace(self, call: Call, place: Place) -> None:
        """Blocks and all: what is not given is gone, but that links get no previews."""
        content = read_content(call)
        if content.empty:
            raise SlackError("no_text")
        before = (await call.stored(place.message_id)).view.card
        unfurls = content.unfurls and (before is None or before.unfurls)
        await call.ask_past(
            "bots.edit",
            message_id=place.message_id,
            text=content.text,
            source=content.source,
            card=card_of(call, content._replace(unfurls=unfurls)),
        )


def _refused(code: str, status: int) -> Response:
    return JSONResponse({"ok": False, "error": code}, status)
