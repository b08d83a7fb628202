"""Apps on the administrators' pages: from the manifest to the last delivery."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from channels.bots.protocol import RemoveWebhook
from channels.bots.tables import AppEventRow, AppRow, AppTokenRow
from channels.core.actor import SYSTEM
from persistence.bulk import table_of
from server.slack.manifest import WANTS
from tests.web.conftest import owner_of
from tests.web.reader import Page, Reader
from tests.world import World, open_world
from web.pages.app_words import EVENTS, SENT_AS

_event = table_of(AppEventRow)
MANIFEST = """
display_information:
  name: Weather bee
  description: Tells when to stay inside.
features:
  bot_user: {display_name: weather}
  slash_commands:
    - {command: /weather, description: Asks for the weather}
oauth_config:
  scopes: {bot: [chat:write, app_mentions:read, canvases:write]}
settings:
  event_subscriptions: {bot_events: [message.channels, message.im, call_rejected]}
  socket_mode_enabled: true
"""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A server that may also reach what listens on this machine."""
    async with open_world(tmp_path, allow_private_urls=True) as opened:
        yield opened


async def installed(ada: Reader, manifest: str = MANIFEST, **fields: str) -> Page:
    """The page with an app's secrets, after the page that shows what it asks for."""
    await ada.opens("/admin/apps/new")
    await ada.posts(
        "/admin/apps/new", {**ada.page.form("/admin/apps/new").fields, "manifest": manifest}
    )
    form = ada.page.form("/admin/apps/install").fields
    return await ada.posts("/admin/apps/install", {**form, "manifest": manifest, **fields})


def app_id_of(page: Page) -> str:
    return next(one for one in page.links if one.startswith("/admin/apps/A")).split("/")[3]


async def _write(world: World, statement: Any) -> None:
    async def work(snapshot: Any) -> None:
        await snapshot.connection.execute(statement)

    await world.server.core.store.exclusively(work)


async def test_an_app_is_looked_at_before_it_is_installed(world: World, ada: Reader) -> None:
    page = await ada.opens("/admin/apps")
    assert "There is no app yet." in page.text
    assert page.links.count("/admin") == 1
    await ada.opens("/admin/apps/new")
    form = ada.page.form("/admin/apps/new").fields
    page = await ada.posts("/admin/apps/new", {**form, "manifest": MANIFEST})
    assert "Send messages where it is a member" in page.text
    assert "canvases:write" in page.text
    assert "Of no effect here" in page.text
    assert "call_rejected" in page.text
    async with world.server.core.store.read() as snapshot:
        assert await snapshot.all(select(table_of(AppRow).c.id)) == []
    assert "has no address" not in page.text
    unheard = MANIFEST.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
    page = await ada.posts("/admin/apps/new", {**form, "manifest": unheard})
    assert "/weather has no address (url) in the manifest" in page.text
    page = await installed(ada, channels="general", webhook="#general")
    secrets = page.source
    app_id = app_id_of(page)
    assert "xoxb-" in secrets
    assert f"xapp-1-{app_id}-" in secrets
    assert "/services/" in secrets
    page = await ada.opens(f"/admin/apps/{app_id}")
    assert "#general" in page.text
    assert "xoxb-" not in page.source
    async with world.server.core.store.read() as snapshot:
        app = await snapshot.first(select(table_of(AppRow)))
        tokens = await snapshot.all(select(table_of(AppTokenRow).c.secret_hash))
    assert app is not None
    assert app.signing_secret not in page.source
    assert all("xoxb" not in row.secret_hash for row in tokens)


async def test_all_that_an_app_is_told_and_where_stands_there_before(ada: Reader) -> None:
    at = "https://bees.example"
    whole = {
        "display_information": {"name": "Hive"},
        "features": {
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [{"command": "/hive", "description": "One", "url": f"{at}/slash"}],
            "shortcuts": [{"name": "Swarm", "type": "global", "callback_id": "s"}],
        },
        "oauth_config": {
            "scopes": {"bot": ["files:read", "users:read.email", "chat:write", "x:read"]}
        },
        "settings": {
            "event_subscriptions": {"request_url": f"{at}/ears"},
            "interactivity": {
                "is_enabled": True,
                "request_url": f"{at}/hands",
                "message_menu_options_url": f"{at}/menu",
            },
        },
    }
    await ada.opens("/admin/apps/new")
    form = ada.page.form("/admin/apps/new").fields
    page = await ada.posts("/admin/apps/new", {**form, "manifest": json.dumps(whole)})
    for part in ("ears", "hands", "menu", "slash"):
        assert f"<code>{at}/{part}</code>" in page.source
    assert "Swarm" in page.text
    assert "It learns who opens its home page" in page.text
    order = ["What it reads", "files:read", "What it knows", "users:read.email"]
    order += ["What it does", "chat:write", "Of no effect here", "x:read", "Who sees what"]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    del whole["features"], whole["settings"]
    page = await ada.posts("/admin/apps/new", {**form, "manifest": json.dumps(whole)})
    assert "The app only calls this server." in page.text
    assert "home page" not in page.text
    assert "commands or shortcuts" not in page.text


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("a: [", "neither JSON nor YAML"),
        ("display_information: {description: x}", "display_information.name is missing."),
        ("display_information: x", "display_information must be an object."),
        (
            "display_information: {name: x}\nfeatures: {slash_commands: [{command: /a b}]}",
            "features.slash_commands[0].command must be one word",
        ),
        (
            "display_information: {name: x}\nsettings: {interactivity: {request_url: bees}}",
            "settings.interactivity.request_url must be an address",
        ),
        (
            "display_information: {name: x}\nsettings: {socket_mode_enabled: perhaps}",
            "settings.socket_mode_enabled must be true or false.",
        ),
    ],
)
async def test_what_is_wrong_with_a_manifest_is_said_with_its_field(
    ada: Reader, manifest: str, said: str
) -> None:
    await ada.opens("/admin/apps/new")
    form = ada.page.form("/admin/apps/new").fields
    page = await ada.posts("/admin/apps/new", {**form, "manifest": manifest})
    assert page.status == 422
    assert said in page.text
    assert manifest[:5] in page.source


