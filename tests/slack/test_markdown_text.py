"""`markdown_text`: kept as it was written, told as Slack's own text is."""

from __future__ import annotations

from typing import Any

import pytest

from server.slack.rich import escape_markdown, unescape_markdown
from tests.slack.hive import App, off
from tests.slack.test_web_api import refused
from tests.world import Person

WRITTEN = "**3 < 4** & `a > b` &amp; &lt;"
TOLD = "**3 &lt; 4** &amp; `a &gt; b` &amp;amp; &amp;lt;"


async def test_signs_are_told_escaped_and_shown_as_written(app: App, ada: Person) -> None:
    web, general = app.client, await app.world.general()
    posted = await off(web.chat_postMessage, channel=general, markdown_text=WRITTEN)
    assert posted["message"]["text"] == TOLD
    here = {"channel": general, "ts": posted["ts"]}
    changed = await off(web.chat_update, **here, markdown_text=f"{WRITTEN} <@{ada.id}>")
    assert changed["message"]["text"] == f"{TOLD} <@{ada.id}>"
    page = await ada.call("messages.history", channel_id=general)
    assert page["items"][-1]["text"].startswith(WRITTEN)


async def test_a_stream_keeps_its_signs(app: App) -> None:
    web, general = app.client, await app.world.general()
    root = (await off(web.chat_postMessage, channel=general, text="Which?"))["ts"]
    at = {"channel": general, "thread_ts": root}
    begun = await off(web.chat_startStream, **at, markdown_text="a < b")
    at = {"channel": general, "ts": begun["ts"]}
    for more in (" & ", "&lt;", " > c"):
        await off(web.chat_appendStream, **at, markdown_text=more)
    told = (await off(web.chat_stopStream, **at))["message"]["text"]
    assert told == "a &lt; b &amp; &amp;lt; &gt; c"


async def test_what_hangs_on_markdown_is_bounded_too(app: App) -> None:
    web, general = app.client, await app.world.general()
    heavy = [{"text": "x" * 2_000, "fallback": "x"}] * 60
    content: dict[str, Any] = {"markdown_text": "x", "attachments": heavy}
    assert await refused(web.chat_postMessage, channel=general, **content) == "msg_too_long"


@pytest.mark.parametrize(
    "text",
    [WRITTEN, "<@U0ADA0000> <!here> & <b>", "<https://a.example/?b=1&c=2|a & b> &", "<&amp;>", ""],
)
def test_escaping_has_a_way_back(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text
