"""`views.*` of apps, ephemeral messages, and what a person does through methods (section 15)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from channels.bots.forms import DEEP, Form, NameTaken
from channels.bots.protocol import AppFacts, StoredMessage
from server.slack.asking.interactions import Interactions, Place, find_whisper
from server.slack.asking.shortcuts import Shortcuts
from server.slack.blocks import check_view
from server.slack.call import Call, Method
from server.slack.errors import SlackError, bad_argument, missing
from server.slack.methods.chat import check_may_post, read_content
from server.slack.naming import name_in_text
from server.slack.objects import Item
from server.slack.stamps import parse_ts

_TRIGGERS = {
    "unknown": "invalid_trigger_id",
    "expired": "expired_trigger_id",
    "used": "exchanged_trigger_id",
}


class ViewMethods:
    """The methods, over one `Interactions`."""

    def __init__(self, interactions: Interactions) -> None:
        self._does = interactions
        self._shortcuts = Shortcuts(interactions)

    def table(self) -> dict[str, Method]:
        """The rows."""

        def row(handler: Callable[[Call], Awaitable[Item]], tokens: str, tier: int = 4) -> Method:
            return Method(handler, tokens=tokens, tier=tier)

        return {
            "views.open": row(self.open, "b"),
            "views.push": row(self.push, "b"),
            "views.update": row(self.update, "b"),
            "views.publish": row(self.publish, "b"),
            "chat.postEphemeral": Method(self.whisper, "chat:write", tier=4),
            "chat.command": row(self.command, "u"),
            "blocks.actions": row(self.press, "u"),
            "views.submit": row(self.submit, "u"),
            "views.close": row(self.close, "u"),
            "shortcuts.run": row(self.shortcut, "u"),
        }

    # -- an app's

    async def open(self, call: Call) -> Item:
        """`views.open`."""
        app, body = _app(call), _view(call, "modal")
        person_id = await self._triggered(call, app)
        form = await self._does.forms.open(app.id, person_id, body)
        await self._does.tell(form)
        return {"view": await self._does.view_of(app, form)}

    async def push(self, call: Call) -> Item:
        """`views.push`: on top of the person's newest open form of the app."""
        app, body = _app(call), _view(call, "modal")
        person_id = await self._triggered(call, app)
        below = await self._top(app, person_id)
        if below is None:
            raise SlackError("not_found")
        if await self._does.forms.depth(below) >= DEEP:
            raise SlackError("push_limit_reached")
        form = await self._does.forms.open(app.id, person_id, body, below)
        await self._does.tell(form)
        return {"view": await self._does.view_of(app, form)}

    async def update(self, call: Call) -> Item:
        """`views.update`, by id or by the app's own name; what is a form stays one."""
        app, body = _app(call), _view(call, "modal", "home")
        form: Form | None = None
        if "view_id" in call.args:
            form = await self._does.forms.get(call.args.need("view_id"))
        elif "external_id" in call.args:
            form = await self._does.forms.by_name(app.id, call.args.need("external_id"))
        if form is None or form.app_id != app.id or not form.open:
            raise SlackError("not_found")
        if body["type"] != form.kind:
            raise bad_argument(f"must be one of: {form.kind} [json-pointer:/view/type]")
        if call.args.text("hash") not in ("", form.hash):
            raise SlackError("hash_conflict")
        form = await self._does.change(form, body)
        await self._does.tell(form)
        return {"view": await self._does.view_of(app, form)}

    async def publish(self, call: Call) -> Item:
        """`views.publish`: the app's home page for a person."""
        app, body = _app(call), _view(call, "home")
        person_id = call.args.need("user_id")
        people = await call.edge.accounts(call.actor, [person_id[:40]])
        person = people.get(person_id)
        if person is None or person.bot or not person.active:
            raise SlackError("user_not_found")
        try:
            form = await self._does.forms.publish(app.id, person_id, body, call.args.text("hash"))
        except NameTaken:
            raise SlackError("duplicate_external_id") from None
        if form is None:
            raise SlackError("hash_conflict")
        await self._does.tell(form)
        return {"view": await self._does.view_of(app, form)}

    async def _triggered(self, call: Call, app: AppFacts) -> str:
        """The person of the trigger. Errors: SlackError."""
        used = await call.edge.tickets.use("trigger", call.args.need("trigger_id"), app.id)
        if used.outcome != "ok":
            raise SlackError(_TRIGGERS[used.outcome])
        return str(used.body["person_id"])

    async def _top(self, app: AppFacts, person_id: str) -> Form | None:
        return await self._does.forms.top(app.id, person_id)

    async def whisper(self, call: Call) -> Item:
        """`chat.postEphemeral`."""
        channel = await call.place()
        person_id = call.args.need("user")
        check_may_post(call, channel)
        await name_in_text(call)
        content = read_content(call)
        if content.cut:
            raise SlackError("msg_too_long")
        card = await call.edge.card(channel.id)
        if card is None or person_id not in card.members:
            raise SlackError("user_not_in_channel")
        thread = ""
        if call.args.text("thread_ts"):
            found = await call.message(channel, "thread_ts", "thread_not_found")
            thread = found.view.thread_id or found.view.id
        place = Place(channel.id, person_id, thread_id=thread)
        return {"message_ts": await self._does.whisper(call, content, place)}

    # -- a person's

    async def command(self, call: Call) -> Item:
        """`chat.command`: run a slash command."""
        name = call.args.need("command")
        thread_ts = call.args.text("thread_ts").strip()
        await self._does.command(call, name, call.args.text("text"), thread_ts)
        return {}

    async def press(self, call: Call) -> Item:
        """`blocks.actions`: press something."""
        container = call.args.structured("container")
        actions = call.args.structured("actions")
        if not isinstance(container, dict):
            raise missing("container")
        if not isinstance(actions, list) or not actions:
            raise missing("actions")
        if any(not isinstance(one, dict) for one in actions):
            raise bad_argument("must be a list of actions: actions")
        if container.get("type") == "view":
            await self._does.press_in_form(call, str(container.get("view_id")), actions)
        else:
            await self._does.press(call, await self._pressed(call, container), actions)
        return {}

    async def _pressed(self, call: Call, container: Item) -> StoredMessage:
        channel = await call.channel_of(str(container.get("channel_id")))
        ts = str(container.get("message_ts"))
        whispered = await find_whisper(call.edge, channel.id, ts, call.me)
        if whispered is not None:
            return whispered
        parse_ts(ts, "message_not_found")
        call.args.values["message_ts"] = ts
        return await call.message(channel, "message_ts")

    async def submit(self, call: Call) -> Item:
        """`views.submit`."""
        state: Any = call.args.structured("state") or {"values": {}}
        return await self._does.submit(call, call.args.need("view_id"), state)

    async def close(self, call: Call) -> Item:
        """`views.close`."""
        await self._does.close(call, call.args.need("view_id"))
        return {}

    async def shortcut(self, call: Call) -> Item:
        """`shortcuts.run`: ask an app for what it offers, of a message or of nothing."""
        callback_id = call.args.need("callback_id")
        stored: StoredMessage | None = None
        if "message_ts" in call.args:
            stored = await call.message(await call.channel(), "message_ts")
        apps = await self._shortcuts.apps_of(callback_id, of_message=stored is not None)
        app_id = call.args.text("app_id").strip()
        if app_id:
            apps = [one for one in apps if one == app_id]
        if not apps:
            raise SlackError("unknown_shortcut")
        if len(apps) > 1:
            raise bad_argument("several apps have this shortcut: app_id")
        await self._shortcuts.run(call, apps[0], callback_id, stored)
        return {}


def _app(call: Call) -> AppFacts:
    if call.caller.app is None:
        raise SlackError("not_allowed_token_type")
    return call.caller.app


def _view(call: Call, *kinds: str) -> Item:
    """The view as it came, with ids. Errors: SlackError."""
    given = call.args.structured("view")
    if not isinstance(given, dict):
        raise missing("view")
    return check_view(given, *kinds)
