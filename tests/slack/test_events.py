"""Events: over Socket Mode and over HTTP, to apps written with Bolt; and incoming webhooks."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from slack_sdk.webhook import WebhookClient
from websockets.asyncio.client import connect

from tests.slack.bolted import HEARD_S, Heard, bolt_for, free_port, linked, listening
from tests.slack.hive import App, app_in, manifest, off
from tests.world import Person, World

EVENTS = """message.channels message.im app_mention reaction_added reaction_removed
member_joined_channel member_left_channel channel_created channel_rename channel_archive
pin_added team_join user_change file_deleted""".split()


def listener(**settings: Any) -> str:
    """The manifest of an app that hears everything."""
    subscribed = {"bot_events": EVENTS, "request_url": settings.pop("url", "")}
    return manifest("Ear", event_subscriptions=subscribed, **settings)


def hears_all(bolt: Any, heard: Heard) -> None:
    """Every event is noted."""
    for name in {one.partition(".")[0] for one in EVENTS}:
        bolt.event(name)(lambda event, body: heard.note({"id": body["event_id"], **event}))
    for subtype in ("message_changed", "message_deleted"):
        bolt.event({"type": "message", "subtype": subtype})(lambda event: heard.note(event))


async def test_a_linked_app_hears_what_its_bot_can_see(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    general = await world.general()
    bolt, heard = await bolt_for(app), Heard()
    hears_all(bolt, heard)
    async with linked(app, bolt):
        bot = app.made.person_id
        posted = await ada.posts(general, "Hello @ear")
        mention = await heard.first(type="app_mention", channel=general)
        assert mention["user"] == ada.id
        assert mention["text"] == f"Hello <@{bot}>"
        message = await heard.first(type="message", ts=mention["ts"])
        assert message["channel_type"] == "channel"
        assert message["event_ts"] == message["ts"]
        assert message["id"] != mention["id"]
        await ada.call("messages.edit", message_id=posted["id"], text="Hello again")
        changed = await heard.first(subtype="message_changed")
        assert changed["message"]["text"] == "Hello again"
        assert changed["previous_message"]["text"] == f"Hello <@{bot}>"
        await ada.call("reactions.add", message_id=posted["id"], emoji="bee")
        reaction = await heard.first(type="reaction_added")
        assert reaction["item"] == {"type": "message", "channel": general, "ts": mention["ts"]}
        assert reaction["item_user"] == ada.id
        await ada.call("reactions.remove", message_id=posted["id"], emoji="bee")
        await heard.first(type="reaction_removed")
        await ada.call("pins.add", message_id=posted["id"])
        pinned = await heard.first(type="pin_added")
        assert (pinned["item"]["message"]["ts"], pinned["pin_count"]) == (mention["ts"], 1)
        until = {"until_at": 4_102_444_800_000}  # another end is no other pin
        await ada.call("pins.add", message_id=posted["id"], **until)
        await ada.call("messages.delete", message_id=posted["id"])
        gone = await heard.first(subtype="message_deleted")
        assert gone["deleted_ts"] == mention["ts"]
        bob = await world.member("bob")
        assert (await heard.first(type="team_join"))["user"]["name"] == "bob"
        assert (await heard.first(type="member_joined_channel", user=bob.id))["channel_type"] == "C"
        orchard = await ada.creates("orchard")
        assert (await heard.first(type="channel_created"))["channel"]["name"] == "orchard"
        await ada.posts(orchard, "not for the bot")
        await ada.call("channels.invite", channel_id=orchard, person_ids=[bot])
        joined = await heard.first(type="member_joined_channel", user=bot)
        assert joined["inviter"] == ada.id
        await ada.call("channels.update", channel_id=orchard, name="meadow")
        assert (await heard.first(type="channel_rename"))["channel"]["name"] == "meadow"
        await ada.call("channels.archive", channel_id=orchard)
        assert (await heard.first(type="channel_archive"))["channel"] == orchard
        direct = (await ada.call("channels.open_direct", person_ids=[bot]))["id"]
        await ada.posts(direct, "psst")
        assert (await heard.first(type="message", channel=direct))["channel_type"] == "im"
        assert heard.count(text="not for the bot") == 0
        assert heard.count(type="pin_added") == 1
        web = app.client
        notes = {"filename": "a.txt", "content": "Hive 4", "channel": general}
        file = (await off(web.files_upload_v2, **notes))["files"][0]
        await off(web.files_delete, file=file["id"])
        assert (await heard.first(type="file_deleted"))["file_id"] == file["id"]


async def test_what_happens_to_a_channel_is_told_as_messages(world: World, ada: Person) -> None:
    subscribed = {"bot_events": ["message.channels", "message.groups"]}
    more: dict[str, Any] = {"event_subscriptions": subscribed, "socket_mode_enabled": True}
    app = await app_in(world, manifest("Scribe", **more))
    bob = await world.member("bob")
    bolt, heard = await bolt_for(app), Heard()
    bolt.event("message")(lambda event: heard.note(event))
    async with linked(app, bolt):
        shed = await ada.creates("shed", "private")
        await ada.call("channels.invite", channel_id=shed, person_ids=[app.made.person_id])
        await ada.call("channels.invite", channel_id=shed, person_ids=[bob.id])
        joined = await heard.first(subtype="channel_join", user=bob.id, channel=shed)
        assert (joined["inviter"], joined["channel"]) == (ada.id, shed)
        assert (joined["channel_type"], joined["event_ts"]) == ("group", joined["ts"])
        assert joined["text"] == f"<@{bob.id}> has joined the channel"
        both = {"topic": "Tools & seeds", "purpose": "What we grow"}
        await ada.call("channels.update", channel_id=shed, **both)
        topic = await heard.first(subtype="channel_topic")
        assert (topic["topic"], topic["user"]) == ("Tools &amp; seeds", ada.id)
        assert topic["text"] == f"<@{ada.id}> set the channel topic: Tools &amp; seeds"
        purpose = await heard.first(subtype="channel_purpose")
        assert purpose["purpose"] == "What we grow"
        assert topic["ts"] < purpose["ts"]
        await ada.call("channels.update", channel_id=shed, name="barn")
        renamed = await heard.first(subtype="channel_name")
        assert (renamed["old_name"], renamed["name"]) == ("shed", "barn")
        await ada.call("channels.remove", channel_id=shed, person_id=bob.id)
        assert (await heard.first(subtype="channel_leave"))["user"] == bob.id
        await ada.call("channels.archive", channel_id=shed)
        assert (await heard.first(subtype="channel_archive"))["user"] == ada.id
        await ada.call("channels.archive", channel_id=shed, archived=False)
        await heard.first(subtype="channel_unarchive")
        elsewhere = await ada.creates("elsewhere")
        await ada.call("channels.update", channel_id=elsewhere, topic="Not for the bot")
        general = await world.general()
        await ada.posts(general, "That was all")
        await heard.first(text="That was all")
        assert heard.count(subtype="channel_topic") == 0


async def test_an_app_that_comes_back_hears_what_it_missed(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    general = await world.general()
    heard = Heard()
    bolt = await bolt_for(app)
    hears_all(bolt, heard)
    await ada.posts(general, "while nobody listened")
    async with linked(app, bolt):
        await heard.first(text="while nobody listened")


async def test_each_event_tells_the_words_of_its_moment(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    general = await world.general()
    said = await ada.posts(general, "one *1*")
    for text in ("two **2**", "three"):
        await ada.call("messages.edit", message_id=said["id"], text=text)
    web = app.client
    own = await off(web.chat_postMessage, channel=general, text="*four* &amp; on")
    changed = {"channel": general, "ts": own["ts"], "text": "_five_"}
    await off(web.chat_update, **changed)
    link = await _open(app)
    assert json.loads(await link.recv())["type"] == "hello"
    told = []
    for _ in range(5):
        envelope = json.loads(await asyncio.wait_for(link.recv(), HEARD_S))
        await link.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        told.append(envelope["payload"]["event"])
    await link.close()
    texts = [(one.get("message", one)["text"], "edited" in one.get("message", one)) for one in told]
    assert texts == [
        ("one _1_", False),
        ("two *2*", True),
        ("three", True),
        ("*four* &amp; on", False),
        ("_five_", True),
    ]
    assert [one["previous_message"]["text"] for one in told[1:3]] == ["one _1_", "two *2*"]


async def _open(app: App, more: str = "") -> Any:
    async with httpx.AsyncClient(base_url=app.base_url) as plain:
        head = {"authorization": f"Bearer {app.made.app_token}"}
        opened = (await plain.post("apps.connections.open", headers=head)).json()
    return await connect(opened["url"] + more, open_timeout=HEARD_S)


async def test_what_is_not_acknowledged_is_sent_again(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    general = await world.general()
    one = await _open(app)
    hello = json.loads(await one.recv())
    assert hello["type"] == "hello"
    assert hello["connection_info"]["app_id"] == app.made.app_id
    await ada.posts(general, "again?")
    first = json.loads(await asyncio.wait_for(one.recv(), HEARD_S))
    assert first["type"] == "events_api"
    assert first["retry_attempt"] == 0
    two = await _open(app)
    await two.recv()
    one.transport.abort()  # no close frame: the connection is simply gone
    second = json.loads(await asyncio.wait_for(two.recv(), HEARD_S))
    assert second["payload"]["event_id"] == first["payload"]["event_id"]
    await two.send(json.dumps({"envelope_id": second["envelope_id"]}))
    await ada.posts(general, "next")
    third = json.loads(await asyncio.wait_for(two.recv(), HEARD_S))
    assert third["payload"]["event"]["text"] == "next"
    await two.close()


async def test_a_connection_ends_after_the_time_it_asked_for(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    one = await _open(app, "&debug_reconnects=1")
    await one.recv()
    goodbye = json.loads(await asyncio.wait_for(one.recv(), HEARD_S))
    assert goodbye["type"] == "disconnect"
    assert goodbye["reason"] == "refresh_requested"
    await one.close()


@asynccontextmanager
async def web_server(answers: Any) -> AsyncIterator[tuple[int, list[Any]]]:
    """A little web server: its port, and the requests (headers, body) that came."""
    came: list[Any] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        head = {k.lower(): v.strip() for k, _, v in (one.partition(":") for one in lines[1:])}
        body = await reader.readexactly(int(head.get("content-length", "0")))
        came.append((head, body))
        status, content = answers(head, body)
        text = f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n"
        writer.write(text.encode() + content)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], came


async def test_events_over_http_are_signed_and_tried_again(world: World, ada: Person) -> None:
    failed: list[str] = []

    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        read = json.loads(body)
        if read["type"] == "url_verification":
            return 200, read["challenge"].encode()
        if not failed:
            failed.append(read["event_id"])
            return 500, b"down"
        return 200, b""

    async with web_server(answer) as (port, came):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        await ada.posts(await world.general(), "over http")
        async with asyncio.timeout(HEARD_S):
            while len(came) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    heads, bodies = zip(*came, strict=True)
    assert json.loads(bodies[0])["type"] == "url_verification"
    assert json.loads(bodies[1])["event"]["text"] == "over http"
    assert json.loads(bodies[2])["event_id"] == json.loads(bodies[1])["event_id"]
    assert heads[2]["x-slack-retry-num"] == "1"
    assert heads[2]["x-slack-retry-reason"] == "http_error"
    stamp = heads[2]["x-slack-request-timestamp"]
    base = b"v0:" + stamp.encode() + b":" + bodies[2]
    secret = app.made.signing_secret.encode()
    signed = "v0=" + hmac.new(secret, base, hashlib.sha256).hexdigest()
    assert heads[2]["x-slack-signature"] == signed


async def test_bolt_over_http_answers_in_a_thread(world: World, ada: Person) -> None:
    port = free_port()
    app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/slack/events"))
    bolt = await bolt_for(app)
    bolt.event("app_mention")(lambda event, say: say(text="Here!", thread_ts=event["ts"]))
    general = await world.general()
    async with listening(bolt, port):
        await ada.posts(general, "@ear are you there?")
        reply = await ada.hears("message.posted", text="Here!")
    assert reply["message"]["author_id"] == app.made.person_id
    assert reply["message"]["thread_id"]


async def test_a_webhook_posts_into_its_channel(world: World, ada: Person) -> None:
    app = await app_in(world, channels=(), webhook="general")
    await ada.connects()
    hook = WebhookClient(app.webhook_url)
    done = await off(
        hook.send_dict,
        {"text": "Hive 4 is *open*", "username": "Guard", "icon_emoji": ":bee:"},
    )
    assert (done.status_code, done.body) == (200, "ok")
    heard = await ada.hears("message.posted", text="Hive 4 is **open**")
    assert heard["message"]["author_name"] == "Guard"
    assert heard["message"]["card"]["icon"] == ":bee:"
    bot = (await off(app.client.bots_info, bot=app.made.webhook_id))["bot"]
    assert (bot["id"], bot["app_id"]) == (app.made.webhook_id, app.made.app_id)
    async with httpx.AsyncClient() as plain:

        async def says(url: str, **body: Any) -> tuple[int, str]:
            response = await plain.post(url, **body)
            return response.status_code, response.text

        url = app.webhook_url
        assert await says(url, data={"payload": json.dumps({"text": "form"})}) == (200, "ok")
        assert await says(url, content=b"{") == (400, "invalid_payload")
        assert await says(url, json={}) == (400, "no_text")
        assert (await says(url, json={"blocks": [{"type": "x"}]}))[1] == "invalid_blocks"
        assert await says(f"{url}x", json={"text": "x"}) == (403, "invalid_token")
        none = url.replace(app.made.webhook_id, "B0NOBODY0")
        assert await says(none, json={"text": "x"}) == (404, "no_service")
