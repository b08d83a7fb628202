"""What people press, send and run in our own client, through the door, and what Bolt apps hear."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.core.actor import Role
from tests.slack.bolted import Heard, bolt_for, linked
from tests.slack.hive import App, app_in, manifest, off
from tests.world import Person, Refused, World

PLAIN = "plain_text"


def words(text: str) -> dict[str, str]:
    """A text object."""
    return {"type": PLAIN, "text": text}


ACTIONS = {
    "type": "actions",
    "block_id": "choice",
    "elements": [
        {"type": "button", "action_id": "go", "value": "hive-4", "text": words("Go")},
        {
            "type": "static_select",
            "action_id": "hive",
            "options": [{"text": words(f"Hive {n}"), "value": f"h{n}"} for n in range(3)],
        },
    ],
}


SHORTCUTS = [
    {"name": "New swarm", "type": "global", "callback_id": "swarm", "description": "Notes one"},
    {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keeps it"},
]


def form(callback_id: str, **more: Any) -> dict[str, Any]:
    """A form with one field."""
    field = {
        "type": "input",
        "block_id": "what",
        "label": words("What?"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": words(callback_id),
        "submit": words("Send"),
        "notify_on_close": True,
        "blocks": [field],
        **more,
    }


def build(bolt: Any, heard: Heard) -> None:
    """An app that opens forms, stacks them, and whispers."""

    @bolt.action("go")  # type: ignore[untyped-decorator]
    def go(ack: Any, body: Any, client: Any) -> None:
        ack()
        heard.note(body)
        client.views_open(trigger_id=body["trigger_id"], view=form("first"))

    @bolt.action("hive")  # type: ignore[untyped-decorator]
    def hive(ack: Any, body: Any, respond: Any) -> None:
        ack()
        heard.note(body)
        if body["container"]["is_ephemeral"]:
            respond(delete_original=True)
        else:
            respond("Chosen", response_type="ephemeral", replace_original=False, blocks=[ACTIONS])

    @bolt.view("first")  # type: ignore[untyped-decorator]
    def first(ack: Any, view: Any) -> None:
        said = view["state"]["values"]["what"]["text"]["value"]
        if not said:
            ack(response_action="errors", errors={"what": "Say something."})
        else:
            ack(response_action="push", view=form("second", blocks=[ACTIONS]))

    @bolt.view("second")  # type: ignore[untyped-decorator]
    def second(ack: Any) -> None:
        ack(response_action="clear")

    @bolt.view_closed("first")  # type: ignore[untyped-decorator]
    def closed(ack: Any, body: Any) -> None:
        ack()
        heard.note({"type": "closed", "is_cleared": body["is_cleared"]})

    @bolt.command("/hive")  # type: ignore[untyped-decorator]
    def command(ack: Any, command: Any) -> None:
        heard.note(command)
        ack("Only you.")

    @bolt.shortcut("swarm")  # type: ignore[untyped-decorator]
    def swarm(ack: Any, body: Any, client: Any) -> None:
        ack()
        heard.note(body)
        client.views_open(trigger_id=body["trigger_id"], view=form("first"))

    @bolt.message_shortcut("keep")  # type: ignore[untyped-decorator]
    def keep(ack: Any, body: Any, respond: Any) -> None:
        ack()
        heard.note(body)
        respond("Kept.")


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


async def hive_app(world: World) -> App:
    """Connected by Socket Mode, with a command."""
    command = {"command": "/hive", "description": "Asks for a hive", "usage_hint": "[name]"}
    return await app_in(
        world,
        manifest(
            "Hive",
            commands=[command],
            shortcuts=SHORTCUTS,
            interactivity={"is_enabled": True},
            socket_mode_enabled=True,
        ),
    )


def pressing(message: dict[str, Any], action_id: str, **chosen: Any) -> dict[str, Any]:
    """The arguments of a press."""
    action = {"block_id": "choice", "action_id": action_id, **chosen}
    return {"message_id": message["id"], "action": action}


def pressing_whisper(message: dict[str, Any], action_id: str, **chosen: Any) -> dict[str, Any]:
    """The same of what was shown to one alone."""
    action = pressing(message, action_id, **chosen)["action"]
    where = {"channel_id": message["channel_id"], "whisper_id": message["id"]}
    return {**where, "at": message["created_at"], "action": action}


def typed(text: str) -> dict[str, Any]:
    """What a form's field holds."""
    return {"what": {"text": {"type": "plain_text_input", "value": text}}}


