"""What very old and very new programs call: `files.upload`, streams, the map of ids."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from tests.slack.hive import App, app_in, off
from tests.slack.test_web_api import refused
from tests.world import Person


async def test_a_message_is_written_bit_by_bit(app: App) -> None:
    general = await app.world.general()
    web = app.client
    root = (await off(web.chat_postMessage, channel=general, text="Who feeds?"))["ts"]
    divider = {"type": "divider"}
    asked = {"channel_id": general, "thread_ts": root}
    await off(web.assistant_threads_setStatus, **asked, status="is thinking…")

    def written() -> Any:
        stream = web.chat_stream(channel=general, thread_ts=root, buffer_size=4)
        stream.append(markdown_text="**Ada** ")
        stream.append(markdown_text="feeds ")
        return stream.stop(markdown_text="them.", blocks=[divider])

    message = (await off(written))["message"]
    assert message["text"] == "**Ada** feeds them."
    assert [one["type"] for one in message["blocks"]] == ["divider"]
    thread = (await off(web.conversations_replies, channel=general, ts=root))["messages"]
    assert [one["text"] for one in thread] == ["Who feeds?", "**Ada** feeds them."]
    later = await off(web.chat_startStream, channel=general, thread_ts=root)
    at = {"channel": general, "ts": later["ts"]}
    await off(web.chat_appendStream, **at, markdown_text="Bob")
    assert (await off(web.chat_stopStream, **at))["message"]["text"] == "Bob"
    parts = [off(web.chat_appendStream, **at, markdown_text=f" {n}") for n in range(6)]
    await asyncio.gather(*parts)
    whole = (await off(web.chat_stopStream, **at))["message"]["text"].split()
    assert (whole[0], sorted(whole[1:])) == ("Bob", ["0", "1", "2", "3", "4", "5"])
    other = await app_in(app.world)
    append = other.client.chat_appendStream
    assert await refused(append, **at, markdown_text="x") == "message_not_owned_by_app"


async def test_a_file_goes_up_as_it_did_of_old(app: App, ada: Person) -> None:
    general = await app.world.general()
    url = f"{app.base_url}files.upload"
    head = {"authorization": f"Bearer {app.made.bot_token}"}
    async with httpx.AsyncClient(headers=head) as plain:
        fields = {"channels": general, "initial_comment": "Notes", "title": "My notes"}
        sent = {"file": ("notes.txt", b"Hive 4 is calm.")}
        file = (await plain.post(url, data=fields, files=sent)).json()["file"]
        assert (file["name"], file["title"], file["channels"]) == (
            "notes.txt",
            "My notes",
            [general],
        )
        assert (await plain.get(file["url_private"])).text == "Hive 4 is calm."
        said = (await plain.post(url, data={"content": "Hive 5", "filename": "b.txt"})).json()
        assert (said["file"]["name"], said["file"]["size"]) == ("b.txt", 6)
        assert (await plain.post(url, data={"channels": general})).json()["error"] == "no_file_data"
        again = {"content": "Hive 6", "channels": f"{general},{general}"}
        assert (await plain.post(url, data=again)).json()["file"]["channels"] == [general]
        elsewhere = await ada.creates("elsewhere")
        two = {"content": "Hive 7", "channels": f"{general},{elsewhere}"}
        assert (await plain.post(url, data=two)).json()["error"] == "invalid_channel"
        listed = await off(app.client.files_list, types="images," * 5_000)
        assert listed["files"] == []
    history = (await off(app.client.conversations_history, channel=general))["messages"]
    assert [one["files"][0]["name"] for one in history[:2]] == ["untitled.txt", "notes.txt"]
    assert (history[1]["text"], history[1]["files"][0]["id"]) == ("Notes", file["id"])


async def test_ids_stay_as_they_are(app: App, ada: Person) -> None:
    web = app.client
    found = await off(web.migration_exchange, users=[ada.id, "U0NOBODY0"])
    assert found["user_id_map"] == {ada.id: ada.id}
    assert found["invalid_user_ids"] == ["U0NOBODY0"]
