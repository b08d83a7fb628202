"""Every event and every kind of message, as Bolt's asynchronous app hears them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from server.slack.manifest import WANTS
from tests.slack.async_bolted import async_bolt_for, async_linked, async_listening
from tests.slack.bolted import Heard, free_port
from tests.slack.hive import App, app_in, client_of, manifest, off
from tests.slack.test_documented import table
from tests.world import Person, World

# What programs read of each event, beside `type` and `event_ts`.
KEYS: Mapping[str, Sequence[str]] = {
    "app_home_opened": ("user", "channel", "tab"),
    "app_mention": ("user", "text", "ts", "channel", "team"),
    "channel_archive": ("channel", "user"),
    "channel_created": (
        "channel.id", "channel.name", "channel.name_normalized", "channel.created",
        "channel.creator", "channel.is_channel",
    ),
    "channel_rename": (
        "channel.id", "channel.name", "channel.name_normalized", "channel.created",
        "channel.is_channel", "channel.is_mpim",
    ),
    "channel_unarchive": ("channel", "user"),
    "file_created": ("file_id", "user_id", "file.id"),
    "file_deleted": ("file_id",),
    "file_shared": ("file_id", "user_id", "file.id", "channel_id"),
    "group_archive": ("channel", "user"),
    "group_rename": ("channel.id", "channel.name", "channel.created"),
    "group_unarchive": ("channel", "user"),
    "member_joined_channel": ("user", "channel", "channel_type", "team"),
    "member_left_channel": ("user", "channel", "channel_type", "team"),
    "message": ("user", "text", "ts", "channel", "channel_type", "client_msg_id"),
    "pin_added": (
        "user", "channel_id", "item.type", "item.channel", "item.message.ts", "item.created",
        "item.created_by", "item_user", "pin_count",
    ),
    "pin_removed": ("user", "channel_id", "item.message.ts", "item_user", "pin_count"),
    "reaction_added": (
        "user", "reaction", "item_user", "item.type", "item.channel", "item.ts",
    ),
    "reaction_removed": ("user", "reaction", "item_user", "item.ts"),
    "team_join": ("user.id", "user.profile.real_name", "user.tz", "cache_ts"),
    "team_rename": ("name",),
    "user_change": ("user.id", "user.profile.status_text", "cache_ts"),
    "user_profile_changed": ("user.id", "cache_ts"),
    "user_status_changed": ("user.id", "cache_ts"),
    "bot_message": ("bot_id", "text", "ts", "channel", "username"),
    "channel_archive message": ("user", "text", "ts", "channel"),
    "channel_join": ("user", "text", "channel"),
    "channel_leave": ("user", "text", "channel"),
    "channel_name": ("user", "old_name", "name", "channel"),
    "channel_purpose": ("user", "purpose", "channel"),
    "channel_topic": ("user", "topic", "channel"),
    "channel_unarchive message": ("user", "text", "channel"),
    "file_share": ("user", "files.0.id", "files.0.title", "channel"),
    "me_message": ("user", "text", "channel"),
    "message_changed": (
        "hidden", "ts", "channel", "message.edited.user", "message.text", "previous_message.text",
    ),
    "message_deleted": ("hidden", "ts", "deleted_ts", "channel", "previous_message.ts"),
    "thread_broadcast": ("user", "thread_ts", "text", "channel"),
}  # fmt: skip
_BOTH = ("channel_archive", "channel_unarchive")  # an event, and a kind of message


def listener(url: str = "") -> str:
    """The manifest of an app that wants every event there is."""
    wanted = {"bot_events": list(WANTS), "request_url": url}
    command = {"command": "/hive", "url": url, "description": "Asks"}
    return manifest(
        "Ear",
        event_subscriptions=wanted,
        commands=[command],
        interactivity={"is_enabled": True, "request_url": url},
        socket_mode_enabled=not url,
    )


def name_of(event: Mapping[str, Any]) -> str:
    """The name under which `KEYS` has it."""
    kind = str(event.get("subtype", event["type"]))
    return f"{kind} message" if kind in _BOTH and event["type"] == "message" else kind


async def in_general(ada: Person, app: App) -> None:
    """What people do with messages and files where the bot is."""
    general = await app.world.general()
    mine = client_of(ada)
    root = await ada.posts(general, "@ear, hello")
    for op in ("reactions.add", "reactions.remove"):
        await ada.call(op, message_id=root["id"], emoji="bee")
    for op in ("pins.add", "pins.remove"):
        await ada.call(op, message_id=root["id"])
    await ada.posts(general, "loud", thread_id=root["id"], also_to_channel=True)
    await off(mine.chat_meMessage, channel=general, text="hums")
    await ada.call("messages.edit", message_id=root["id"], text="Changed")
    await ada.call("messages.delete", message_id=root["id"])
    notes = {"filename": "a.txt", "content": "4", "title": "Notes", "channel": general}
    file = (await off(mine.files_upload_v2, **notes))["files"][0]
    await off(mine.files_delete, file=file["id"])
    other = await app_in(app.world, channels=(), webhook="general")
    await AsyncWebhookClient(other.webhook_url).send_dict({"text": "Swarm", "username": "Guard"})


async def around(ada: Person, app: App) -> None:
    """What becomes of channels, people and the workspace."""
    world = app.world
    bob = await world.member("bob")
    for name, kind in (("orchard", "public"), ("shed", "private")):
        place = await ada.creates(name, kind)
        await ada.call("channels.invite", channel_id=place, person_ids=[app.made.person_id])
        await ada.call("channels.invite", channel_id=place, person_ids=[bob.id])
        await ada.call("channels.update", channel_id=place, topic="Bees", purpose="Honey")
        await ada.call("channels.update", channel_id=place, name=f"{name}-2")
        await ada.call("channels.remove", channel_id=place, person_id=bob.id)
        await ada.call("channels.archive", channel_id=place)
        await ada.call("channels.archive", channel_id=place, archived=False)
    await ada.call("people.set_status", text="Out", emoji="bee")
    await ada.call("workspace.update", name="The apiary")
    direct = await ada.call("channels.open_direct", person_ids=[app.made.person_id])
    await ada.call("apps.open_tab", channel_id=direct["id"], tab="messages")


async def test_each_event_comes_with_what_programs_read_of_it(world: World, ada: Person) -> None:
    app, heard = await app_in(world, listener()), Heard()
    bolt = async_bolt_for(app)

    @bolt.event(re.compile(".*"))
    async def note(event: dict[str, Any]) -> None:
        heard.note({"is": name_of(event), "event": event})

    async with async_linked(app, bolt):
        await in_general(ada, app)
        await around(ada, app)
        for name, keys in KEYS.items():
            event = (await heard.first(**{"is": name}))["event"]
            assert event["event_ts"], name
            for key in keys:
                assert _holds(event, key), f"{name}: no {key} in {event}"


def _holds(event: Any, path: str) -> bool:
    for part in path.split("."):
        try:
            event = event[int(part)] if isinstance(event, list) else event[part]
        except (KeyError, IndexError):
            return False
    return event is not None


def test_no_event_and_no_kind_of_message_is_left_out() -> None:
    rows = table()
    told = [*rows["events"][0].split(), *" ".join(rows["kinds of `message`"]).split()]
    assert set(told) == {name.partition(" ")[0] for name in KEYS}


async def test_an_asynchronous_app_answers_over_http(world: World, ada: Person) -> None:
    port = free_port()
    app = await app_in(world, listener(f"http://127.0.0.1:{port}/slack/events"))
    bolt, heard = async_bolt_for(app), Heard()
    general = await world.general()

    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        await say(text="Here!", thread_ts=event["ts"])

    @bolt.command("/hive")
    async def asked(ack: Any, command: dict[str, Any], respond: Any) -> Any:
        if command["text"] == "later":
            await ack()
            return await respond("Later, then.")
        return await ack({"response_type": "in_channel", "text": f"Asked: {command['text']}"})

    @bolt.action("press")
    async def pressed(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        title = {"type": "plain_text", "text": "Hive"}
        text = {"type": "plain_text", "text": "4"}
        blocks = [{"type": "section", "text": text}]
        view = {"type": "modal", "title": title, "blocks": blocks}
        opened = await client.views_open(trigger_id=body["trigger_id"], view=view)
        heard.note({"id": opened["view"]["id"]})

    async with async_listening(bolt, port):
        await ada.posts(general, "@ear are you there?")
        reply = await ada.hears("message.posted", text="Here!")
        assert reply["message"]["thread_id"]
        mine = client_of(ada)
        command = {"channel": general, "command": "/hive", "text": "four"}
        await off(mine.api_call, "chat.command", json=command)
        assert (await ada.hears("message.posted"))["message"]["text"] == "Asked: four"
        await off(mine.api_call, "chat.command", json=command | {"text": "later"})
        assert (await ada.hears("message.whispered"))["message"]["text"] == "Later, then."
        label = {"type": "plain_text", "text": "Press"}
        button = {"type": "button", "action_id": "press", "text": label}
        row = {"type": "actions", "block_id": "row", "elements": [button]}
        sent = await off(app.client.chat_postMessage, channel=general, text="P", blocks=[row])
        at = {"type": "message", "channel_id": general, "message_ts": sent["ts"]}
        action = {"type": "button", "action_id": "press", "block_id": "row"}
        await off(mine.api_call, "blocks.actions", json={"container": at, "actions": [action]})
        assert (await heard.first())["id"].startswith("V")
