"""`bookmarks.*` by Slack's own client."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from channels.core.actor import Role
from tests.slack.hive import app_in, manifest, off
from tests.world import World


async def refused(call: Any, **named: Any) -> str:
    """The code of an error."""
    with pytest.raises(SlackApiError) as error:
        await off(call, **named)
    return str(error.value.response["error"])


async def test_a_bot_keeps_links_for_its_channel(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    app = await app_in(world)
    web, general = app.client, await world.general()
    link = {"channel_id": general, "type": "link", "link": "https://bees.example/rota"}
    made = (await off(web.bookmarks_add, **link, title="Rota", emoji=":bee:"))["bookmark"]
    assert made["id"].startswith("Bk")
    assert (made["title"], made["link"], made["emoji"], made["type"]) == (
        "Rota", "https://bees.example/rota", ":bee:", "link",
    )  # fmt: skip
    named = {"channel_id": general, "bookmark_id": made["id"]}
    changed = (await off(web.bookmarks_edit, **named, title="Who waters"))["bookmark"]
    assert (changed["title"], changed["link"], changed["rank"]) == (
        "Who waters", made["link"], made["rank"],
    )  # fmt: skip
    (shown,) = (await ada.call("bookmarks.list", channel_id=general))["items"]
    assert (shown["title"], shown["url"]) == ("Who waters", made["link"])
    await off(web.bookmarks_add, **link, title="Second")
    listed = (await off(web.bookmarks_list, channel_id=general))["bookmarks"]
    assert [one["title"] for one in listed] == ["Who waters", "Second"]
    await off(web.bookmarks_remove, **named)
    assert await refused(web.bookmarks_remove, **named) == "not_found"
    assert await refused(web.bookmarks_edit, **named, title="Back") == "not_found"


async def test_what_cannot_be_kept_is_refused_in_slacks_words(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    app = await app_in(world)
    web, general = app.client, await world.general()
    link = {"channel_id": general, "title": "Rota", "type": "link"}
    add = web.bookmarks_add
    assert await refused(add, **link, link="javascript:alert(1)") == "invalid_link"
    assert await refused(add, **link) == "invalid_link"
    assert await refused(add, **{**link, "type": "file"}) == "invalid_bookmark_type"
    good = {**link, "link": "https://bees.example/"}
    assert await refused(add, **{**good, "channel_id": "C0NOWHERE0"}) == "channel_not_found"
    elsewhere = await ada.creates("elsewhere")
    assert await refused(add, **{**good, "channel_id": elsewhere}) == "not_in_channel"
    assert await refused(web.bookmarks_list, channel_id=elsewhere) == "not_in_channel"
    reader = await app_in(world, manifest("Reader", ["bookmarks:read"]))
    assert await refused(reader.client.bookmarks_add, **good) == "missing_scope"
    assert (await off(reader.client.bookmarks_list, channel_id=general))["bookmarks"] == []
