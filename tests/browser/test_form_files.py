"""Files given in a form of an app: chosen by keyboard, over a bad network, and read by the app."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.request import Request, urlopen

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Route, expect
from slack_bolt import App as Bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.words import REGIONS, both, client_words

MANIFEST = {
    "display_information": {"name": "Ledger"},
    "features": {
        "bot_user": {"display_name": "ledger"},
        "shortcuts": [{"name": "Hand in", "type": "global", "callback_id": "hand"}],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "chat:write.public", "commands", "files:read"]}
    },
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}


def words(text: str) -> dict[str, str]:
    """A text object."""
    return {"type": "plain_text", "text": text}


SOUTH = "the-hives-in-the-south-orchard-behind-the-house-in-the-june-of-last-year.png"
FORM = {
    "type": "modal",
    "callback_id": "handed",
    "title": words("Hand in"),
    "submit": words("Hand in"),
    "blocks": [
        {
            "type": "input",
            "block_id": "photos",
            "label": words("Photos of the hive"),
            "element": {
                "type": "file_input",
                "action_id": "files",
                "filetypes": ["png", "pdf"],
                "max_files": 2,
            },
        }
    ],
}


def build(bolt: Any, token: str) -> None:
    """The app says how large what it was given is, once it has fetched it."""

    @bolt.shortcut("hand")  # type: ignore[untyped-decorator]
    def hand(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.view("handed")  # type: ignore[untyped-decorator]
    def handed(ack: Any, view: Any, client: Any) -> None:
        ack()
        told = []
        for file in view["state"]["values"]["photos"]["files"]["files"]:
            asked = Request(file["url_private"], headers={"authorization": f"Bearer {token}"})
            with urlopen(asked) as answer:
                told.append(f"{file['name']}: {len(answer.read())} of {file['size']} bytes")
        client.chat_postMessage(channel="#general", text="; ".join(told))


@pytest.fixture(scope="module")
def ledger(hive: Hive) -> Iterator[None]:
    """The app, made by the command line and connected by Socket Mode."""
    manifest = hive.folder / "ledger.json"
    manifest.write_text(json.dumps(MANIFEST))
    made = hive.run("app", "create", "--manifest", str(manifest))
    client = WebClient(token=made["bot_token"], base_url=f"{hive.url}/api/")
    quiet = logging.getLogger("tests.ledger")
    quiet.setLevel(logging.CRITICAL)
    bolt = Bolt(client=client, signing_secret=made["signing_secret"], logger=quiet)
    build(bolt, made["bot_token"])
    handler: Any = SocketModeHandler(bolt, made["app_token"])
    handler.connect()
    try:
        yield
    finally:
        handler.close()


def photo(name: str) -> FilePayload:
    content = BytesIO()
    Image.new("RGB", (320, 200), (242, 169, 0)).save(content, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=content.getvalue())


@both
@pytest.mark.usefixtures("ledger")
def test_files_are_given_in_a_form(hive: Hive, opens: Opens, pocket: bool, language: str) -> None:
    said = client_words(language)
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    ada.opens("general")
    page = ada.page
    ada.composer.fill("/hand")
    expect(page.get_by_role("option", name="Hand in")).to_be_visible()
    ada.composer.press("Enter")
    form = page.get_by_role("dialog", name="Hand in")
    group = form.get_by_role("group", name="Photos of the hive")
    attach, send = group.get_by_role("button", name=said("attach")), form.locator("[type=submit]")
    files = group.get_by_role("listitem")

    send.click()
    expect(group.locator("..").get_by_role("alert")).to_have_text(said("fill_choose"))
    expect(attach).to_be_focused()
    assert faults(page) == []

    held: list[Route] = []
    page.route("**/files.upload", lambda route: route.abort("internetdisconnected"))
    with page.expect_file_chooser() as chosen:
        attach.press("Enter")
    notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"three lines\n")
    chosen.value.set_files([photo("north.png"), notes])
    expect(group.get_by_text(said("app_file_kind", name="notes.txt"))).to_be_visible()
    expect(files).to_have_count(1)
    again = files.get_by_role("button", name=said("upload_again", name="north.png"))
    expect(again).to_be_visible()
    send.click()
    expect(form.get_by_text(said("send_stopped_file"))).to_be_visible()
    assert faults(page) == []
    ada.words.clear()  # the browser tells of the broken network

    page.unroute("**/files.upload")
    page.route("**/files.upload", lambda route: held.append(route))
    again.click()
    with page.expect_file_chooser() as chosen:
        attach.click()
    chosen.value.set_files([photo(SOUTH)])
    expect(files).to_have_count(2)
    expect(attach).to_be_disabled()
    assert group.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    with page.expect_event("requestfailed"):
        group.get_by_role("button", name=said("cancel_upload", name=SOUTH)).click()
    expect(files).to_have_count(1)
    expect(attach).to_be_focused()
    send.click()
    expect(form.get_by_text(said("send_queued"))).to_be_visible()
    held[0].continue_()
    expect(form).to_have_count(0)
    expect(page.get_by_role("log").get_by_text("north.png: ").last).to_contain_text("bytes")
    [message] = hive.call("bob", "messages.history", channel_id=channel_of(hive), limit=1)["items"]
    read, _, size = message["text"].removeprefix("north.png: ").partition(" of ")
    assert f"{read} bytes" == size


def channel_of(hive: Hive) -> str:
    found: str = hive.call("ada", "workspace.get")["general_channel_id"]
    return found