async def test_all_that_is_wrong_with_a_manifest_is_said_at_once(ada: Reader) -> None:
    await ada.opens("/admin/apps/new")
    form = ada.page.form("/admin/apps/new").fields
    wrong = "display_information: {description: x}\nsettings: {socket_mode_enabled: perhaps}"
    page = await ada.posts("/admin/apps/new", {**form, "manifest": wrong})
    assert "display_information.name is missing." in page.text
    assert "settings.socket_mode_enabled must be true or false." in page.text


async def test_a_slash_command_that_is_taken_names_the_app_that_has_it(ada: Reader) -> None:
    await installed(ada)
    page = await installed(ada, MANIFEST.replace("Weather bee", "Rain bee"))
    assert page.status == 409
    assert "The app Weather bee has the command /weather already." in page.text


async def test_an_app_is_placed_rotated_switched_off_and_removed(world: World, ada: Reader) -> None:
    page = await installed(ada, channels="general", webhook="general")
    app_id = app_id_of(page)
    old = page.source.partition('id="bot_token" value="')[2].partition('"')[0]
    here = f"/admin/apps/{app_id}"
    headers = {"authorization": f"Bearer {old}"}

    async def token_says() -> Any:
        answer = await ada.client.post("/api/auth.test", headers=headers)
        return answer.json().get("error", "ok")

    assert await token_says() == "ok"
    await ada.opens(here)
    page = await ada.sends(f"{here}/place", channel="nowhere")
    assert (page.status, "There is no such channel" in page.text) == (404, True)
    page = await ada.sends(f"{here}/displace")
    assert "The channels are changed." in page.text
    assert "Its bot is in no channel that you can see." in page.text
    page = await ada.sends(f"{here}/place", channel="#general")
    assert "#general" in page.text
    fields = ada.page.form(f"{here}/hook#webhooks").fields
    page = await ada.posts(f"{here}/hook", {**fields, "channel": "general"})
    assert "Your new webhook address" in page.text
    page = await ada.opens(here)
    hook_id = page.form(f"{here}/unhook").fields["webhook_id"]
    another = RemoveWebhook(webhook_id=hook_id, app_id="Aanother")
    await world.server.core.dispatcher.call(SYSTEM, "webhooks.remove", another)
    page = await ada.opens(here)
    assert page.form(f"{here}/unhook").fields["webhook_id"] == hook_id, "another app's stays"
    page = await ada.sends(f"{here}/unhook")
    assert "The webhook is removed" in page.text
    page = await ada.sends(f"{here}/enable")
    assert "The app is off:" in page.text
    assert await token_says() == "account_inactive"
    page = await ada.sends(f"{here}/enable")
    assert await token_says() == "ok"
    fields = page.form(f"{here}/rotate#secrets").fields
    page = await ada.posts(f"{here}/rotate", {**fields, "kind": "bot"})
    assert "Your new bot token" in page.text
    assert await token_says() == "token_revoked"
    await ada.opens(here)
    changed = MANIFEST.replace("Weather bee", "Rain bee")
    fields = ada.page.form(f"{here}/manifest#manifest").fields
    page = await ada.posts(f"{here}/manifest", {**fields, "manifest": changed})
    assert "The manifest is taken over." in page.text
    assert "Rain bee" in page.text
    page = await ada.posts(f"{here}/manifest", {**fields, "manifest": "{}"})
    assert "display_information.name is missing." in page.text
    page = await ada.sends(f"{here}/remove")
    assert "The app is removed." in page.text
    assert (await ada.opens(here)).status == 404


