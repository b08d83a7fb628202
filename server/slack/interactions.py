"""What people do with apps: slash commands, buttons, forms; and what the apps answer.

Source: the contract's section 12.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from channels.bots.forms import DEEP, Form, Forms
from channels.bots.protocol import AppFacts, StoredMessage
from channels.bots.showing import whisper_key
from channels.core.actor import SYSTEM, Actor, Kind, PersonId
from channels.core.errors import NotFound
from channels.messages.protocol import MessageView
from server.slack import objects
from server.slack.arguments import Arguments
from server.slack.asking import Asking
from server.slack.blocks import check_view
from server.slack.call import Call
from server.slack.caller import Caller
from server.slack.edge import Edge
from server.slack.elements import filled_in, of_blocks, of_message, pressed
from server.slack.errors import SlackError
from server.slack.hooks import caller_of
from server.slack.links import Unanswered, Unlinked
from server.slack.method_chat import Content, card_of, check_open, read_content
from server.slack.objects import Item
from server.slack.sender import Sender
from server.slack.stamps import to_ts

TRIGGER_MS = 3_000
ANSWERS, ANSWERS_MS = 5, 30 * 60 * 1_000
WHISPER_MS = 24 * 3_600 * 1_000


class Place(NamedTuple):
    """Where an app's answers go: the channel, who asked, and the message that was pressed."""

    channel_id: str
    person_id: str
    message_id: str = ""
    whispered: bool = False
    thread_id: str = ""
    thread_ts: str = ""