async def test_a_form_opens_is_mended_stacked_and_cleared(world: World, ada: Person) -> None:
    app, heard = await hive_app(world), Heard()
    bob = await world.member("bob")
    general = await world.general()
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        await off(app.client.chat_postMessage, channel=general, text="Press", blocks=[ACTIONS])
        message = (await ada.hears("message.posted", text="Press"))["message"]
        option = ACTIONS["elements"][1]["options"][1]  # type: ignore[index]
        values = {"choice": {"hive": {"type": "static_select", "selected_option": option}}}
        await ada.call("blocks.press", **pressing(message, "go", value="forged"), values=values)
        body = await heard.first(type="block_actions")
        assert body["user"]["id"] == ada.id
        assert body["actions"][0]["value"] == "hive-4"
        assert body["state"]["values"] == values
        shown = await ada.hears("form.shown")
        assert shown["app_name"] == "Hive"
        assert shown["root_id"] == shown["form_id"]
        field = json.loads(shown["body"])["blocks"][0]["block_id"]

        form_id = shown["form_id"]
        with pytest.raises(Refused, match="not_found"):
            await bob.call("forms.press", form_id=form_id, action={})
        for op in ("forms.submit", "forms.close"):
            with pytest.raises(Refused, match="not_found"):
                await bob.call(op, form_id=form_id)
        refused = await ada.call("forms.submit", form_id=form_id, values=typed(""))
        assert refused == {"errors": {field: "Say something."}}
        assert await ada.call("forms.submit", form_id=form_id, values=typed("A swarm")) == {}
        above = await ada.hears("form.shown")
        assert above["root_id"] == form_id
        await ada.call("forms.submit", form_id=above["form_id"])
        gone = await ada.hears("form.shown", open=False)
        assert gone["whole"]
        with pytest.raises(Refused, match="not_found"):
            await ada.call("forms.submit", form_id=form_id, values=typed("Again"))

        await ada.call("blocks.press", **pressing(message, "go"))
        again = await ada.hears("form.shown")
        await ada.call("forms.close", form_id=again["form_id"], whole=True)
        assert (await heard.first(type="closed"))["is_cleared"] is True


async def test_what_is_whispered_can_be_pressed_by_its_reader_alone(
    world: World, ada: Person
) -> None:
    app, heard = await hive_app(world), Heard()
    bob = await world.member("bob")
    general = await world.general()
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        await off(app.client.chat_postMessage, channel=general, text="Press", blocks=[ACTIONS])
        message = (await ada.hears("message.posted", text="Press"))["message"]
        chosen = {"selected_option": ACTIONS["elements"][1]["options"][1]}  # type: ignore[index]
        forged = {"selected_option": {"text": words("All"), "value": "all"}}
        with pytest.raises(Refused, match="not_found"):
            await ada.call("blocks.press", **pressing(message, "hive", **forged))
        await ada.call("blocks.press", **pressing(message, "hive", **chosen))
        body = await heard.first(type="block_actions")
        assert body["actions"][0]["selected_option"]["value"] == "h1"
        whispered = (await ada.hears("message.whispered", text="Chosen"))["message"]
        pressed = pressing_whisper(whispered, "hive", **chosen)
        with pytest.raises(Refused, match="not_found"):
            await bob.call("whispers.press", **pressed)
        await ada.call("whispers.press", **pressed)
        assert (await ada.hears("message.unwhispered"))["message_id"] == whispered["id"]


async def test_commands_are_listed_and_run(world: World, ada: Person) -> None:
    app, heard = await hive_app(world), Heard()
    general = await world.general()
    listed = (await ada.call("commands.list"))["items"]
    assert listed == [
        {
            "name": "hive",
            "app_name": "Hive",
            "person_id": app.made.person_id,
            "description": "Asks for a hive",
            "hint": "[name]",
        }
    ]
    running = {"channel_id": general, "name": "hive", "text": "north"}
    with pytest.raises(Refused) as silent:
        await ada.call("commands.run", **running)
    assert (silent.value.code, silent.value.field) == ("unavailable", "app")
    with pytest.raises(Refused, match="not_found"):
        await ada.call("commands.run", **{**running, "name": "nothing"})
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        root = await ada.posts(general, "A thread")
        await ada.posts(general, "its reply", thread_id=root["id"])
        await ada.call("commands.run", **running, thread_id=root["id"])
        assert (await heard.first(command="/hive"))["text"] == "north"
        said = (await ada.hears("message.whispered"))["message"]
        assert (said["text"], said["thread_id"]) == ("Only you.", root["id"])


async def test_shortcuts_are_listed_and_run(world: World, ada: Person) -> None:
    app, heard = await hive_app(world), Heard()
    bob = await world.member("bob")
    general = await world.general()
    listed = (await ada.call("shortcuts.list"))["items"]
    assert [(one["name"], one.get("of_message", False)) for one in listed] == [
        ("New swarm", False),
        ("Keep", True),
    ]
    assert {one["app_name"] for one in listed} == {"Hive"}
    swarm = {"app_id": app.made.app_id, "callback_id": "swarm"}
    keep = {"app_id": app.made.app_id, "callback_id": "keep"}
    with pytest.raises(Refused) as silent:
        await ada.call("shortcuts.run", **swarm)
    assert (silent.value.code, silent.value.field) == ("unavailable", "app")
    root = await ada.posts(general, "Honey")
    secret = await bob.call("channels.create", name="secret", kind="private")
    hidden = await bob.posts(secret["id"], "Not for ada")
    for wrong in (keep, {**swarm, "callback_id": "nothing"}, {**swarm, "message_id": root["id"]}):
        with pytest.raises(Refused, match="not_found"):
            await ada.call("shortcuts.run", **wrong)
    with pytest.raises(Refused, match="not_found"):
        await ada.call("shortcuts.run", **keep, message_id=hidden["id"])
    bolt = await bolt_for(app)
    build(bolt, heard)
    async with linked(app, bolt):
        await ada.call("shortcuts.run", **swarm)
        body = await heard.first(type="shortcut")
        assert body["user"]["id"] == ada.id
        assert "response_url" not in body
        assert (await ada.hears("form.shown"))["app_name"] == "Hive"
        await ada.call("shortcuts.run", **keep, message_id=root["id"])
        body = await heard.first(type="message_action")
        assert body["message"]["text"] == "Honey"
        assert body["message_ts"] == body["message"]["ts"]
        assert body["channel"]["id"] == general
        said = (await ada.hears("message.whispered", text="Kept."))["message"]
        assert said["channel_id"] == general
