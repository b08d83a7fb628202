"""`unfurl_links`: whether the links of an app's message get previews."""

from __future__ import annotations

from typing import Any

from channels.previews.protocol import ShowPreviews
from tests.channels.previews.test_previews import Web, looked
from tests.channels.previews.test_previews import web as web
from tests.slack.hive import app_in, off
from tests.slack.test_pictures import ada as ada
from tests.slack.test_pictures import world as world
from tests.world import Person, World


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


async def test_who_wants_no_previews_any_more_gets_none_of_a_look_under_way(
    world: World, ada: Person, web: Web
) -> None:
    app, general = await app_in(world), await world.general()
    text = web.share("/hive", "Hive")
    ts = (await off(app.client.chat_postMessage, channel=general, text=text))["ts"]
    heard: Any = await ada.hears("message.previewed")
    page_ids = [one["id"] for one in heard["previews"]]
    said = {"channel": general, "ts": ts, "text": text}
    await off(app.client.chat_update, **said, unfurl_links=False)
    gone = await ada.hears("message.previewed")
    assert gone.get("previews", []) == []
    late = ShowPreviews(message_id=heard["message_id"], page_ids=page_ids)
    await world.system("previews.show", late)
    shown = await ada.call("messages.history", channel_id=general)
    assert [one.get("previews", []) for one in shown["items"] if one["id"] == late.message_id] == [
        []
    ]
