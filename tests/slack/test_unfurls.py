"""`unfurl_links`: whether the links of an app's message get previews."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Role
from tests.channels.previews.test_previews import Web, looked
from tests.channels.previews.test_previews import web as web
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


async def test_who_wants_no_previews_gets_none_nor_after_an_edit(
    world: World, ada: Person, web: Web
) -> None:
    app, general = await app_in(world), await world.general()
    said = {"channel": general, "text": web.share("/quiet", "Quiet"), "unfurl_links": False}
    ts = (await off(app.client.chat_postMessage, **said))["ts"]
    more = f"{said['text']} {web.share('/still', 'Still')}"
    await off(app.client.chat_update, channel=general, ts=ts, text=more)
    await looked(world)
    assert web.asked == []
    await off(app.client.chat_postMessage, channel=general, text=web.share("/loud", "Loud"))
    heard: Any = await ada.hears("message.previewed")
    assert [one["title"] for one in heard["previews"]] == ["Loud"]
    assert web.asked == ["/loud"]
