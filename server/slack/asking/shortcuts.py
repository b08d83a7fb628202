"""Shortcuts: what apps offer to be asked for, of a message or of nothing in particular.

Source: the contract's section 12, `shortcut` and `message_action`.
"""

from __future__ import annotations

import json
from typing import Any

from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import SYSTEM
from server.slack import objects
from server.slack.asking.interactions import Interactions, Place
from server.slack.call import Call
from server.slack.errors import SlackError
from server.slack.manifest import MESSAGE, shortcuts
from server.slack.stamps import to_ts

Offer = dict[str, Any]


class Shortcuts:
    """Lists what apps offer and asks them for it."""

    def __init__(self, interactions: Interactions) -> None:
        self._does = interactions
        self._edge = interactions.edge

    async def offered(self) -> list[Offer]:
        """All of apps that work, by app and in its order."""
        page = await self._edge.ask(SYSTEM, "apps.list")
        apps = sorted(page.items, key=lambda app: (app.name.casefold(), app.id))
        return [one for app in apps if app.active and not app.disabled for one in _offers(app)]

    async def apps_of(self, callback_id: str, *, of_message: bool) -> list[str]:
        """The apps that work and have this shortcut."""
        found = [
            one["app_id"]
            for one in await self.offered()
            if one["callback_id"] == callback_id and one["of_message"] == of_message
        ]
        return list(dict.fromkeys(found))

    async def run(
        self, caller: Call, app_id: str, callback_id: str, stored: StoredMessage | None
    ) -> None:
        """Ask the app for it, as who calls. Errors: SlackError."""
        app = await self._does.app(app_id)
        about = stored is not None
        if not any(
            one["callback_id"] == callback_id and one["of_message"] == about for one in _offers(app)
        ):
            raise SlackError("unknown_shortcut")
        more = {} if stored is None else await self._about(caller, app, stored)
        payload = {
            **await self._does.acted("message_action" if about else "shortcut", caller, app),
            "callback_id": callback_id,
            "action_ts": to_ts(self._edge.clock.now_us()),
            **more,
        }
        await self._does.ask(app, "interactive", payload, app.actions_url)

    async def _about(self, caller: Call, app: AppFacts, stored: StoredMessage) -> Offer:
        """The message, and where the app may answer: never in its place."""
        view = stored.view
        channel = await caller.channel_of(view.channel_id)
        if not channel.joined:
            raise SlackError("not_in_channel")
        shown = await objects.message(self._edge, stored, caller.team)
        place = Place(view.channel_id, caller.me, thread_id=view.thread_id or "")
        return {
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": shown,
            "message_ts": shown["ts"],
            "response_url": await self._does.answer_url(app.id, place),
        }


def _offers(app: AppFacts) -> list[Offer]:
    try:
        held = json.loads(app.manifest)
    except ValueError:
        return []
    return [
        {
            "app_id": app.id,
            "app_name": app.name,
            "callback_id": one["callback_id"],
            "name": one["name"],
            "description": one["description"],
            "of_message": one["type"] == MESSAGE,
        }
        for one in (shortcuts(held) if isinstance(held, dict) else [])
    ]
