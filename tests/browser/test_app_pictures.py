"""Pictures in an app's message: shown from our own address, opened large, or a link and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from slack_sdk import WebClient

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.small_web import Pages, small_web
from tests.browser.test_apps import MANIFEST


def picture(width: int, height: int) -> bytes:
    image = Image.new("RGB", (width, height), "#f2a900")
    ImageDraw.Draw(image).ellipse((width // 4, height // 4, width // 2, height // 2), "#7a4b00")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may look at the small web."""
    environ = {"RUCHE_LINK_PREVIEWS": "on", "RUCHE_ALLOW_PRIVATE_URLS": "on"}
    people = {"ada": "Ada", "bob": "Bob"}
    with serving(furnished(tmp_path_factory.mktemp("pictures"), people, **environ)) as hive:
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


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def image(web: str, name: str, alt: str, **more: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": f"{web}/{name}", "alt_text": alt, **more}


def message(web: str) -> dict[str, Any]:
    """What an app posts: pictures in every place."""
    blocks = [
        {
            "type": "section",
            "text": text("Hive 4 is full of honey, and the bees are busy with the next one."),
            "accessory": image(web, "small.png", "A comb"),
        },
        image(web, "large.png", "Hive 4 at noon", title=text("Hive 4")),
        {
            "type": "context",
            "elements": [image(web, "small.png", "A bee"), text("Seen by the beekeeper")],
        },
        image(web, "no.svg", "A drawing"),
    ]
    old = {
        "author_name": "Ada",
        "author_icon": f"{web}/small.png",
        "text": "As it was last year.",
        "thumb_url": f"{web}/small.png",
        "footer": "Beekeeping",
        "footer_icon": f"{web}/small.png",
    }
    return {"text": "Hive 4", "blocks": blocks, "attachments": [old]}


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_an_apps_pictures_are_shown_and_open_large(
    hive: Hive, web: str, opens: Opens, pocket: bool
) -> None:
    name = "pocket" if pocket else "desk"
    manifest = hive.folder / f"{name}.json"
    manifest.write_text(json.dumps({"display_information": {"name": name}, **{
        key: MANIFEST[key] for key in ("oauth_config",)
    }, "features": {"bot_user": {"display_name": name}}}))  # fmt: skip
    made = hive.run("app", "create", "--manifest", str(manifest))
    app = WebClient(token=made["bot_token"], base_url=f"{hive.url}/api/")
    channel_id = hive.channel("ada", f"orchard-{name}")
    ada = opens("ada", pocket=pocket)
    asked: list[str] = []
    ada.page.on("request", lambda request: asked.append(request.url))
    ada.goes_to(f"/c/{channel_id}")
    app.chat_postMessage(channel=channel_id, **message(web))
    log = ada.page.get_by_role("log")

    large = log.get_by_role("link", name="Open Hive 4 at noon")
    expect(large).to_be_visible()
    expect(log.get_by_role("figure", name="Hive 4")).to_be_visible()
    expect(log.get_by_role("img", name="A bee")).to_be_visible()
    expect(log.get_by_role("link", name="A drawing")).to_be_visible()
    expect(log.get_by_text("This is no picture of a kind that is shown here.")).to_be_visible()
    assert faults(ada.page) == []

    comb = log.get_by_role("link", name="Open A comb")
    comb.focus()
    ada.page.keyboard.press("Enter")
    viewer = ada.page.get_by_role("dialog", name="small.webp")
    expect(viewer.get_by_role("img", name="A comb")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(comb).to_be_focused()

    large.click()
    viewer = ada.page.get_by_role("dialog", name="large.webp")
    expect(viewer.get_by_role("img", name="Hive 4 at noon")).to_have_js_property(
        "naturalWidth", 1_200
    )
    ada.page.keyboard.press("Escape")
    assert not [url for url in asked if url.startswith(web)]
    assert any("/pictures/" in url for url in asked)
