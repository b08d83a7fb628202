"""The home page of an app, used from our own client: opened, published, pressed, shown anew."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App as Bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive

MANIFEST = {
    "display_information": {"name": "Apiary"},
    "features": {
        "bot_user": {"display_name": "apiary"},
        "app_home": {"home_tab_enabled": True},
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:write"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def words(text: str) -> dict[str, str]:
    """A text object."""
    return {"type": "plain_text", "text": text}


HIVES = [{"text": words(f"Hive {name}"), "value": name} for name in ("north", "south")]
FORM = {
    "type": "modal",
    "callback_id": "note",
    "title": words("Note a visit"),
    "submit": words("Note"),
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": words("What did you see?"),
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
    ],
}


def home(visits: list[str], hive: str) -> dict[str, Any]:
    """The page as it is after these visits."""
    said = "\n".join(f"• {one}" for one in visits) or "_No visit yet._"
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": words("Your hives")},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": f"You look after *Hive {hive}*."},
                "accessory": {"type": "static_select", "action_id": "hive", "options": HIVES},
            },
            {"type": "divider"},
            {"type": "section", "text": {"type": "mrkdwn", "text": said}},
            {
                "type": "actions",
                "block_id": "acts",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "note",
                        "text": words("Note a visit"),
                        "style": "primary",
                    },
                    {"type": "button", "action_id": "clear", "text": words("Begin anew")},
                ],
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Kept for this season."}]},
        ],
    }


def build(bolt: Any) -> None:
    """What the app does."""
    visits: dict[str, list[str]] = {}
    hives: dict[str, str] = {}

    def publish(client: Any, person_id: str) -> None:
        view = home(visits.get(person_id, []), hives.get(person_id, "north"))
        client.views_publish(user_id=person_id, view=view)

    @bolt.event("app_home_opened")  # type: ignore[untyped-decorator]
    def opened(event: Any, client: Any) -> None:
        if event["tab"] == "home":
            publish(client, event["user"])

    @bolt.action("hive")  # type: ignore[untyped-decorator]
    def hive(ack: Any, action: Any, body: Any, client: Any) -> None:
        ack()
        hives[body["user"]["id"]] = action["selected_option"]["value"]
        publish(client, body["user"]["id"])

    @bolt.action("note")  # type: ignore[untyped-decorator]
    def note(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.action("clear")  # type: ignore[untyped-decorator]
    def clear(ack: Any, body: Any, client: Any) -> None:
        ack()
        visits.pop(body["user"]["id"], None)
        publish(client, body["user"]["id"])

    @bolt.view("note")  # type: ignore[untyped-decorator]
    def noted(ack: Any, body: Any, view: Any, client: Any) -> None:
        ack()
        person_id = body["user"]["id"]
        visits.setdefault(person_id, []).append(view["state"]["values"]["what"]["a"]["value"])
        publish(client, person_id)


@contextmanager
def apiary_app(hive: Hive) -> Iterator[WebClient]:
    """The app, made by the command line and connected by Socket Mode."""
    manifest = hive.folder / "apiary.json"
    manifest.write_text(json.dumps(MANIFEST))
    made = hive.run("app", "create", "--manifest", str(manifest))
    client = WebClient(token=made["bot_token"], base_url=f"{hive.url}/api/")
    quiet = logging.getLogger("tests.apiary")
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
def apiary(hive: Hive) -> Iterator[WebClient]:
    with apiary_app(hive) as client:
        yield client


def faults_of(page: Page) -> list[str]:
    """What axe finds, but for the initials in the heading of every direct conversation."""
    return [one for one in faults(page) if "label-content-name-mismatch" not in one]


def _is_read(hive: Hive, handle: str, channel_id: str) -> None:
    """Wait until nothing is unread there."""
    ends = time.monotonic() + 30
    while any(
        one["channel_id"] == channel_id and one["unread"]
        for one in hive.call(handle, "reads.list", only_unread=True)["items"]
        if one.get("channel_id")
    ):
        assert time.monotonic() < ends, "still unread"


@pytest.mark.parametrize("handle", ["ada", "bob"], ids=["desk", "pocket"])
def test_a_home_page_is_used_by_keyboard_and_touch(
    hive: Hive, apiary: WebClient, opens: Opens, handle: str
) -> None:
    pocket = handle == "bob"
    bot = apiary.auth_test()["user_id"]
    window = opens(handle, pocket=pocket)
    page = window.page
    window.goes_to(f"/people/{bot}")
    page.get_by_role("button", name="Home", exact=True).click()

    tabs = page.get_by_role("tablist")
    first, messages = tabs.get_by_role("tab", name="Home"), tabs.get_by_role("tab", name="Messages")
    expect(first).to_have_attribute("aria-selected", "true")
    shown = page.get_by_role("tabpanel", name="Apiary’s home")
    expect(shown.get_by_text("Your hives")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert faults_of(page) == []
    shown.get_by_role("combobox").select_option("south")
    expect(shown.get_by_text("Hive south", exact=True).first).to_be_visible()
    expect(shown).to_contain_text("You look after Hive south.")

    note = shown.get_by_role("button", name="Note a visit")
    note.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Note a visit")
    form.get_by_role("textbox").fill("Much brood")
    form.get_by_role("button", name="Note").click()
    expect(form).to_have_count(0)
    expect(shown.get_by_text("Much brood")).to_be_visible()

    channel = apiary.conversations_open(users=[hive.call(handle, "people.me")["id"]])["channel"][
        "id"
    ]
    apiary.chat_postMessage(channel=channel, text="A word beside it")
    expect(messages).to_contain_text("1")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(messages).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("A word beside it")).to_be_visible()
    expect(page).not_to_have_title(re.compile(r"^[(•]"))  # it is read: else it comes first again
    messages.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(shown.get_by_text("Much brood")).to_be_visible()
    shown.get_by_role("button", name="Begin anew").click()
    expect(shown.get_by_text("No visit yet.")).to_be_visible()
    assert faults_of(page) == []
    _is_read(hive, handle, channel)  # by the server too: else it comes first again
    page.reload()
    expect(shown.get_by_text("No visit yet.")).to_be_visible()
