"""Options that a Bolt app loads while somebody types, in messages and in forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.core.actor import Role
from tests.slack.bolted import Heard, bolt_for, free_port, linked, listening
from tests.slack.hive import App, app_in, manifest, off
from tests.world import Person, Refused, World

HIVES = [f"Hive {number}" for number in range(120)]


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": words(text), "value": text.lower()}


FIELD = {"type": "external_select", "action_id": "hive", "min_query_length": 2}
MANY = {"type": "multi_external_select", "action_id": "grouped", "min_query_length": 0}
PICK = {"type": "actions", "block_id": "pick", "elements": [FIELD, {**FIELD, "action_id": "bad"}]}
SWARM = {"name": "Swarm", "type": "global", "callback_id": "swarm", "description": "Notes one"}
FORM = {
    "type": "modal",
    "callback_id": "report",
    "title": words("Report"),
    "submit": words("Send"),
    "blocks": [{"type": "input", "block_id": "where", "label": words("Where"), "element": MANY}],
}


def build(bolt: Any, heard: Heard) -> None:
    """An app with hives to choose from."""

    @bolt.options("hive")  # type: ignore[untyped-decorator]
    def hives(ack: Any, payload: Any) -> None:
        heard.note(payload)
        ack(options=[option(one) for one in HIVES if payload["value"] in one])

    @bolt.options("grouped")  # type: ignore[untyped-decorator]
    def grouped(ack: Any, payload: Any) -> None:
        heard.note(payload)
        ack(option_groups=[{"label": words("North"), "options": [option("Hive 1")]}])

    @bolt.options("bad")  # type: ignore[untyped-decorator]
    def bad(ack: Any) -> None:
        ack({"options": [{"text": "no object"}]})

    @bolt.action("hive")  # type: ignore[untyped-decorator]
    def chosen(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)

    @bolt.shortcut("swarm")  # type: ignore[untyped-decorator]
    def swarm(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.view("report")  # type: ignore[untyped-decorator]
    def report(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


async def hive_app(world: World, url: str = "") -> App:
    actions = {"is_enabled": True, "request_url": url, "message_menu_options_url": url}
    return await app_in(
        world,
        manifest("Hive", shortcuts=[SWARM], interactivity=actions, socket_mode_enabled=not url),
    )


async def posted(app: App, ada: Person, channel: str) -> dict[str, str]:
    """Where the field of a new message is."""
    await off(app.client.chat_postMessage, channel=channel, text="Pick", blocks=[PICK])
    message = (await ada.hears("message.posted", text="Pick"))["message"]
    return {"message_id": message["id"], "block_id": "pick", "action_id": "hive"}


async def test_options_of_a_message_are_loaded_and_chosen(world: World, ada: Person) -> None:
    app, heard = await hive_app(world), Heard()
    where = await posted(app, ada, await world.general())
    with pytest.raises(Refused) as silent:
        await ada.call("blocks.options", **where, typed="Hive")
    assert (silent.value.code, silent.value.field) == ("unavailable", "app")
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        assert await ada.call("blocks.options", **where, typed="H") == {}
        loaded = await ada.call("blocks.options", **where, typed="Hive")
        asked = await heard.first(type="block_suggestion")
        assert (asked["value"], asked["action_id"], asked["block_id"]) == ("Hive", "hive", "pick")
        assert asked["user"]["id"] == ada.id
        assert asked["container"]["type"] == "message"
        assert asked["message"]["text"] == "Pick"
        assert "name" not in asked
        assert loaded == {"options": [option(one) for one in HIVES[:100]]}
        with pytest.raises(Refused) as unreadable:
            await ada.call("blocks.options", **{**where, "action_id": "bad"}, typed="Hive")
        assert (unreadable.value.code, unreadable.value.field) == ("conflict", "app")
        for wrong in ({"block_id": "other"}, {"action_id": "nothing"}):
            with pytest.raises(Refused, match="not_found"):
                await ada.call("blocks.options", **{**where, **wrong}, typed="Hive")

        press = {"message_id": where["message_id"]}
        action = {"block_id": "pick", "action_id": "hive"}
        for forged in ("hive 1", {"value": 1, "text": words("x")}, {"value": "x", "text": {}}):
            with pytest.raises(Refused, match="not_found"):
                await ada.call(
                    "blocks.press", **press, action={**action, "selected_option": forged}
                )
        chosen = {**option("Hive 7"), "more": "left out"}
        await ada.call("blocks.press", **press, action={**action, "selected_option": chosen})
        body = await heard.first(type="block_actions")
        assert body["actions"][0]["selected_option"] == option("Hive 7")
        assert body["actions"][0]["type"] == "external_select"


async def test_options_of_a_form_are_loaded_over_http_in_groups(world: World, ada: Person) -> None:
    port, heard = free_port(), Heard()
    app = await hive_app(world, f"http://127.0.0.1:{port}/slack/events")
    bob = await world.member("bob")
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with listening(bolt, port):
        await ada.call("shortcuts.run", app_id=app.made.app_id, callback_id="swarm")
        form = await ada.hears("form.shown")
        where = {"form_id": form["form_id"], "block_id": "where", "action_id": "grouped"}
        with pytest.raises(Refused, match="not_found"):
            await bob.call("forms.options", **where)
        loaded = await ada.call("forms.options", **where)
        assert loaded == {"groups": [{"label": "North", "options": [option("Hive 1")]}]}
        asked = await heard.first(type="block_suggestion")
        assert (asked["value"], asked["container"]["type"]) == ("", "view")
        assert asked["view"]["callback_id"] == json.loads(form["body"])["callback_id"]
        held = {"type": "multi_external_select", "selected_options": [option("Hive 1")]}
        await ada.call("forms.submit", form_id=form["form_id"], values={"where": {"grouped": held}})
        sent = await heard.first(type="view_submission")
        assert sent["view"]["state"]["values"]["where"]["grouped"] == held
