"""Where a form lets its app say something: `response_url_enabled`."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebhookClient

from channels.core.actor import Role
from tests.slack.bolted import Heard, bolt_for, linked
from tests.slack.hive import app_in, client_of, off
from tests.slack.test_interactions import interactive
from tests.world import World

TITLE = {"type": "plain_text", "text": "Tell whom?"}
FORM = {
    "type": "modal",
    "callback_id": "tell",
    "title": TITLE,
    "submit": {"type": "plain_text", "text": "Tell"},
    "blocks": [
        {
            "type": "input",
            "block_id": name,
            "label": TITLE,
            "element": {
                "type": "conversations_select",
                "action_id": "place",
                "response_url_enabled": name != "other",
            },
        }
        for name in ("where", "closed", "other")
    ],
}


async def test_an_app_may_answer_where_its_form_was_sent_to(world: World) -> None:
    ada, bob = await world.member("ada", Role.OWNER), await world.member("bob")
    await ada.connects()
    general = await world.general()
    closed = (await bob.call("channels.create", name="closed", kind="private"))["id"]
    app = await app_in(world, interactive())
    bolt, heard = await bolt_for(app), Heard()

    @bolt.command("/hive")  # type: ignore[untyped-decorator]
    def hive(ack: Any, command: Any, client: Any) -> None:
        ack()
        opened = client.views_open(trigger_id=command["trigger_id"], view=FORM)
        heard.note({"type": "opened", "id": opened["view"]["id"]})

    @bolt.view("tell")  # type: ignore[untyped-decorator]
    def tell(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)

    def chosen(channel_id: str) -> dict[str, Any]:
        value = {"type": "conversations_select", "selected_conversation": channel_id}
        return {"place": value}

    mine = client_of(ada)
    async with linked(app, bolt):
        await off(mine.api_call, "chat.command", params={"channel": general, "command": "/hive"})
        view_id = (await heard.first(type="opened"))["id"]
        places = {"where": chosen(general), "closed": chosen(closed), "other": chosen(general)}
        sent = {"view_id": view_id, "state": {"values": places}}
        await off(mine.api_call, "views.submit", json=sent)
        (place,) = (await heard.first(type="view_submission"))["response_urls"]
    assert (place["block_id"], place["action_id"]) == ("where", "place")
    assert place["channel_id"] == general
    hook = WebhookClient(place["response_url"])
    await off(hook.send, text="Told here", response_type="in_channel")
    await ada.hears("message.posted", text="Told here")
