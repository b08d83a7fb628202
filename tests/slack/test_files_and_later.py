"""Files in three steps, search, and messages that are sent later, with Slack's own clients."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.hive import app_in, client_of, off
from tests.world import Person, World


async def test_a_file_goes_up_and_comes_down(world: World, ada: Person, tmp_path: Path) -> None:
    app = await app_in(world)
    general = await world.general()
    notes = tmp_path / "notes.txt"
    notes.write_text("Hive 4 is calm.\n")
    web = app.client
    done = await off(
        web.files_upload_v2, file=str(notes), channel=general, initial_comment="My *notes*"
    )
    file = done["files"][0]
    info = (await off(web.files_info, file=file["id"]))["file"]
    assert info["name"] == "notes.txt"
    assert info["filetype"] == "text"
    assert info["user"] == app.made.person_id
    assert info["channels"] == [general]
    history = (await off(web.conversations_history, channel=general))["messages"]
    assert history[0]["text"] == "My *notes*"
    hung = history[0]["files"][0]
    assert hung["id"] == file["id"]
    for name in ("user_team", "channels", "groups", "ims", "is_public", "shares"):
        assert hung[name] == info[name], name
    assert hung["shares"]["public"][general][0]["ts"] == history[0]["ts"]
    async with httpx.AsyncClient() as plain:
        head = {"authorization": f"Bearer {app.made.bot_token}"}
        got = await plain.get(info["url_private"], headers=head)
        assert got.text == "Hive 4 is calm.\n"
        assert (await plain.get(info["url_private"])).status_code == 401
        asked = await off(web.files_getUploadURLExternal, filename="a.bin", length=3)
        sent = await plain.post(asked["upload_url"], files={"body": ("a.bin", b"abc")})
        assert (sent.status_code, sent.text) == (200, "OK - 3")
        assert (await plain.post(asked["upload_url"], content=b"abc")).status_code == 404
    whole = [{"id": asked["file_id"], "title": "Bin"}]
    completed = await off(web.files_completeUploadExternal, files=whole, channel_id=general)
    assert completed["files"][0]["title"] == "Bin"
    listed = await off(web.files_list, channel=general)
    assert {one["id"] for one in listed["files"]} == {file["id"], asked["file_id"]}
    with pytest.raises(SlackApiError, match="cant_delete_file"):
        await off(web.files_delete, file=file["id"])  # the words beside it would go too
    assert (await off(web.files_info, file=file["id"]))["file"]["id"] == file["id"]
    await off(web.files_delete, file=asked["file_id"])
    with pytest.raises(SlackApiError, match="file_not_found"):
        await off(web.files_info, file=asked["file_id"])


async def test_the_asynchronous_client_uploads_too(world: World, ada: Person) -> None:
    app = await app_in(world)
    web = AsyncWebClient(token=app.made.bot_token, base_url=app.base_url)
    done: Any = await web.files_upload_v2(
        content="Wax", filename="wax.txt", channel=await world.general()
    )
    assert done["files"][0]["size"] == 3


async def test_people_search_what_they_may_see(world: World, ada: Person) -> None:
    app = await app_in(world)
    general = await world.general()
    posted = await off(app.client.chat_postMessage, channel=general, text="Pollen in June")
    mine = client_of(ada)
    found: list[Any] = []
    until = time.monotonic() + 30
    while not found and time.monotonic() < until:  # the index follows the commit
        answer = await off(mine.search_messages, query="pollen in:#general")
        found = answer["messages"]["matches"]
    assert found[0]["ts"] == posted["ts"]
    assert found[0]["channel"]["id"] == general
    assert answer["messages"]["total"] == 1
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await off(app.client.search_messages, query="pollen")
    with pytest.raises(SlackApiError, match="no_query"):
        await off(mine.search_messages, query=" ")


async def test_a_message_for_later(world: World, ada: Person) -> None:
    app = await app_in(world)
    general = await world.general()
    web = app.client
    soon = int(time.time()) + 3_600
    made = await off(web.chat_scheduleMessage, channel=general, post_at=soon, text="*Feed* them")
    listed = (await off(web.chat_scheduledMessages_list))["scheduled_messages"]
    assert [one["id"] for one in listed] == [made["scheduled_message_id"]]
    assert (listed[0]["post_at"], listed[0]["text"]) == (soon, "*Feed* them")
    await off(
        web.chat_deleteScheduledMessage,
        channel=general,
        scheduled_message_id=made["scheduled_message_id"],
    )
    assert (await off(web.chat_scheduledMessages_list))["scheduled_messages"] == []
    for when, code in ((1, "time_in_past"), (soon + 10**8, "time_too_far")):
        with pytest.raises(SlackApiError, match=code):
            await off(web.chat_scheduleMessage, channel=general, post_at=when, text="x")


async def test_a_file_names_no_place_that_one_has_left(world: World, ada: Person) -> None:
    app = await app_in(world)
    web, mine = app.client, client_of(ada)
    made = await off(mine.conversations_create, name="den", is_private=True)
    den = made["channel"]["id"]
    await off(mine.conversations_invite, channel=den, users=[app.made.person_id])
    sent = await off(web.files_upload_v2, content="Wax", filename="wax.txt", channel=den)
    file_id = sent["files"][0]["id"]
    assert (await off(web.files_info, file=file_id))["file"]["groups"] == [den]
    await off(mine.conversations_kick, channel=den, user=app.made.person_id)
    left = (await off(web.files_info, file=file_id))["file"]
    assert (left["name"], left["groups"], left.get("shares", {})) == ("wax.txt", [], {})
    made = await off(mine.conversations_create, name="yard")  # public: all may see it
    yard = made["channel"]["id"]
    sent = await off(web.files_upload_v2, content="Oak", filename="oak.txt", channel=yard)
    assert sent["files"][0]["channels"] == [yard]
