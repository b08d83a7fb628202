"""Pictures in forms, home pages and ephemeral messages that apps show with Slack's SDKs."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from slack_sdk.webhook import WebhookClient

from channels.core.actor import Role
from channels.pictures import shown as pictures
from tests.channels.previews.test_previews import Web, picture
from tests.server.test_outbound import page, web_server
from tests.slack.hive import App, app_in, manifest, off
from tests.slack.test_file_input import desk, words
from tests.world import Person, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, link_previews=True, allow_private_urls=True) as opened:
        yield opened


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    async with web_server(web.say) as url:
        web.url = url
        web.pages["/hive.png"] = page(picture(3_000, 1_500))
        yield web


def block(source: str) -> dict[str, Any]:
    return {"type": "image", "image_url": source, "alt_text": "A hive"}


async def ask(person: Person | None, world: World, path: str, source: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {person.token}"} if person else {}
    async with httpx.AsyncClient(base_url=world.url, headers=headers) as http:
        return await http.get(path, params={"source": source})


async def look(person: Person, path: str, source: str) -> Any:
    answer = await ask(person, person.world, f"{path}/look", source)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def seen_by_one_alone(ada: Person, others: list[Person], path: str, source: str) -> None:
    """The picture is there for one person; for others it looks as what never was."""
    world = ada.world
    assert await look(ada, path, source) == {"refused": "", "width": 3_000, "height": 1_500}
    for copy, size in (("large", (2_048, 1_024)), ("small", (720, 360))):
        answer = await ask(ada, world, f"{path}/{copy}", source)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "no-store"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert Image.open(io.BytesIO(answer.content)).size == size
    for copy in ("look", "large", "small"):
        for other in others:
            assert (await ask(other, world, f"{path}/{copy}", source)).status_code == 404
        assert (await ask(None, world, f"{path}/{copy}", source)).status_code == 401
        unnamed = await ask(ada, world, f"{path}/{copy}", f"{source}?other")
        assert unnamed.status_code == 404


def whisper_path(message: dict[str, Any]) -> str:
    place = f"{message['channel_id']}/{message['id']}/{message['created_at']}"
    return f"/app-pictures/whispers/{place}"


async def whispered(app: App, ada: Person, *blocks: dict[str, Any]) -> dict[str, Any]:
    """What an app shows to her alone; the message as her window has it."""
    general = await ada.world.general()
    said = {"channel": general, "user": ada.id, "text": "See", "blocks": list(blocks)}
    await off(app.client.chat_postEphemeral, **said)
    message: dict[str, Any] = (await ada.hears("message.whispered"))["message"]
    return message


async def test_pictures_of_a_form_are_for_its_person_until_it_is_closed(
    world: World, web: Web
) -> None:
    source = f"{web.url}/hive.png"
    accessory = {"type": "section", "text": words("Hive"), "accessory": block(source)}
    view = {"type": "modal", "callback_id": "report", "title": words("Hive"), "blocks": [accessory]}
    bob = await world.member("bob", Role.ADMIN)
    async with desk(world, view) as at:
        path = f"/app-pictures/forms/{at.form_id}"
        await seen_by_one_alone(at.ada, [bob], path, source)
        assert web.asked == ["/hive.png"]
        changed = {**view, "blocks": [block(f"{web.url}/none.png")]}
        await off(at.app.client.views_update, view_id=at.form_id, view=changed)
        assert (await ask(at.ada, world, f"{path}/look", source)).status_code == 404
        gone = await look(at.ada, path, f"{web.url}/none.png")
        assert gone["refused"] == "missing"
        await at.ada.call("forms.close", form_id=at.form_id)
        closed = await ask(at.ada, world, f"{path}/look", f"{web.url}/none.png")
        assert closed.status_code == 404


async def test_pictures_of_a_home_page_are_for_its_person(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    await ada.connects()
    app = await app_in(world, manifest("Hive"))
    source = f"{web.url}/hive.png"
    home = {"type": "home", "blocks": [{"type": "context", "elements": [block(source)]}]}
    published = await off(app.client.views_publish, user_id=ada.id, view=home)
    path = f"/app-pictures/forms/{published['view']['id']}"
    await seen_by_one_alone(ada, [bob], path, source)
    empty = {"type": "home", "blocks": [{"type": "divider"}]}
    await off(app.client.views_publish, user_id=ada.id, view=empty)
    assert (await ask(ada, world, f"{path}/small", source)).status_code == 404


async def test_pictures_of_a_whisper_are_for_its_person(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    await ada.connects()
    app = await app_in(world)
    source = f"{web.url}/hive.png"
    message = await whispered(app, ada, block(source))
    await seen_by_one_alone(ada, [bob], whisper_path(message), source)


@pytest.mark.parametrize("way", ["replaced", "deleted"])
async def test_a_whisper_that_is_gone_shows_nothing(world: World, web: Web, way: str) -> None:
    source = f"{web.url}/hive.png"
    press = {"type": "button", "action_id": "files", "text": words("Go")}
    acts = {"type": "actions", "block_id": "acts", "elements": [press]}
    view = {"type": "modal", "callback_id": "x", "title": words("X"), "blocks": [acts]}
    async with desk(world, view) as at:
        message = await whispered(at.app, at.ada, block(source), acts)
        path = whisper_path(message)
        assert (await look(at.ada, path, source))["width"] == 3_000
        action = {"block_id": "acts", "action_id": "files"}
        where = {"channel_id": message["channel_id"], "whisper_id": message["id"]}
        await at.ada.call("whispers.press", **where, at=message["created_at"], action=action)
        hook = WebhookClient((await at.heard.first(type="block_actions"))["response_url"])
        if way == "deleted":
            assert (await off(hook.send, delete_original=True)).status_code == 200
            await at.ada.hears("message.unwhispered")
        else:
            assert (await off(hook.send, text="Done", replace_original=True)).status_code == 200
            await at.ada.hears("message.whispered")
        assert (await ask(at.ada, world, f"{path}/small", source)).status_code == 404


async def test_what_is_refused_says_why_and_is_not_asked_again(world: World, web: Web) -> None:
    ada = await world.member("ada")
    await ada.connects()
    app = await app_in(world)
    web.pages["/no.svg"] = page(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    why = {
        f"{web.url}/no.svg": "kind",
        f"{web.url}/none.png": "missing",
        f"{world.url}/files/x": "address",
        "F0000000000000": "missing",
    }
    file = {"type": "image", "slack_file": {"id": "F0000000000000"}, "alt_text": "?"}
    message = await whispered(app, ada, *[block(one) for one in why if one[0] != "F"], file)
    path = whisper_path(message)
    for _ in range(2):
        for source, refused in why.items():
            assert (await look(ada, path, source))["refused"] == refused
            assert (await ask(ada, world, f"{path}/large", source)).status_code == 404
    assert sorted(web.asked) == ["/no.svg", "/none.png"]


async def test_apps_do_not_share_what_was_found(world: World, web: Web) -> None:
    ada = await world.member("ada")
    await ada.connects()
    source = f"{web.url}/hive.png"
    for name in ("Hive", "Comb"):
        app = await app_in(world, manifest(name))
        for _ in range(2):
            message = await whispered(app, ada, block(source))
            assert (await look(ada, whisper_path(message), source))["width"] == 3_000
    assert web.asked == ["/hive.png"] * 2


async def test_too_many_of_an_app_within_an_hour_are_refused(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_OF_APP", 1)
    ada = await world.member("ada")
    await ada.connects()
    app = await app_in(world)
    sources = [f"{web.url}/hive.png", f"{web.url}/hive.png?2"]
    web.pages["/hive.png?2"] = page(picture())
    path = whisper_path(await whispered(app, ada, *[block(one) for one in sources]))
    assert (await look(ada, path, sources[0]))["width"] == 3_000
    assert (await look(ada, path, sources[1]))["refused"] == "many"
    assert (await look(ada, path, sources[0]))["width"] == 3_000


async def test_nobody_is_asked_where_link_previews_are_off(tmp_path: Path, web: Web) -> None:
    async with open_world(tmp_path, allow_private_urls=True, link_previews=False) as world:
        ada = await world.member("ada")
        await ada.connects()
        source = f"{web.url}/hive.png"
        message = await whispered(await app_in(world), ada, block(source))
        found = await look(ada, whisper_path(message), source)
        assert found == {"refused": "", "width": 0, "height": 0}
        assert web.asked == []


async def test_an_internal_address_is_refused(tmp_path: Path, web: Web) -> None:
    async with open_world(tmp_path, allow_private_urls=False, link_previews=True) as world:
        ada = await world.member("ada")
        await ada.connects()
        source = f"{web.url}/hive.png"
        message = await whispered(await app_in(world), ada, block(source))
        assert (await look(ada, whisper_path(message), source))["refused"] == "address"
        assert web.asked == []
