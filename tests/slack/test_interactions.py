"""Slash commands, buttons and forms, pressed by people and answered by apps written with Bolt."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from channels.core.actor import Role
from persistence.clock import HandClock
from server.slack.asking.interactions import find_whisper
from server.slack.stamps import to_ts
from tests.slack.bolted import Heard, bolt_for, free_port, linked, listening
from tests.slack.hive import App, app_in, client_of, manifest, off
from tests.world import Person, World

BUTTON = {
    "type": "actions",
    "block_id": "choice",
    "elements": [
        {
            "type": "button",
            "action_id": "open_form",
            "value": "hive-4",
            "text": {"type": "plain_text", "text": "Report"},
        }
    ],
}
HIVE = {"text": {"type": "plain_text", "text": "Hive 4"}, "value": "h4"}
FORM = {
    "type": "modal",
    "callback_id": "report",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What?"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "which",
            "optional": True,
            "label": {"type": "plain_text", "text": "Which?"},
            "element": {"type": "static_select", "action_id": "hive", "options": [HIVE]},
        },
    ],
}


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


def interactive(url: str = "") -> str:
    """The manifest of an app with a command and buttons."""
    command = {"command": "/hive", "url": url, "description": "Asks for a hive"}
    return manifest(
        "Hive",
        commands=[command],
        interactivity={"is_enabled": True, "request_url": url},
        socket_mode_enabled=not url,
    )


def build(bolt: Any, heard: Heard) -> None:
    """What the app does."""

    @bolt.command("/hive")  # type: ignore[untyped-decorator]
    def hive(ack: Any, command: Any, respond: Any) -> None:
        heard.note(command)
        if command["text"] == "loud":
            ack({"response_type": "in_channel", "text": "Everybody!"})
        else:
            ack("Only you.")
            respond("And later.")

    @bolt.action("open_form")  # type: ignore[untyped-decorator]
    def press(ack: Any, body: Any, client: Any, respond: Any) -> None:
        ack()
        opened = client.views_open(trigger_id=body["trigger_id"], view=FORM)
        heard.note({**body, "view": opened["view"]})
        respond(text="Thank you", replace_original=True)

    @bolt.view("report")  # type: ignore[untyped-decorator]
    def submit(ack: Any, body: Any, view: Any) -> None:
        heard.note({"type": "submitted", "state": view["state"]})
        if not view["state"]["values"]["what"]["text"]["value"]:
            ack(response_action="errors", errors={"what": "Say something."})
        else:
            ack()

    @bolt.view_closed("report")  # type: ignore[untyped-decorator]
    def closed(ack: Any, body: Any) -> None:
        ack()
        heard.note({"type": "closed"})


async def drive(app: App, ada: Person, heard: Heard) -> None:
    """A person uses all of it."""
    web, mine = app.client, client_of(ada)
    general = await app.world.general()
    await off(mine.api_call, "chat.command", params={"channel": general, "command": "/hive"})
    command = await heard.first(command="/hive")
    assert command["user_id"] == ada.id
    assert command["channel_id"] == general
    assert command["trigger_id"]
    whispers = [(await ada.hears("message.whispered"))["message"]["text"] for _ in range(2)]
    assert sorted(whispers) == ["And later.", "Only you."]
    loud = {"channel": general, "command": "/hive", "text": "loud"}
    await off(mine.api_call, "chat.command", params=loud)
    await ada.hears("message.posted", text="Everybody!")

    posted = await off(
        web.chat_postMessage, channel=general, text="Press", blocks=[BUTTON], unfurl_links=False
    )
    container = {"type": "message", "channel_id": general, "message_ts": posted["ts"]}
    action = {"type": "button", "action_id": "open_form", "block_id": "choice"}
    wrong = {**action, "action_id": "nothing"}
    with pytest.raises(SlackApiError, match="action_not_found"):
        await press(mine, container, wrong)
    await press(mine, container, action)
    body = await heard.first(type="block_actions")
    assert body["actions"][0]["value"] == "hive-4"
    assert body["message"]["ts"] == posted["ts"]
    assert body["channel"]["id"] == general
    shown = await ada.hears("form.shown")
    view_id = shown["form_id"]
    assert view_id == body["view"]["id"]
    replaced = await ada.hears("message.edited", text="Thank you")
    assert replaced["card"].get("blocks", []) == []
    assert replaced["card"]["unfurls"] is False

    def values(text: str, hive: str = "h4") -> dict[str, Any]:
        said: dict[str, Any] = {"text": {"type": "plain_text_input", "value": text}}
        forged = {"text": {"type": "plain_text", "text": "All of them"}, "value": hive}
        chosen = {"hive": {"type": "button", "selected_option": forged}}
        state = {"values": {"what": said, "which": chosen, "gone": chosen}}
        return {"view_id": view_id, "state": state}

    refused = await off(mine.api_call, "views.submit", json=values(""))
    assert refused["errors"] == {"what": "Say something."}
    assert (await heard.first(type="submitted"))["state"]["values"]["what"]["text"]["value"] == ""
    with pytest.raises(SlackApiError, match="action_not_found"):
        await off(mine.api_call, "views.submit", json=values("A swarm", hive="h5"))
    await off(mine.api_call, "views.submit", json=values("A swarm"))
    sent = (await heard.first(type="submitted"))["state"]["values"]
    assert sent["which"]["hive"] == {"type": "static_select", "selected_option": HIVE}
    assert "gone" not in sent
    await ada.hears("form.shown", open=False)
    with pytest.raises(SlackApiError, match="not_found"):
        await off(mine.api_call, "views.submit", json=values("Again"))


async def press(mine: WebClient, container: dict[str, Any], action: dict[str, Any]) -> None:
    await off(mine.api_call, "blocks.actions", json={"container": container, "actions": [action]})


async def test_by_socket_mode(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    async with linked(app, bolt):
        await drive(app, ada, heard)


async def test_over_http(world: World, ada: Person) -> None:
    port = free_port()
    app = await app_in(world, interactive(f"http://127.0.0.1:{port}/slack/events"))
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    async with listening(bolt, port):
        await drive(app, ada, heard)


SHORTCUTS = [
    {"name": "New swarm", "type": "global", "callback_id": "swarm", "description": "Notes one"},
    {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keeps it"},
]


def offering(name: str) -> str:
    """The manifest of an app with shortcuts."""
    actions = {"is_enabled": True}
    return manifest(name, shortcuts=SHORTCUTS, interactivity=actions, socket_mode_enabled=True)


async def test_shortcuts_are_run_by_a_persons_program(world: World, ada: Person) -> None:
    app = await app_in(world, offering("Hive"))
    general, mine = await world.general(), client_of(ada)
    posted = await off(mine.chat_postMessage, channel=general, text="Honey")
    keep = {"callback_id": "keep", "channel": general, "message_ts": posted["ts"]}

    async def run(**params: Any) -> None:
        await off(mine.api_call, "shortcuts.run", params=params)

    for wrong in ({"callback_id": "nothing"}, {"callback_id": "keep"}, {**keep, "app_id": "A0"}):
        with pytest.raises(SlackApiError, match="unknown_shortcut"):
            await run(**wrong)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await run(**{**keep, "message_ts": "1.000001"})
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await off(app.client.api_call, "shortcuts.run", params={"callback_id": "swarm"})
    with pytest.raises(SlackApiError, match="operation_timeout"):
        await run(callback_id="swarm")
    bob = await world.member("bob")
    secret = await bob.call("channels.create", name="secret", kind="private")
    hidden = await off(client_of(bob).chat_postMessage, channel=secret["id"], text="Not for ada")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await run(callback_id="keep", channel=secret["id"], message_ts=hidden["ts"])

    bolt, heard = await bolt_for(app), Heard()

    @bolt.shortcut("swarm")  # type: ignore[untyped-decorator]
    def swarm(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)

    @bolt.message_shortcut("keep")  # type: ignore[untyped-decorator]
    def kept(ack: Any, body: Any) -> None:
        ack()
        heard.note(body)

    async with linked(app, bolt):
        await run(callback_id="swarm")
        assert (await heard.first(type="shortcut"))["user"]["id"] == ada.id
        await run(**keep)
        body = await heard.first(type="message_action")
        assert (body["message_ts"], body["message"]["text"]) == (posted["ts"], "Honey")
        await app_in(world, offering("Other"))
        with pytest.raises(SlackApiError, match="app_id"):
            await run(callback_id="swarm")
        await run(callback_id="swarm", app_id=app.made.app_id)


async def test_what_cannot_be_answered_is_said(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    mine = client_of(ada)
    general = await world.general()
    params = {"channel": general, "command": "/nothing"}
    with pytest.raises(SlackApiError, match="unknown_command"):
        await off(mine.api_call, "chat.command", params=params)
    with pytest.raises(SlackApiError, match="operation_timeout"):
        await off(mine.api_call, "chat.command", params={**params, "command": "/hive"})
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await off(app.client.views_open, trigger_id="1.2.abc", view=FORM)
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    view = (await off(app.client.views_publish, user_id=ada.id, view=home))["view"]
    await off(app.client.views_publish, user_id=ada.id, view=home, hash=view["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await off(app.client.views_publish, user_id=ada.id, view=home, hash="1.old")


async def test_an_ephemeral_message_is_seen_by_one_and_kept_nowhere(
    world: World, ada: Person
) -> None:
    app = await app_in(world)
    bob = await world.member("bob")
    await bob.connects()
    general = await world.general()
    web = app.client
    await off(web.chat_postEphemeral, channel=general, user=ada.id, text="psst *you*")
    heard = await ada.hears("message.whispered")
    assert heard["message"]["text"] == "psst **you**"
    await bob.hears_nothing("message.whispered")
    assert (await off(web.conversations_history, channel=general))["messages"] == []
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await off(web.chat_postEphemeral, channel=general, user="U0NOBODY0", text="x")


async def test_what_is_whispered_in_one_moment_stays_apart(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await app_in(world)
    general = await world.general()
    edge = world.server.slack.edge
    monkeypatch.setattr(edge, "clock", HandClock(edge.clock.now_us()))  # it stands still
    said: dict[str, str] = {}
    for text in ("one", "two"):
        asked = {"channel": general, "user": ada.id, "text": text}
        answer = await off(app.client.chat_postEphemeral, **asked)
        said[text] = answer["message_ts"]
    assert len(set(said.values())) == 2
    for text, ts in said.items():
        whispered = (await ada.hears("message.whispered", text=text))["message"]
        for which in (ts, whispered["id"]):
            found = await find_whisper(edge, general, which, ada.id)
            assert found is not None
            assert (found.view.id, found.source) == (whispered["id"], text)
            assert to_ts(found.at_us) == ts
            assert await find_whisper(edge, general, which, "U0NOBODY0") is None


async def test_an_answer_is_good_five_times(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    async with linked(app, bolt):
        general = await world.general()
        params = {"channel": general, "command": "/hive", "text": "loud"}
        await off(client_of(ada).api_call, "chat.command", params=params)
        url = (await heard.first(command="/hive"))["response_url"]
        async with httpx.AsyncClient() as plain:
            said_at = ""
            for n in range(5):
                said = {"text": f"answer {n}", "response_type": "in_channel"}
                said |= {"thread_ts": said_at} if n == 4 else {}
                assert (await plain.post(url, json=said)).text == "ok"
                await ada.hears("message.posted", text=f"answer {n}")
                if not n:
                    history = await off(app.client.conversations_history, channel=general)
                    said_at = history["messages"][0]["ts"]
            over = await plain.post(url, json={"text": "too much"})
        assert over.status_code == 404
        assert over.json() == {"ok": False, "error": "used_url"}
        thread = await off(app.client.conversations_replies, channel=general, ts=said_at)
        assert [one["text"] for one in thread["messages"]] == ["answer 0", "answer 4"]