async def test_deliveries_are_read_and_sent_again(world: World, ada: Reader) -> None:
    came: list[Any] = []
    status = [410]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.partition("content-length:")[2].partition("\r\n")[0])
        body = json.loads(await reader.readexactly(size))
        said, code, more = b"closed <today>", status[0], "x-slack-no-retry: 1\r\n"
        if body["type"] == "url_verification":
            said, code = body["challenge"].encode(), 200
        else:
            came.append(body)
        start = f"HTTP/1.1 {code} X\r\n{more}content-length: {len(said)}\r\nconnection: close"
        writer.write(f"{start}\r\n\r\n".encode() + said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        manifest = {
            "display_information": {"name": "Ear"},
            "settings": {
                "event_subscriptions": {
                    "request_url": f"http://127.0.0.1:{port}/events",
                    "bot_events": ["message.channels"],
                }
            },
        }
        page = await installed(ada, json.dumps(manifest), channels="general")
        here = f"/admin/apps/{app_id_of(page)}"
        general = await world.general()
        post = world.command("messages.post", channel_id=general, client_id="c1", text="Rain!")
        await world.server.core.dispatcher.call(SYSTEM, "messages.post", post)

        async def state() -> str:
            async with world.server.core.store.read() as snapshot:
                query = select(_event.c.state).where(_event.c.name == "message.posted")
                return str(await snapshot.scalar(query))

        async def becomes(wanted: str) -> None:
            async with asyncio.timeout(30):
                while await state() != wanted:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

        await becomes("failed")
        page = await ada.opens(f"{here}/deliveries?state=failed")
        assert "The address answered with an error." in page.text
        assert "answer 410" in page.text
        assert "<code>message</code>" in page.source
        assert "message.posted" not in page.source
        assert "RUCHE_ALLOW_PRIVATE_URLS" not in page.text
        page = await ada.opens(next(link for link in page.links if "/deliveries/Ev" in link))
        assert "Rain!" in page.text
        assert "closed &lt;today&gt;" in page.source
        await _write(world, update(_event).values(reason="connection_failed"))
        for path in (f"{here}/deliveries", page.path):
            refused = await ada.opens(path)
            assert "The address cannot be reached" in refused.text
            assert "RUCHE_ALLOW_PRIVATE_URLS" not in refused.text
        status[0] = 200
        page = await ada.sends(f"{here}/redeliver")
        assert "It is sent again now." in page.text
        await becomes("sent")
        await ada.opens(f"{here}/deliveries?state=sent")
        page = await ada.opens(next(link for link in ada.page.links if "/deliveries/Ev" in link))
        assert "Rain!" in page.text
        assert "closed &lt;today&gt;" in page.source
        came.clear()
        await ada.sends(f"{here}/redeliver")
        await becomes("sent")
        async with asyncio.timeout(30):
            while not came:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await becomes("sent")
        came[:] = came * 2
        await _write(world, update(_event).values(state="failed"))
        await ada.opens(f"{here}/deliveries")
        page = await ada.sends(f"{here}/redeliver")
        assert "All that failed is sent again now." in page.text
        await becomes("sent")
        assert [one["event"]["text"] for one in came] == ["Rain!"] * 3
        long_ago = world.server.core.clock.now_us() // 1_000 - 1_000
        await _write(world, update(table_of(AppRow)).values(paused=True, failing_since_ms=long_ago))
        page = await ada.opens(here)
        assert "has failed for a day" in page.text
        assert "RUCHE_ALLOW_PRIVATE_URLS" not in page.text
        page = await ada.sends(f"{here}/resume")
        assert "The address is tried again now." in page.text
        assert "has failed for a day" not in page.text


async def test_who_may_not_ask_internal_addresses_is_told_what_would_allow_it(
    tmp_path: Path,
) -> None:
    manifest = {
        "display_information": {"name": "Ear"},
        "settings": {
            "event_subscriptions": {
                "request_url": "http://127.0.0.1:9/events",
                "bot_events": ["message.channels"],
            }
        },
    }
    async with open_world(tmp_path) as world, owner_of(world) as ada:
        page = await installed(ada, json.dumps(manifest))
        page = await ada.opens(f"/admin/apps/{app_id_of(page)}")
        assert "has not proved yet" in page.text
        assert "RUCHE_ALLOW_PRIVATE_URLS=on" in page.text


def test_whatever_an_app_may_be_told_is_called_as_its_code_calls_it() -> None:
    told = {name for names in WANTS.values() for name in names}
    assert told <= set(EVENTS)
    assert set(EVENTS) == set(SENT_AS)
    assert [name for name in SENT_AS.values() if "." in name] == []


async def test_the_pages_are_for_administrators_and_in_french(world: World, ada: Reader) -> None:
    page = await installed(ada)
    here = f"/admin/apps/{app_id_of(page)}"
    for path in ("/admin/apps", "/admin/apps/new", here, f"{here}/deliveries"):
        page = await ada.opens(f"{path}?lang=fr")
        assert page.status == 200
        assert page.html["lang"] == "fr"
        assert page.styled == []
    bob = Reader(world.url)
    await world.member("bob", password="honey and wax")
    await bob.signs_in("bob@example.org", "honey and wax")
    for path in ("/admin/apps", "/admin/apps/new", here, f"{here}/deliveries"):
        assert (await bob.opens(path)).status == 403
    await bob.client.aclose()