class Interactions:
    """Asks apps and does what they answer."""

    def __init__(self, edge: Edge, sender: Sender, asking: Asking | None = None) -> None:
        """`asking`: the way to apps that are connected to another gateway, where there are some."""
        self.edge = edge
        self.forms = Forms(edge.core.store)
        self._sender = sender
        self._whispered_us = 0
        self._asking = asking

    # -- asking

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

    # -- slash commands

    async def command(self, caller: Call, name: str, text: str, thread_ts: str) -> None:
        """Run it as who calls. Errors: SlackError."""
        channel = await caller.place()
        if not channel.joined:
            raise SlackError("not_in_channel")
        try:
            found = await caller.ask("apps.find_command", name=name.lstrip("/")[:32])
        except NotFound:
            raise SlackError("unknown_command") from None
        app: AppFacts = found.app
        place = Place(channel.id, caller.me)
        if thread_ts:
            stored = await caller.message(channel, "thread_ts", "thread_not_found")
            root = stored.view.thread_id or stored.view.id
            place = place._replace(thread_id=root, thread_ts=thread_ts)
        people = await self.edge.accounts(SYSTEM, [caller.me])
        payload: dict[str, str] = {
            "token": app.verification,
            "team_id": caller.team.id,
            "team_domain": caller.team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name or "directmessage",
            "user_id": caller.me,
            "user_name": people[caller.me].handle if caller.me in people else "",
            "command": f"/{found.name}",
            "text": text,
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": await self.answer_url(app.id, place),
            "trigger_id": await self.trigger(app.id, caller.me),
        }
        if thread_ts:
            payload["thread_ts"] = thread_ts
        answer = await self.ask(app, "slash_commands", payload, found.url)
        if isinstance(answer, str):
            answer = {"text": answer}
        if isinstance(answer, dict) and any(
            answer.get(one) for one in ("text", "blocks", "attachments")
        ):
            await self.say(app, place, answer)

    # -- buttons

    async def press(self, caller: Call, stored: StoredMessage, actions: list[Item]) -> None:
        """Something of a message was pressed. Errors: SlackError."""
        view = stored.view
        app = await self.app_of(view)
        elements = of_message(view)
        found = [pressed(elements, one) for one in actions]
        place = Place(view.channel_id, caller.me, view.id, not view.seq, view.thread_id or "")
        payload = {
            **await self.acted("block_actions", caller, app),
            **await self.of_message(caller, stored, elements),
            "response_url": await self.answer_url(app.id, place),
            "actions": [self._action(one) for one in found],
        }
        await self.ask(app, "interactive", payload, app.actions_url)

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

    async def press_in_form(self, caller: Call, form_id: str, actions: list[Item]) -> None:
        """Something of a form was pressed. Errors: SlackError."""
        form, app = await self.form(caller, form_id)
        elements = of_blocks(form.body.get("blocks") or [])
        found = [pressed(elements, one) for one in actions]
        state = filled_in(elements, caller.args.structured("state"))
        payload = {
            **await self.acted("block_actions", caller, app),
            "container": {"type": "view", "view_id": form.id},
            "view": await self.view_of(app, form, state),
            "actions": [self._action(one) for one in found],
        }
        await self.ask(app, "interactive", payload, app.actions_url)

    async def view_of(self, app: AppFacts, form: Any, state: Any = None) -> Item:
        """A form as an object."""
        team = await self.edge.team()
        body = form.body
        item: Item = {
            "private_metadata": "",
            "callback_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            **body,
            "id": form.id,
            "team_id": team.id,
            "state": state or {"values": {}},
            "hash": form.hash,
            "previous_view_id": form.previous_id or None,
            "root_view_id": form.root_id,
            "app_id": app.id,
            "external_id": form.external_id,
            "app_installed_team_id": team.id,
            "bot_id": app.bot_id,
        }
        return item

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

    def _action(self, action: Item) -> Item:
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

    # -- forms

    async def form(self, caller: Call, form_id: str) -> tuple[Form, AppFacts]:
        """An open form of who calls, and its app. Errors: SlackError."""
        form = await self.forms.get(form_id)
        if form is None or form.person_id != caller.me or not form.open:
            raise SlackError("not_found")
        return form, await self.app(form.app_id)

    async def submit(self, caller: Call, form_id: str, state: Any) -> Item:
        """A form is sent; what its app answers is done. Errors: SlackError, also for a choice that
        the form does not offer."""
        form, app = await self.form(caller, form_id)
        state = filled_in(of_blocks(form.body.get("blocks") or []), state)
        payload = {
            **await self.acted("view_submission", caller, app),
            "view": await self.view_of(app, form, state),
            "response_urls": [],
        }
        answer = await self.ask(app, "interactive", payload, app.actions_url)
        action = answer.get("response_action") if isinstance(answer, dict) else None
        if action == "errors":
            return {"response_action": "errors", "errors": answer.get("errors") or {}}
        if action == "clear":
            await self.forms.close(form, all=True)
            await self.tell(form, opened=False, whole=True)
            return {"response_action": "clear"}
        if action in ("update", "push") and isinstance(answer.get("view"), dict):
            body = check_view(answer["view"])
            if action == "update":
                form = await self.forms.change(form, body)
            elif await self.forms.depth(form) >= DEEP:
                raise SlackError("push_limit_reached")
            else:
                form = await self.forms.open(app.id, caller.me, body, form)
            await self.tell(form)
            return {"response_action": action, "view": await self.view_of(app, form)}
        await self.forms.close(form)
        await self.tell(form, opened=False)
        return {}

    async def close(self, caller: Call, form_id: str, *, whole: bool = False) -> None:
        """A form is put away, or the whole stack; its app is told where it wants to be."""
        form, app = await self.form(caller, form_id)
        await self.forms.close(form, all=whole)
        await self.tell(form, opened=False, whole=whole)
        if form.body.get("notify_on_close"):
            payload = {
                **await self.acted("view_closed", caller, app),
                "view": await self.view_of(app, form),
                "is_cleared": whole,
            }
            await self.ask(app, "interactive", payload, app.actions_url)

    async def tell(self, form: Any, *, opened: bool = True, whole: bool = False) -> None:
        """The person's clients show the form, or put it away."""
        app = await self.edge.app(form.app_id)
        await self.edge.ask(
            SYSTEM,
            "bots.show_form",
            person_id=form.person_id,
            form_id=form.id,
            app_id=form.app_id,
            body=json.dumps(form.body) if opened else "{}",
            open=opened,
            root_id=form.root_id,
            whole=whole,
            app_name=app.name if app is not None else "",
        )

    # -- answers

    async def say(self, app: AppFacts, place: Place, answer: Mapping[str, Any]) -> None:
        """A message that an app answers with: to the person alone, or for all in the channel."""
        call = await self.call_of(app, answer)
        content = read_content(call)
        if answer.get("response_type") == "in_channel":
            card = await self.edge.card(place.channel_id)
            if card is None:
                raise SlackError("channel_not_found")
            check_open(card.facts.archived, card.facts.posting, thread=bool(place.thread_id))
            values = _post_values(call, content, place)
            await call.ask_past("bots.post", **values)
        else:
            await self.whisper(call, content, place)

    async def call_of(self, app: AppFacts, args: Mapping[str, Any]) -> Call:
        """A call in the name of the app."""
        caller: Caller = caller_of(app)
        return Call(self.edge, "response_url", caller, Arguments(args), await self.edge.team())

    async def whisper(self, call: Call, content: Content, place: Place, replaces: str = "") -> str:
        """Show it to the person alone; answers its time."""
        if content.empty:
            raise SlackError("no_text")
        actor = Actor(Kind.SYSTEM, PersonId(call.me))
        # Growing: no two of one moment are one.
        self._whispered_us = max(self.edge.clock.now_us(), self._whispered_us + 1)
        ts = to_ts(self._whispered_us)
        await self.edge.ask(
            actor,
            "bots.whisper",
            channel_id=place.channel_id,
            person_id=place.person_id,
            text=content.text,
            card=card_of(call, content),
            thread_id=place.thread_id or None,
            replaces=replaces,
            source=content.source,
            at_us=self._whispered_us,
            key=whisper_key(place.channel_id, ts, place.person_id),
            kept_ms=WHISPER_MS,
        )
        return ts


async def find_whisper(
    edge: Edge, channel_id: str, which: str, person_id: str
) -> StoredMessage | None:
    """What was shown to the person, by its time or its id, while it is kept."""
    kept = await edge.tickets.look("whisper", whisper_key(channel_id, which, person_id))
    if kept.outcome != "ok":
        return None
    view = msgspec.convert(kept.body["view"], MessageView)
    at_us = kept.body.get("at_us", view.created_at * 1_000)
    return StoredMessage(view=view, at_us=at_us, source=kept.body["source"])


def _post_values(call: Call, content: Content, place: Place) -> dict[str, Any]:
    values: dict[str, Any] = {
        "channel_id": place.channel_id,
        "text": content.text,
        "source": content.source,
        "card": card_of(call, content),
    }
    if place.thread_id:
        values["thread_id"] = place.thread_id
    return values
