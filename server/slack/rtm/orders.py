"""What clients say over RTM: messages, pings, typing, whose presence they want to hear of."""

from __future__ import annotations

from typing import Any

import structlog

from channels.core.errors import DomainError, Limited, Unavailable
from server.gateway.hub import Hub
from server.slack.api import SlackApi
from server.slack.arguments import Arguments
from server.slack.edge import Edge
from server.slack.errors import RateLimited, SlackError
from server.slack.limits import ApiLimits
from server.slack.methods.chat import METHODS
from server.slack.objects import Item
from server.slack.rtm.link import RtmLink

POST = "chat.postMessage"
MOST_WATCHED = 500
_SAID = ("channel", "text", "thread_ts", "reply_broadcast")

_log = structlog.get_logger(__name__)


class Orders:
    """Does what is said, as whoever holds the connection; all of it counts towards the limits."""

    def __init__(self, edge: Edge, hub: Hub, api: SlackApi, limits: ApiLimits) -> None:
        self._edge = edge
        self._hub = hub
        self._api = api
        self._limits = limits

    async def take(self, link: RtmLink, item: Item) -> Item | None:
        """The answer; None for what is not answered."""
        said = _number(item.get("id"))
        try:
            if item.get("type") == "message":
                return await self._post(link, item, said)
            await self._limits.take(link.caller, "rtm", 4, "")
            return await self._other(link, item, said)
        except (RateLimited, Limited):
            return _error(said, "ratelimited")
        except SlackError as error:
            return _error(said, error.code)
        except Unavailable:
            return _error(said, "service_unavailable")
        except DomainError as error:
            return _error(said, error.code)
        except Exception:
            _log.exception("rtm_failed", type=str(item.get("type"))[:80])
            return _error(said, "internal_error")

    async def _post(self, link: RtmLink, item: Item, said: Any) -> Item:
        text = item.get("text")
        if not isinstance(text, str) or not text.strip():
            return _error(said, "message text is missing")
        args = Arguments({name: item[name] for name in _SAID if name in item})
        body = await self._api.call(POST, METHODS[POST], link.caller, args)
        answer = {"ok": True, "ts": body["ts"], "text": body["message"]["text"]}
        return answer if said is None else {**answer, "reply_to": said}

    async def _other(self, link: RtmLink, item: Item, said: Any) -> Item | None:
        match item.get("type"):
            case "ping":
                echo = {name: v for name, v in item.items() if name not in ("id", "type")}
                pong = {**echo, "type": "pong"}
                return pong if said is None else {**pong, "reply_to": said}
            case "typing":
                channel_id = str(item.get("channel"))[:40]
                if len(channel_id) >= 2:
                    actor = link.caller.actor
                    await self._edge.ask(actor, "typing.start", channel_id=channel_id)
                return None
            case "presence_sub":
                ids = item.get("ids")
                listed = ids[:MOST_WATCHED] if isinstance(ids, list) else []
                some = [one[:40] for one in listed if isinstance(one, str)]
                await self._hub.presence.watch(link.ear, some)
                return None
        return _error(said, "unknown message type")


def _number(said: object) -> int | str | None:
    """What an answer names its question by, as the question did."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        return None
    return said if isinstance(said, int) else said[:200]


def _error(said: int | str | None, text: str) -> Item:
    answer: Item = {"ok": False, "error": {"code": 2, "msg": text}}
    return answer if said is None else {**answer, "reply_to": said}
