"""Old bots: Slack's own RTM client against a running server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.rtm_v2 import RTMClient
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from channels.core.actor import Role
from server.slack.links import MOST
from server.slack.rtm.link import MOST_TEXT
from tests.slack.bolted import Heard
from tests.slack.hive import App, app_in, client_of, manifest, off
from tests.world import HEARD_S, Person, World


@asynccontextmanager
async def old_bot(world: World, token: str) -> AsyncIterator[tuple[RTMClient, Heard]]:
    """A connected client, and what it is told."""
    quiet = logging.getLogger("tests.rtm")
    quiet.setLevel(logging.CRITICAL)
    client = RTMClient(
        token=token, base_url=f"{world.url}/api/", logger=quiet, auto_reconnect_enabled=False
    )
    heard = Heard()

    def note(client: RTMClient, event: dict[str, Any]) -> None:
        heard.note(event)

    if token.startswith("xoxb-"):
        client.on("*")(note)
    else:
        client.message_listeners.append(note)  # what is not a bot's hears nothing by the other way
    await off(client.connect)
    await heard.first(type="hello")
    try:
        yield client, heard
    finally:
        await off(client.close)


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


async def test_an_old_bot_hears_and_answers(world: World, ada: Person, app: App) -> None:
    general = await world.general()
    async with old_bot(world, app.made.bot_token) as (bot, heard):
        said = await ada.posts(general, "Is anybody **there**?")
        event = await heard.first(type="message", text="Is anybody *there*?")
        assert (event["channel"], event["user"]) == (general, ada.id)
        assert "bot_id" not in event
        assert "event" not in event

        answer = {"type": "message", "channel": general, "text": "I am."}
        await off(bot.send, {"id": 7, **answer})
        reply = await heard.first(reply_to=7)
        assert (reply["ok"], reply["text"]) == (True, "I am.")
        await ada.hears("message.posted", text="I am.")
        await off(bot.send, {"id": 8, **answer, "thread_ts": event["ts"]})
        await heard.first(reply_to=8, ok=True)
        in_thread = await ada.hears("message.posted", text="I am.")
        assert in_thread["message"]["thread_id"] == said["id"]

        await off(bot.send, {"id": 9, "type": "ping", "time": 1234.5})
        assert (await heard.first(type="pong", reply_to=9))["time"] == 1234.5
        await off(bot.send, {"id": 10, "type": "typing", "channel": general})
        await ada.hears("typing.started", person_id=app.made.person_id)
        await ada.call("typing.start", channel_id=general)
        assert (await heard.first(type="user_typing"))["user"] == ada.id


async def test_an_app_hears_what_its_scopes_let_it_read(world: World, ada: Person) -> None:
    general = await world.general()
    app = await app_in(world, manifest(scopes=["chat:write", "reactions:read"]))
    async with old_bot(world, app.made.bot_token) as (_, heard):
        said = await ada.posts(general, "A word among us")
        await ada.call("reactions.add", message_id=said["id"], emoji="bee")
        event = await heard.first(type="reaction_added")
        assert event["user"] == ada.id
        assert heard.count(type="message") == 0


async def test_what_changes_is_told(world: World, ada: Person, app: App) -> None:
    general = await world.general()
    async with old_bot(world, app.made.bot_token) as (_, heard):
        said = await ada.posts(general, "Hony")
        ts = (await heard.first(type="message", text="Hony"))["ts"]
        await ada.call("messages.edit", message_id=said["id"], text="Honey")
        changed = await heard.first(subtype="message_changed")
        assert (changed["message"]["text"], changed["message"]["ts"]) == ("Honey", ts)
        await ada.call("reactions.add", message_id=said["id"], emoji="bee")
        assert (await heard.first(type="reaction_added"))["item"]["ts"] == ts
        await ada.call("messages.delete", message_id=said["id"])
        assert (await heard.first(subtype="message_deleted"))["deleted_ts"] == ts
        shed = await ada.creates("shed")
        await heard.first(type="channel_created")
        bot_id = app.made.person_id
        await ada.call("channels.invite", channel_id=shed, person_ids=[bot_id])
        joined = await heard.first(type="channel_joined")
        assert joined["channel"]["id"] == shed
        await ada.call("channels.update", channel_id=shed, name="barn")
        assert (await heard.first(type="channel_rename"))["channel"]["name"] == "barn"
        assert (await heard.first(subtype="channel_name"))["old_name"] == "shed"
        await ada.call("channels.update", channel_id=shed, topic="Tools")
        assert (await heard.first(subtype="channel_topic"))["topic"] == "Tools"
        assert heard.count(subtype="channel_topic") == 0
        await ada.call("channels.remove", channel_id=shed, person_id=bot_id)
        await heard.first(type="channel_left", channel=shed)
        await ada.posts(shed, "Nobody listens")
        await ada.posts(general, "Last words")
        await heard.first(type="message", text="Last words")
        assert heard.count(text="Nobody listens") == 0


async def test_a_persons_program_hears_what_is_for_them_alone(
    world: World, ada: Person, app: App
) -> None:
    general = await world.general()
    bob = await world.member("bob")
    async with old_bot(world, ada.token) as (program, heard):
        await off(app.client.chat_postEphemeral, channel=general, user=ada.id, text="psst")
        whispered = await heard.first(type="message", text="psst")
        assert (whispered["is_ephemeral"], whispered["channel"]) == (True, general)
        await off(program.send, {"id": 1, "type": "presence_sub", "ids": [bob.id]})
        await off(program.send, {"id": 2, "type": "ping"})
        await heard.first(reply_to=2)  # said one after the other
        await bob.connects()
        told = await heard.first(type="presence_change", user=bob.id)
        assert told["presence"] == "active"
        await off(program.send, {"id": 3, "type": "message", "channel": general, "text": "Mine"})
        assert (await heard.first(reply_to=3))["ok"] is True
        await heard.first(type="message", text="Mine", user=ada.id)


async def test_what_cannot_be_done_is_said(world: World, ada: Person, app: App) -> None:
    shed = await ada.creates("shed", "private")
    message = {"type": "message", "text": "Hello", "channel": shed}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({**message, "text": " "}, "message text is missing"),
        (message, "channel_not_found"),
        ({**message, "channel": ""}, "invalid_arguments"),
        ({"type": "dance"}, "unknown message type"),
    ]
    async with old_bot(world, app.made.bot_token) as (bot, heard):
        for number, (item, text) in enumerate(wrong, 1):
            await off(bot.send, {"id": number, **item})
            refused = await heard.first(reply_to=number)
            assert (refused["ok"], refused["error"]["msg"]) == (False, text)
        await off(bot.send, "[1, 2]")
        await heard.first(type="error")
        await off(bot.send, '{"text": "' + "x" * MOST_TEXT + '"}')
        await heard.first(type="error")
        await off(bot.send, {"id": 9, "type": "ping"})
        await heard.first(type="pong")


async def address(web: WebClient) -> str:
    """Where to connect, once."""
    return str((await off(web.rtm_connect))["url"])


async def is_refused(url: str) -> bool:
    """Is the handshake answered with an error?"""
    try:
        async with connect(url):
            return False
    except InvalidStatus as error:
        return error.response.status_code == 403


async def test_connections_are_bounded_and_an_address_is_good_once(
    world: World, ada: Person, app: App
) -> None:
    spare = await address(app.client)
    sockets = [await connect(await address(app.client)) for _ in range(MOST)]
    for socket in sockets:
        assert await asyncio.wait_for(socket.recv(), HEARD_S) == '{"type": "hello"}'
    with pytest.raises(SlackApiError, match="ratelimited"):
        await address(app.client)
    assert await is_refused(spare)
    await sockets[0].close()
    mine = await address(client_of(ada))
    async with connect(mine) as first:
        await asyncio.wait_for(first.recv(), HEARD_S)
        assert await is_refused(mine)
    for socket in sockets[1:]:
        await socket.close()


async def test_it_ends_with_its_token(world: World, ada: Person, app: App) -> None:
    async with connect(await address(app.client)) as socket:
        assert await asyncio.wait_for(socket.recv(), HEARD_S) == '{"type": "hello"}'
        await off(app.client.auth_revoke)
        while await asyncio.wait_for(socket.recv(), HEARD_S) != '{"type": "goodbye"}':
            pass
        await asyncio.wait_for(socket.wait_closed(), HEARD_S)
    async with connect(await address(client_of(ada))) as socket:
        assert await asyncio.wait_for(socket.recv(), HEARD_S) == '{"type": "hello"}'
        await off(client_of(ada).auth_revoke)
        while await asyncio.wait_for(socket.recv(), HEARD_S) != '{"type": "goodbye"}':
            pass
        await asyncio.wait_for(socket.wait_closed(), HEARD_S)
