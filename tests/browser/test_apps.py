"""An app written with Bolt, used from our own client: buttons, forms, whispers, commands."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_bolt import App as Bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive

MANIFEST = {
    "display_information": {"name": "Swarm"},
    "features": {
        "bot_user": {"display_name": "swarm"},
        "slash_commands": [
            {"command": "/swarm", "description": "Reports a swarm", "usage_hint": "[where]"}
        ],
        "shortcuts": [
            {"name": "Quick report", "type": "global", "callback_id": "quick"},
            {"name": "Keep it", "type": "message", "callback_id": "keep"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public", "commands"]}},
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}


def words(text: str) -> dict[str, str]:
    """A text object."""
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    """A field of a form."""
    held = {"action_id": "a", **element}
    return {"type": "input", "block_id": block_id, "label": words(label), "element": held}


HIVES = [{"text": words(f"Hive {name}"), "value": name} for name in ("north", "south")]
SURE = {
    "title": words("Call the beekeeper?"),
    "text": words("She comes at once."),
    "confirm": words("Call"),
    "deny": words("Leave it"),
}
BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": words("A swarm in the orchard")},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Seen *just now*."},
        "accessory": {"type": "static_select", "action_id": "hive", "options": HIVES},
    },
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {"type": "button", "action_id": "report", "text": words("Report"), "style": "primary"},
            {"type": "button", "action_id": "call", "text": words("Call"), "confirm": SURE},
        ],
    },
]
FORM = {
    "type": "modal",
    "callback_id": "report",
    "title": words("Report a swarm"),
    "submit": words("Go on"),
    "blocks": [
        field("where", "Where?", type="plain_text_input", min_length=3),
        field("who", "Who saw it?", type="users_select"),
        field("size", "How large?", type="radio_buttons", options=HIVES),
        field("day", "When?", type="datepicker"),
        {
            **field("tree", "Which tree?", type="external_select", action_id="trees"),
            "optional": True,
        },
    ],
}
LAST = {
    "type": "modal",
    "callback_id": "last",
    "title": words("Nearly done"),
    "submit": words("Send"),
    "blocks": [{"type": "section", "text": words("Shall the others know?")}],
}


def build(bolt: Any) -> None:
    """What the app does."""

    @bolt.action("report")  # type: ignore[untyped-decorator]
    def report(ack: Any, body: Any, client: Any) -> None:
        ack()
        metadata = body["channel"]["id"]
        view = {**FORM, "private_metadata": metadata}
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.action("call")  # type: ignore[untyped-decorator]
    def call(ack: Any, respond: Any) -> None:
        ack()
        respond("She is on her way.", replace_original=False)

    @bolt.action("hive")  # type: ignore[untyped-decorator]
    def hive(ack: Any, action: Any, respond: Any) -> None:
        ack()
        chosen = action["selected_option"]["value"]
        respond(f"You chose {chosen}.", response_type="ephemeral", replace_original=False)

    @bolt.view("report")  # type: ignore[untyped-decorator]
    def submitted(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        if values["where"]["a"]["value"] == "here":
            ack(response_action="errors", errors={"where": "Say it better."})
            return
        said = f"{values['where']['a']['value']}, {values['size']['a']['selected_option']['value']}"
        told = f"{said}, <@{values['who']['a']['selected_user']}>"
        metadata = f"{view['private_metadata']} {told}"
        ack(response_action="push", view={**LAST, "private_metadata": metadata})

    @bolt.view("last")  # type: ignore[untyped-decorator]
    def last(ack: Any, view: Any, client: Any) -> None:
        ack(response_action="clear")
        channel, _, told = view["private_metadata"].partition(" ")
        client.chat_postMessage(channel=channel, text=f"Swarm: {told}")

    @bolt.options("trees")  # type: ignore[untyped-decorator]
    def trees(ack: Any, payload: Any) -> None:
        found = [tree for tree in ("Pear", "Plum") if payload["value"] in tree.lower()]
        ack(options=[{"text": words(tree), "value": tree} for tree in found])

    @bolt.shortcut("quick")  # type: ignore[untyped-decorator]
    def quick(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=LAST)

    @bolt.message_shortcut("keep")  # type: ignore[untyped-decorator]
    def keep(ack: Any, respond: Any) -> None:
        ack()
        respond("Kept.")

    @bolt.command("/swarm")  # type: ignore[untyped-decorator]
    def swarm(ack: Any, command: Any) -> None:
        ack(f"Looking for one in {command['text']}.")


@contextmanager
def swarm_app(hive: Hive) -> Iterator[WebClient]:
    """The app, made by the command line and connected by Socket Mode."""
    manifest = hive.folder / "swarm.json"
    manifest.write_text(json.dumps(MANIFEST))
    made = hive.run("app", "create", "--manifest", str(manifest))
    client = WebClient(token=made["bot_token"], base_url=f"{hive.url}/api/")
    quiet = logging.getLogger("tests.swarm")
    quiet.setLevel(logging.CRITICAL)
    bolt = Bolt(client=client, signing_secret=made["signing_secret"], logger=quiet)
    build(bolt)
    handler: Any = SocketModeHandler(bolt, made["app_token"])
    handler.connect()
    try:
        yield client
    finally:
        handler.close()


@pytest.fixture(scope="module")
def swarm(hive: Hive) -> Iterator[WebClient]:
    with swarm_app(hive) as client:
        yield client


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_an_app_is_used_by_keyboard_and_touch(
    hive: Hive, swarm: WebClient, opens: Opens, pocket: bool
) -> None:
    channel_id = hive.channel("ada", f"orchard-{'pocket' if pocket else 'desk'}")
    swarm.chat_postMessage(channel=channel_id, text="A swarm", blocks=BLOCKS)
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/c/{channel_id}")
    page = ada.page
    log = page.get_by_role("log")

    log.get_by_role("combobox").select_option("south")
    whisper = log.get_by_role("article", name="Swarm, only visible to you")
    expect(whisper).to_contain_text("You chose south.")
    whisper.get_by_role("button", name="Dismiss").click()
    expect(whisper).to_have_count(0)

    log.get_by_role("button", name="Call", exact=True).click()
    sure = page.get_by_role("dialog", name="Call the beekeeper?")
    sure.get_by_role("button", name="Call").click()
    expect(log.get_by_text("She is on her way.")).to_be_visible()

    report = log.get_by_role("button", name="Report")
    report.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Report a swarm")
    where = form.get_by_role("textbox", name="Where?")
    where.fill("x")
    form.get_by_role("button", name="Go on").click()
    expect(form.get_by_text("Write at least 3 characters.")).to_be_visible()
    expect(form.get_by_text("Choose something.")).to_have_count(3)
    assert faults(page) == []
    expect(where).to_be_focused()
    where.fill("here")
    form.get_by_role("group", name="Who saw it?").get_by_role("button").click()
    people = page.get_by_role("dialog", name="Choose")
    people.get_by_role("combobox").fill("Chlo")
    people.get_by_role("option", name="Chloé").click()
    form.get_by_role("group", name="Which tree?").get_by_role("button").click()
    people.get_by_role("combobox").type("plu")
    expect(people.get_by_role("option", name="Plum")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(form.get_by_role("group", name="Which tree?")).to_contain_text("Plum")
    form.get_by_role("radio", name="Hive north").check()
    form.get_by_label("When?").fill("2027-05-01")
    form.get_by_role("button", name="Go on").click()
    expect(form.get_by_text("Say it better.")).to_be_visible()
    where.fill("the pear tree")
    form.get_by_role("button", name="Go on").click()
    last = page.get_by_role("dialog", name="Nearly done")
    last.get_by_role("button", name="Back").click()
    expect(where).to_have_value("the pear tree")
    form.get_by_role("button", name="Go on").click()
    last.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(log.get_by_text("Swarm: the pear tree, north, @Chloé")).to_be_visible()

    assert faults(page) == []

    composer = ada.composer
    composer.fill("/sw")
    expect(page.get_by_role("option", name="/swarm")).to_contain_text("[where]")
    composer.press("Enter")
    composer.type("the garden")
    composer.press("Enter")
    expect(log.get_by_text("Looking for one in the garden.")).to_be_visible()
    expect(composer).to_have_value("")
    composer.type("/quick")
    expect(page.get_by_role("option", name="Quick report")).to_be_visible()
    composer.press("Enter")
    expect(composer).to_have_value("")
    last.get_by_role("button", name="Cancel").click()
    expect(last).to_have_count(0)
    composer.fill("/faq Where is the honey?")
    composer.press("Enter")
    expect(log.get_by_text("The FAQ does not know this yet.")).to_be_visible()
    ada.chooses("Swarm: the pear tree", "Keep it (Swarm)")
    expect(log.get_by_text("Kept.")).to_be_visible()
    page.reload()
    expect(log.get_by_text("Swarm: the pear tree")).to_be_visible()
    expect(log.get_by_text("Looking for one in the garden.")).to_have_count(0)


def test_reloading_the_secrets_makes_no_second_app(opens: Opens, hive: Hive) -> None:
    ada = opens("ada")
    ada.page.goto(f"{hive.url}/admin/apps/new")
    manifest = {**MANIFEST, "display_information": {"name": "Once only"}}
    manifest["features"] = {"bot_user": {"display_name": "once"}}
    ada.page.get_by_role("textbox", name="Manifest").fill(json.dumps(manifest))
    ada.page.get_by_role("button", name="See what it asks for").click()
    ada.page.get_by_role("button", name="Install").click()
    expect(ada.page.get_by_role("heading", name="Once only is installed")).to_be_visible()
    ada.page.reload()
    expect(ada.page.get_by_role("heading", name="Once only", exact=True)).to_be_visible()
    ada.page.goto(f"{hive.url}/admin/apps")
    expect(ada.page.get_by_role("link", name="Once only")).to_have_count(1)
