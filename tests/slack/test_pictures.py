"""Pictures of messages that apps post with Slack's own client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.webhook import WebhookClient

from channels.core.actor import Role
from tests.channels.previews.test_previews import Web, image, picture
from tests.server.test_outbound import page, web_server
from tests.slack.hive import app_in, off
from tests.world import Person, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, link_previews=True, allow_private_urls=True) as opened:
        yield opened


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    async with web_server(web.say) as url:
        web.url = url
        for name in ("hive", "comb", "swarm"):
            web.pages[f"/{name}.png"] = page(picture())
        yield web


def block(web: Web, name: str) -> dict[str, Any]:
    return {
        "type": "image",
        "block_id": name,
        "image_url": f"{web.url}/{name}.png",
        "alt_text": f"A {name}",
        "title": {"type": "plain_text", "text": name},
    }


async def test_what_an_app_posts_and_changes_is_fetched_and_given_back_as_it_came(
    world: World, ada: Person, web: Web
) -> None:
    app = await app_in(world)
    general = await world.general()
    hive, comb = block(web, "hive"), block(web, "comb")
    said = await off(app.client.chat_postMessage, channel=general, text="See", blocks=[hive])
    heard = await ada.hears("message.pictured")
    assert [one["source"] for one in heard["pictures"]] == [hive["image_url"]]
    history = await off(app.client.conversations_history, channel=general)
    assert history["messages"][0]["blocks"] == [hive]
    assert "pictures" not in history["messages"][0]
    changed = {"channel": general, "ts": said["ts"], "text": "See", "blocks": [comb]}
    await off(app.client.chat_update, **changed)
    assert (await ada.hears("message.pictured")).get("pictures", []) == []
    heard = await ada.hears("message.pictured")
    assert [one["source"] for one in heard["pictures"]] == [comb["image_url"]]
    history = await off(app.client.conversations_history, channel=general)
    assert history["messages"][0]["blocks"] == [comb]


async def test_a_webhook_shows_pictures_of_blocks_and_attachments(
    world: World, ada: Person, web: Web
) -> None:
    app = await app_in(world, webhook="general")
    hook = WebhookClient(app.webhook_url)
    old = [{"text": "Old", "image_url": f"{web.url}/comb.png"}]
    await off(hook.send, text="See", blocks=[block(web, "hive")], attachments=old)
    heard = await ada.hears("message.pictured")
    sources = {one["source"] for one in heard["pictures"]}
    assert sources == {f"{web.url}/hive.png", f"{web.url}/comb.png"}


async def test_a_file_that_an_app_uploaded_is_shown_in_its_block(world: World, ada: Person) -> None:
    app = await app_in(world)
    web = app.client
    content = picture()
    asked = await off(web.files_getUploadURLExternal, filename="bee.png", length=len(content))
    async with httpx.AsyncClient() as http:
        assert (await http.post(asked["upload_url"], content=content)).status_code == 200
    await off(web.files_completeUploadExternal, files=[{"id": asked["file_id"], "title": "Bee"}])
    bee = {"type": "image", "slack_file": {"id": asked["file_id"]}, "alt_text": "A bee"}
    await off(web.chat_postMessage, channel=await world.general(), text="See", blocks=[bee])
    heard = await ada.hears("message.pictured")
    one = heard["pictures"][0]
    assert (one["source"], one["width"]) == (asked["file_id"], 640)
    answer = await image(ada, world, f"/pictures/{heard['message_id']}/{one['id']}")
    assert answer.status_code == 200
