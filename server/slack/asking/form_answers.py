"""Forms that are sent or put away, and what their apps answer.

Source: the contract's section 12.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from channels.bots.forms import DEEP, Form, NameTaken
from channels.bots.protocol import AppFacts
from channels.core.actor import SYSTEM
from server.slack.asking.given_files import GivenFiles
from server.slack.asking.payloads import Payloads
from server.slack.asking.saying import Place
from server.slack.blocks import check_view
from server.slack.call import Call
from server.slack.elements import filled_in, of_blocks
from server.slack.errors import SlackError
from server.slack.objects import Item

_CHOSEN = {
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
}


class FormAnswers(Payloads):
    """Tells apps of their forms."""

    async def submit(self, caller: Call, form_id: str, state: Any) -> Item:
        """A form is sent; what its app answers is done. Errors: SlackError, also for a choice that
        the form does not offer. What is wrong with files is said before the app is asked."""
        form, app = await self.modal(caller, form_id)
        blocks = form.body.get("blocks") or []
        files = GivenFiles(caller, blocks)
        if wrong := await files.problems(state):
            return {"response_action": "errors", "errors": wrong}
        filled = filled_in(of_blocks(blocks), state)
        urls = await self._answer_urls(caller, app, of_blocks(blocks), filled["values"])
        state = await files.lend(app, filled)
        payload = {
            **await self.acted("view_submission", caller, app),
            "view": await self.view_of(app, form, state),
            "response_urls": urls,
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
            body = check_view(answer["view"], "modal")
            if action == "update":
                form = await self.change(form, body)
            elif await self.forms.depth(form) >= DEEP:
                raise SlackError("push_limit_reached")
            else:
                form = await self.forms.open(app.id, caller.me, body, form)
            await self.tell(form)
            return {"response_action": action, "view": await self.view_of(app, form)}
        await self.forms.close(form)
        await self.tell(form, opened=False)
        return {}

    async def _answer_urls(
        self, caller: Call, app: AppFacts, elements: list[Item], values: Item
    ) -> list[Item]:
        """Where the app may say something, of the conversations that were chosen for that: those
        that the person is in."""
        found: list[Item] = []
        for one in elements:
            said = values.get(one["block_id"], {}).get(one["action_id"], {})
            channel_id = said.get(_CHOSEN.get(str(one.get("type")), ""))
            if not (one.get("response_url_enabled") is True and isinstance(channel_id, str)):
                continue
            with suppress(SlackError):
                channel = await caller.channel_of(channel_id)
                if channel.joined:
                    url = await self.answer_url(app.id, Place(channel.id, caller.me))
                    where = {"block_id": one["block_id"], "action_id": one["action_id"]}
                    found.append({**where, "channel_id": channel.id, "response_url": url})
        return found

    async def change(self, form: Form, body: Item) -> Form:
        """The form with another body. Errors: SlackError, for a name that another form has."""
        try:
            return await self.forms.change(form, body)
        except NameTaken:
            raise SlackError("duplicate_external_id") from None

    async def close(self, caller: Call, form_id: str, *, whole: bool = False) -> None:
        """A form is put away, or the whole stack; its app is told where it wants to be."""
        form, app = await self.modal(caller, form_id)
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
