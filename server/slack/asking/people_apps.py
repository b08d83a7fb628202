"""People press, send and run things of apps from their own clients: the way that the door asks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any

from channels.bots.protocol import AppFacts, StoredMessage
from channels.core.actor import Actor
from channels.core.errors import Conflict, DomainError, NotAllowed, NotFound, Unavailable
from server.slack.arguments import Arguments
from server.slack.asking.interactions import Interactions, find_whisper
from server.slack.asking.options import Asked, Options
from server.slack.asking.shortcuts import Shortcuts
from server.slack.call import Call
from server.slack.caller import PERSON_SCOPES, Caller
from server.slack.errors import SlackError
from server.slack.manifest import has_home_tab
from server.slack.stamps import to_ts

MOST_ERRORS, LONGEST_ERROR = 100, 500


class PeopleApps:
    """Source: `channels.core.context.Apps`."""

    def __init__(self, interactions: Interactions) -> None:
        self._does = interactions
        self._edge = interactions.edge
        self._shortcuts = Shortcuts(interactions)
        self._options = Options(interactions)

    async def press(
        self,
        actor: Actor,
        message: tuple[str, str, int],
        action: Mapping[str, Any],
        state: Mapping[str, Any],
    ) -> None:
        call = await self._call(actor, state={"values": state})
        stored = await self._message(call, *message)
        await _told(self._does.press(call, stored, [dict(action)]))

    async def press_in_form(
        self, actor: Actor, form_id: str, action: Mapping[str, Any], state: Mapping[str, Any]
    ) -> None:
        call = await self._call(actor, state={"values": state})
        await _told(self._does.press_in_form(call, form_id, [dict(action)]))

    async def options(
        self,
        actor: Actor,
        where: tuple[str, str, int] | str,
        field: tuple[str, str, str],
        state: Mapping[str, Any],
    ) -> dict[str, Any]:
        call, asked = await self._call(actor, state={"values": state}), Asked(*field)
        if isinstance(where, str):
            found = await _told(self._options.in_form(call, where, asked))
        else:
            stored = await self._message(call, *where)
            found = await _told(self._options.in_message(call, stored, asked))
        return dict(found)

    async def submit(self, actor: Actor, form_id: str, state: Mapping[str, Any]) -> dict[str, str]:
        call = await self._call(actor)
        answer = await _told(self._does.submit(call, form_id, {"values": state}))
        errors = answer.get("errors")
        if not isinstance(errors, Mapping):
            return {}
        some = list(errors.items())[:MOST_ERRORS]
        return {str(block): str(said)[:LONGEST_ERROR] for block, said in some}

    async def close(self, actor: Actor, form_id: str, whole: bool) -> None:
        await _told(self._does.close(await self._call(actor), form_id, whole=whole))

    async def run(self, actor: Actor, place: tuple[str, str | None], name: str, text: str) -> None:
        channel_id, thread_id = place
        call = await self._call(actor, channel=channel_id)
        thread_ts = ""
        if thread_id is not None:
            thread_ts = to_ts((await self._message(call, channel_id, thread_id, 0)).at_us)
            call.args.values["thread_ts"] = thread_ts
        await _told(self._does.command(call, name, text, thread_ts))

    async def shortcuts(self, actor: Actor) -> list[dict[str, Any]]:
        return await self._shortcuts.offered()

    async def home(self, actor: Actor, person_id: str) -> dict[str, Any]:
        app = await self._edge.app(person_id)
        if app is None or app.person_id != person_id or not app.active or app.disabled:
            raise NotFound("There is no such app.", "person_id")
        form = await self._does.forms.home(app.id, actor.person_id)
        return {
            "person_id": app.person_id,
            "app_id": app.id,
            "app_name": app.name,
            "tab": form is not None or _has_home_tab(app),
            "form_id": form.id if form is not None else "",
            "body": json.dumps(form.body) if form is not None else "",
        }

    async def shown(self, actor: Actor, where: tuple[str, str, int] | str) -> dict[str, Any]:
        call = await self._call(actor)
        if isinstance(where, str):
            form, app = await _told(self._does.form(call, where))
            blocks = form.body.get("blocks") or []
            return _seen(app.id, app.person_id, blocks, [])
        view = (await self._message(call, *where)).view
        if view.card is None:
            raise NotFound("There is no such message.", "message_id")
        return _seen(view.card.app_id, view.author_id, view.card.blocks, view.card.attachments)

    async def run_shortcut(
        self, actor: Actor, shortcut: tuple[str, str], message_id: str | None
    ) -> None:
        call = await self._call(actor)
        stored = None
        if message_id is not None:
            page = await call.ask("bots.by_ids", message_ids=[message_id])
            if not page.items:
                raise NotFound("There is no such message.", "message_id")
            stored = page.items[0]
        await _told(self._shortcuts.run(call, *shortcut, stored))

    async def _call(self, actor: Actor, **args: Any) -> Call:
        """A call of the person, as the edge makes it for one who came with a token."""
        caller = Caller("person", actor, actor.session_id or "", frozenset(PERSON_SCOPES))
        return Call(self._edge, "", caller, Arguments(args), await self._edge.team())

    async def _message(
        self, call: Call, channel_id: str, message_id: str, whispered_at: int
    ) -> StoredMessage:
        """A message that the person may read, or was whispered. Errors: NotFound."""
        if whispered_at:
            whispered = await find_whisper(self._edge, channel_id, message_id, call.me)
            if whispered is not None:
                return whispered
        else:
            page = await call.ask("bots.by_ids", message_ids=[message_id])
            for stored in page.items:
                if stored.view.channel_id == channel_id:
                    there: StoredMessage = stored
                    return there
        raise NotFound("There is no such message.", "message_id")


async def _told(work: Awaitable[Any]) -> Any:
    """Done, or refused in our own words. Errors: DomainError."""
    try:
        return await work
    except SlackError as error:
        raise _refusal(error.code) from None


def _seen(app_id: str, person_id: str, blocks: Any, attachments: Any) -> dict[str, Any]:
    return {
        "app_id": app_id,
        "person_id": person_id,
        "blocks": blocks,
        "attachments": attachments,
    }


def _has_home_tab(app: AppFacts) -> bool:
    try:
        held = json.loads(app.manifest)
    except ValueError:
        return False
    return isinstance(held, dict) and has_home_tab(held)


def _refusal(code: str) -> DomainError:
    match code:
        case "operation_timeout":
            return Unavailable("The app did not answer. Try again later.", "app")
        case "app_not_found":
            return NotFound("This app is not here any more.", "app")
        case "action_not_found" | "message_not_found" | "thread_not_found" | "not_found":
            return NotFound("This is not there any more.", "action")
        case "unknown_command":
            return NotFound("There is no such command.", "name")
        case "unknown_shortcut":
            return NotFound("There is no such shortcut.", "callback_id")
        case "channel_not_found":
            return NotFound("There is no such channel.", "channel_id")
        case "not_in_channel":
            return NotAllowed("Join this channel first.", "channel_id")
    return Conflict("What the app answered cannot be shown.", "app")
