"""What apps are asked, as objects: who, where, of which message or form.

Source: the contract's section 12.
"""

from __future__ import annotations

from typing import Any

from channels.bots.forms import Form
from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import SYSTEM
from channels.messages.protocol import MessageView
from server.slack import objects
from server.slack.asking.requests import Requests
from server.slack.call import Call
from server.slack.elements import filled_in
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import to_ts
from server.slack.views import view_object


class Payloads(Requests):
    """Requests with all that belongs in them."""

    async def of_message(self, caller: Call, stored: StoredMessage, elements: list[Item]) -> Item:
        """The message that something was done in, and what its fields hold."""
        view = stored.view
        channel = await caller.channel_of(view.channel_id)
        shown = await objects.message(self.edge, stored, caller.team)
        return {
            "container": {
                "type": "message",
                "message_ts": shown["ts"],
                "channel_id": view.channel_id,
                "is_ephemeral": not view.seq,
            },
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": shown,
            "state": filled_in(elements, caller.args.structured("state")),
        }

    async def view_of(self, app: AppFacts, form: Form, state: Any = None) -> Item:
        """A form as an object."""
        return await view_object(self.edge, app, form, state)

    async def acted(self, kind: str, caller: Call, app: AppFacts) -> Item:
        """What every payload begins with of something that may open a form."""
        trigger = await self.trigger(app.id, caller.me)
        return {**await self.begun(kind, caller, app), "trigger_id": trigger}

    async def begun(self, kind: str, caller: Call, app: AppFacts) -> Item:
        """What every payload begins with."""
        people = await self.edge.accounts(SYSTEM, [caller.me])
        name = people[caller.me].handle if caller.me in people else ""
        team = caller.team
        user = {"id": caller.me, "username": name, "name": name, "team_id": team.id}
        return {
            "type": kind,
            "user": user,
            "api_app_id": app.id,
            "token": app.verification,
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def action(self, action: Item) -> Item:
        return {**action, "action_ts": to_ts(self.edge.clock.now_us())}

    async def app_of(self, view: MessageView) -> AppFacts:
        """The app of a message. Errors: SlackError `app_not_found`."""
        return await self.app(view.card.app_id if view.card is not None else "")

    async def app(self, app_id: str) -> AppFacts:
        """An app that works. Errors: SlackError `app_not_found`."""
        app = await self.edge.app(app_id) if app_id else None
        if app is None or not app.active:
            raise SlackError("app_not_found")
        return app

    async def form(self, caller: Call, form_id: str) -> tuple[Form, AppFacts]:
        """An open form of who calls, and its app. Errors: SlackError."""
        form = await self.forms.get(form_id)
        if form is None or form.person_id != caller.me or not form.open:
            raise SlackError("not_found")
        return form, await self.app(form.app_id)

    async def modal(self, caller: Call, form_id: str) -> tuple[Form, AppFacts]:
        """The same, unless it is a home page, which is neither sent nor put away."""
        form, app = await self.form(caller, form_id)
        if form.kind != "modal":
            raise SlackError("not_found")
        return form, app
