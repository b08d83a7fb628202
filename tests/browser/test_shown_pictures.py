"""Pictures that an app shows to one person: in its home page, in a form and in a whisper."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from slack_bolt import App as Bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.small_web import Pages, small_web
from tests.browser.test_app_home import MANIFEST, faults_of, words
from tests.browser.test_app_pictures import image, picture

ENGLISH = {
    "home": "Home",
    "page": "Apiary’s home",
    "open": "Open",
    "why": "This is no picture of a kind that is shown here.",
    "whisper": "Apiary, only visible to you",
}
FRENCH = {
    "home": "Accueil",
    "page": "Accueil de Apiary",
    "open": "Ouvrir",
    "why": "Ce n’est pas une image d’un type affiché ici.",
    "whisper": "Apiary, visible uniquement par vous",
}


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may look at the small web."""
    environ = {"RUCHE_LINK_PREVIEWS": "on", "RUCHE_ALLOW_PRIVATE_URLS": "on"}
    people = {"ada": "Ada", "bob": "Bob"}
    with serving(furnished(tmp_path_factory.mktemp("shown"), people, **environ)) as hive:
        yield hive


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    png = "image/png"
    pages: Pages = {
        "/large.png": (png, picture(1_200, 800)),
        "/small.png": (png, picture(64, 64)),
        "/no.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    }
    with small_web(pages) as url:
        yield url


def blocks(web: str) -> list[dict[str, Any]]:
    """Pictures in every place, and one that is none."""
    return [
        {
            "type": "section",
            "text": words("Hive 4 is full of honey, and the bees are busy with the next one."),
            "accessory": image(web, "small.png", "A comb"),
        },
        image(web, "large.png", "Hive 4 at noon", title=words("Hive 4")),
        {
            "type": "context",
            "elements": [image(web, "small.png", "A bee"), words("Seen by the beekeeper")],
        },
        image(web, "no.svg", "A drawing"),
    ]


@pytest.fixture(scope="module")
def apiary(hive: Hive, web: str) -> Iterator[WebClient]:
    """The app, made by the command line and connected by Socket Mode."""
    manifest = hive.folder / "apiary.json"
    manifest.write_text(json.dumps(MANIFEST))
    made = hive.run("app", "create", "--manifest", str(manifest))
    client = WebClient(token=made["bot_token"], base_url=f"{hive.url}/api/")
    quiet = logging.getLogger("tests.shown")
    quiet.setLevel(logging.CRITICAL)
    bolt = Bolt(client=client, signing_secret=made["signing_secret"], logger=quiet)
    press = {"type": "button", "action_id": "show", "text": words("Show it")}
    home = {
        "type": "home",
        "blocks": [*blocks(web), {"type": "actions", "block_id": "acts", "elements": [press]}],
    }
    form = {"type": "modal", "callback_id": "hive", "title": words("Look"), "blocks": blocks(web)}

    @bolt.event("app_home_opened")  # type: ignore[untyped-decorator]
    def opened(event: Any, client: Any) -> None:
        client.views_publish(user_id=event["user"], view=home)

    @bolt.action("show")  # type: ignore[untyped-decorator]
    def show(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form)

    handler: Any = SocketModeHandler(bolt, made["app_token"])
    handler.connect()
    try:
        yield client
    finally:
        handler.close()


def sees_all(where: Locator, said: dict[str, str]) -> None:
    """Each picture in its place, and why one is a link."""
    large = where.get_by_role("link", name=f"{said['open']} Hive 4 at noon").get_by_role("img")
    expect(large).to_have_js_property("naturalWidth", 720)
    small = where.get_by_role("link", name=f"{said['open']} A comb").get_by_role("img")
    expect(small).to_have_js_property("naturalWidth", 64)
    bee = where.get_by_role("img", name="A bee")
    expect(bee).to_have_js_property("naturalWidth", 64)
    expect(where.get_by_role("link", name="A drawing")).to_be_visible()
    expect(where.get_by_text(said["why"])).to_be_visible()


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_pictures_that_one_person_is_shown(
    hive: Hive, web: str, apiary: WebClient, opens: Opens, pocket: bool
) -> None:
    handle, said = ("bob", FRENCH) if pocket else ("ada", ENGLISH)
    window = opens(handle, pocket=pocket, locale="fr-FR" if pocket else "en-GB")
    page = window.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    window.goes_to(f"/people/{apiary_id(apiary)}")
    page.get_by_role("button", name=said["home"], exact=True).click()
    shown = page.get_by_role("tabpanel", name=said["page"])
    sees_all(shown, said)
    assert faults_of(page) == []

    large = shown.get_by_role("link", name=f"{said['open']} Hive 4 at noon")
    large.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="large.webp")
    expect(viewer.get_by_role("img", name="Hive 4 at noon")).to_have_js_property(
        "naturalWidth", 1_200
    )
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(large).to_be_focused()

    shown.get_by_role("button", name="Show it").click()
    form = page.get_by_role("dialog", name="Look")
    sees_all(form, said)
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)

    person_id = hive.call(handle, "people.me")["id"]
    channel_id = hive.channel(handle, f"orchard-{handle}")
    window.goes_to(f"/c/{channel_id}")
    expect(page.get_by_role("log")).to_be_visible()
    hive.call(handle, "channels.invite", channel_id=channel_id, person_ids=[apiary_id(apiary)])
    apiary.chat_postEphemeral(channel=channel_id, user=person_id, text="Hive", blocks=blocks(web))
    sees_all(page.get_by_role("log").get_by_role("article", name=said["whisper"]), said)
    assert faults_of(page) == []

    assert not [url for url in asked if url.startswith(web)]
    assert any(re.search(r"/app-pictures/whispers/.*/small\?", url) for url in asked)


def apiary_id(apiary: WebClient) -> str:
    """The person that the app is."""
    return str(apiary.auth_test()["user_id"])
