"""Slash commands.

Source: the contract's section 12.
"""

from __future__ import annotations

from channels.bots.protocol import AppFacts
from channels.core.actor import SYSTEM
from channels.core.errors import NotFound
from server.slack.asking.payloads import Payloads
from server.slack.asking.saying import Place, Saying
from server.slack.call import Call
from server.slack.errors import SlackError


class Commands(Payloads, Saying):
    """Runs them."""

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
