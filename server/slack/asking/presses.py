"""Buttons and fields of messages and forms.

Source: the contract's section 12.
"""

from __future__ import annotations

from channels.bots.protocol import StoredMessage
from server.slack.asking.payloads import Payloads
from server.slack.asking.saying import Place
from server.slack.call import Call
from server.slack.elements import filled_in, of_blocks, of_message, pressed
from server.slack.objects import Item


class Presses(Payloads):
    """Tells apps of what was pressed."""

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
            "actions": [self.action(one) for one in found],
        }
        await self.ask(app, "interactive", payload, app.actions_url)

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
            "actions": [self.action(one) for one in found],
        }
        await self.ask(app, "interactive", payload, app.actions_url)
