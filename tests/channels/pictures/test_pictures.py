"""Dialogues about the pictures in apps' messages: a real server, its worker, a small web."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgpack
import pytest
from PIL import Image
from sqlalchemy import select

from channels.bots.protocol import EditCard, PostCard
from channels.messages.protocol import CardView
from channels.pictures import jobs as pictures
from channels.pictures.service import AGAIN_MS, FORGET, KEPT_MS, LOOK, TRIES
from channels.pictures.tables import PictureRow
from persistence.bulk import table_of
from persistence.clock import HandClock
from server import outbound
from server import pictures as edge
from tests.channels.previews.test_previews import Web, bomb, image, jobs, picture, until
from tests.server.test_outbound import page, web_server
from tests.world import Person, World, open_world

_picture = table_of(PictureRow)
ALLOWED: dict[str, Any] = {"link_previews": True, "allow_private_urls": True}


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    async with web_server(web.say) as url:
        web.url = url
        yield web


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, **ALLOWED) as opened:
        yield opened


def block(url: str) -> dict[str, Any]:
    return {"type": "image", "image_url": url, "alt_text": "A bee"}


def card(*urls: str) -> CardView:
    return CardView(app_id="A1", blocks=[block(url) for url in urls])


async def says(world: World, person: Person, channel_id: str, card: CardView) -> str:
    """As an app's edge does; the message's id."""
    command = PostCard(channel_id=channel_id, text="", card=card)
    call = world.server.core.dispatcher.call
    return str((await call(person.actor, "bots.post", command)).id)


async def changes(world: World, person: Person, message_id: str, card: CardView) -> None:
    command = EditCard(message_id=message_id, text="", card=card)
    await world.server.core.dispatcher.call(person.actor, "bots.edit", command)


async def looked(world: World) -> None:
    async def over() -> bool:
        return not await jobs(world, LOOK)

    await until(over)


async def shown(person: Person, message_id: str) -> list[dict[str, Any]]:
    found = await person.call("messages.get", message_id=message_id)
    pictures: list[dict[str, Any]] = found.get("pictures", [])
    return pictures


async def test_a_picture_is_fetched_once_and_shown_to_all(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    web.pages["/bee.png"] = page(picture())
    url = f"{web.url}/bee.png"
    said = await says(world, ada, general, card(url, url))
    heard = await bob.hears("message.pictured", message_id=said)
    assert heard["pictures"] == await shown(bob, said)
    assert [(one["source"], one["width"], one["height"]) for one in heard["pictures"]] == [
        (url, 640, 320)
    ]
    again = await says(world, ada, general, card(url))
    await bob.hears("message.pictured", message_id=again)
    assert web.asked == ["/bee.png"]
    history = await bob.call("messages.history", channel_id=general)
    assert history["items"][0]["card"]["blocks"] == [block(url)]


async def test_it_is_made_anew_and_only_for_readers(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    gus = await world.guest("gus")
    web.pages["/bee.png"] = page(picture(3_000, 1_500))
    cellar = await ada.creates("cellar", "private")
    said = await says(world, ada, cellar, card(f"{web.url}/bee.png"))
    one = (await ada.hears("message.pictured"))["pictures"][0]
    assert (one["width"], one["height"]) == (3_000, 1_500)
    path = f"/pictures/{said}/{one['id']}"
    for address, size in ((path, (2_048, 1_024)), (f"{path}/small", (720, 360))):
        answer = await image(ada, world, address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"].startswith("private")
        assert Image.open(io.BytesIO(answer.content)).size == size
        absent = await image(bob, world, f"/pictures/{said}/L0000000000000")
        for outsider in (bob, gus):
            refused = await image(outsider, world, address)
            assert (refused.status_code, refused.content) == (404, absent.content)
        assert (await image(None, world, address)).status_code == 401
    await ada.call("messages.delete", message_id=said)
    assert (await image(ada, world, path)).status_code == 404


async def test_every_place_of_a_picture_is_looked_at_and_no_other(world: World, web: Web) -> None:
    ada = await world.member("ada")
    names = "section context in_attachment image thumb author footer service".split()
    for name in [*names, "unused"]:
        web.pages[f"/{name}"] = page(picture(9, 9))
    url = {name: f"{web.url}/{name}" for name in names}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {}, "accessory": block(url["section"])},
        {"type": "section", "text": {}, "accessory": {"type": "button", "image_url": "x"}},
        {"type": "context", "elements": [block(url["context"]), {"type": "mrkdwn"}]},
        {"type": "image", "image_url": 7, "alt_text": "?"},
        {"type": "image", "image_url": "javascript:alert(1)", "alt_text": "?"},
        {"type": "video", "thumbnail_url": f"{web.url}/unused"},
    ]
    attachments: list[dict[str, Any]] = [
        {"image_url": url["image"], "thumb_url": f"{web.url}/unused", "blocks": 7},
        {"thumb_url": url["thumb"], "blocks": [block(url["in_attachment"])]},
        {"author_icon": url["author"], "footer_icon": url["footer"]},
        {"service_icon": url["service"]},
    ]
    whole = CardView(app_id="A1", blocks=blocks, attachments=attachments)
    said = await says(world, ada, await world.general(), whole)
    await ada.hears("message.pictured", message_id=said)
    assert {one["source"] for one in await shown(ada, said)} == set(url.values())


async def test_at_most_twenty_are_looked_at(world: World, web: Web) -> None:
    ada = await world.member("ada")
    for number in range(25):
        web.pages[f"/{number}"] = page(picture(9, 9))
    said = await says(
        world, ada, await world.general(), card(*(f"{web.url}/{n}" for n in range(25)))
    )
    await ada.hears("message.pictured")
    assert len(await shown(ada, said)) == 20
    assert sorted(map(int, (path[1:] for path in web.asked))) == [*range(20)]


async def test_a_change_takes_what_is_named_no_more(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    for name in ("one", "two", "three"):
        web.pages[f"/{name}"] = page(picture())
    one, two, three = (f"{web.url}/{name}" for name in ("one", "two", "three"))
    said = await says(world, ada, await world.general(), card(one, two))
    await bob.hears("message.pictured")
    await changes(world, ada, said, card(two, three))
    heard = await bob.hears("message.pictured")
    assert [each["source"] for each in heard["pictures"]] == [two]
    heard = await bob.hears("message.pictured")
    assert {each["source"] for each in heard["pictures"]} == {two, three}
    assert web.asked.count("/two") == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(b"<svg xmlns='http://www.w3.org/2000/svg'/>", more="content-type: image/svg+xml\r\n"),
         "kind"),
        (page(b"<html>no picture", more="content-type: image/png\r\n"), "kind"),
        (page(bomb()), "kind"),
        (page(bytes(pictures.BYTES + 1)), "large"),
        (page(b"", "404 Not Found"), "missing"),
        (page(b"", "403 Forbidden"), "missing"),
    ],
)  # fmt: skip
async def test_what_is_no_picture_is_refused(
    world: World, web: Web, answer: bytes, why: str
) -> None:
    ada = await world.member("ada")
    web.pages["/x"] = answer
    said = await says(world, ada, await world.general(), card(f"{web.url}/x"))
    heard = await ada.hears("message.pictured")
    one = heard["pictures"][0]
    assert (one["refused"], one.get("width")) == (why, None)
    path = f"/pictures/{said}/{one['id']}"
    assert (await image(ada, world, path)).status_code == 404


async def test_two_hundred_megabytes_are_not_read(world: World, web: Web) -> None:
    ada = await world.member("ada")
    whole = 200 * 2**20
    web.pages["/x"] = (
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n"
        + f"content-length: {whole}\r\n\r\n".encode()
        + bytes(pictures.BYTES + 4096)  # and then it waits for ever
    )
    await says(world, ada, await world.general(), card(f"{web.url}/x"))
    assert (await ada.hears("message.pictured"))["pictures"][0]["refused"] == "large"


async def test_internal_addresses_are_never_asked(tmp_path: Path, web: Web) -> None:
    async with open_world(tmp_path, link_previews=True) as world:
        ada = await world.member("ada")
        await says(world, ada, await world.general(), card(f"{web.url}/bee.png"))
        assert (await ada.hears("message.pictured"))["pictures"][0]["refused"] == "address"
        assert web.asked == []


async def test_a_redirect_inward_is_not_followed(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first server counts as public here, the second does not."""
    web.pages["/away"] = page(b"", "302 Found", f"location: {web.url}/bee.png\r\n")
    web.pages["/bee.png"] = page(picture())
    looks = iter([True])
    monkeypatch.setattr(outbound, "is_public", lambda _: next(looks, False))
    async with open_world(tmp_path, link_previews=True) as world:
        ada = await world.member("ada")
        await says(world, ada, await world.general(), card(f"{web.url}/away"))
        assert (await ada.hears("message.pictured"))["pictures"][0]["refused"] == "address"
        assert web.asked == ["/away"]


async def test_our_own_pages_are_not_asked_for(tmp_path: Path, web: Web) -> None:
    async with open_world(tmp_path, **ALLOWED, public_url=web.url) as world:
        ada = await world.member("ada")
        await says(world, ada, await world.general(), card(f"{web.url}/logo"))
        assert (await ada.hears("message.pictured"))["pictures"][0]["refused"] == "address"
        assert web.asked == []


async def test_who_does_not_answer_is_tried_three_times_and_then_named(
    tmp_path: Path, web: Web
) -> None:
    clock = HandClock()
    async with open_world(tmp_path, **ALLOWED, clock=clock) as world:
        ada = await world.member("ada")
        web.pages["/busy"] = page(b"", "503 Unavailable")
        web.pages["/fine"] = page(picture())
        busy, fine = f"{web.url}/busy", f"{web.url}/fine"
        said = await says(world, ada, await world.general(), card(busy, fine))
        await ada.hears("message.pictured")
        assert [one["source"] for one in await shown(ada, said)] == [fine]
        for tries in range(2, TRIES + 1):

            async def waits(tries: int = tries) -> bool:
                held = [msgpack.unpackb(job.body)["tries"] for job in await jobs(world, LOOK)]
                return held == [tries - 1]

            await until(waits)
            assert web.asked.count("/busy") == tries - 1
            clock.advance(2 * AGAIN_MS / 1_000)
        await ada.hears("message.pictured")
        refused = {one["source"]: one.get("refused", "") for one in await shown(ada, said)}
        assert refused == {busy: "unanswered", fine: ""}
        assert (web.asked.count("/busy"), web.asked.count("/fine")) == (TRIES, 1)


async def test_an_app_has_so_many_fetched_in_an_hour(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_OF_APP", 1)
    ada = await world.member("ada")
    web.pages["/1"] = web.pages["/2"] = page(picture())
    general = await world.general()
    await says(world, ada, general, card(f"{web.url}/1"))
    await ada.hears("message.pictured")
    said = await says(world, ada, general, card(f"{web.url}/2"))
    await ada.hears("message.pictured", message_id=said)
    assert [one["refused"] for one in await shown(ada, said)] == ["many"]
    another = CardView(app_id="A2", blocks=[block(f"{web.url}/2")])
    said = await says(world, ada, general, another)
    await ada.hears("message.pictured", message_id=said)
    assert [one.get("refused") for one in await shown(ada, said)] == [None]


async def test_what_is_too_many_costs_a_row_and_no_job(
    world: World, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_OF_APP", 0)
    ada = await world.member("ada")
    urls = [f"{web.url}/{number}" for number in range(5)]
    said = await says(world, ada, await world.general(), card(*urls))
    await ada.hears("message.pictured", message_id=said)
    assert [one["refused"] for one in await shown(ada, said)] == ["many"] * 5
    assert await jobs(world, FORGET) == []
    assert await kept(world) == 5
    await ada.call("messages.delete", message_id=said)

    async def gone() -> bool:
        return await kept(world) == 0

    await until(gone)


async def kept(world: World) -> int:
    """How many rows there are of pictures."""
    async with world.server.core.store.read() as snapshot:
        return len(await snapshot.all(select(_picture.c.id)))


async def upload(person: Person) -> str:
    async with httpx.AsyncClient(base_url=person.world.url) as http:
        answer = await http.post(
            "/api/v1/files.upload",
            files={"file": ("bee.png", picture())},
            headers={"authorization": f"Bearer {person.token}"},
        )
    return str(answer.json()["result"]["id"])


async def test_an_uploaded_file_is_shown_where_its_author_may_see_it(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    file_id = await upload(ada)
    whole = CardView(
        app_id="A1",
        blocks=[
            {"type": "image", "slack_file": {"id": file_id}, "alt_text": "A bee"},
            {
                "type": "image",
                "slack_file": {"url": f"{world.url}/files/{file_id}/bee.png"},
                "alt_text": "A bee",
            },
        ],
    )
    for author, allowed in ((ada, True), (bob, False)):
        said = await says(world, author, general, whole)
        heard = await bob.hears("message.pictured", message_id=said)
        assert [one.get("refused", "") for one in heard["pictures"]] == [
            "" if allowed else "missing"
        ] * 2
        for one in heard["pictures"]:
            answer = await image(bob, world, f"/pictures/{said}/{one['id']}/small")
            assert answer.status_code == (200 if allowed else 404)


async def test_one_file_in_ever_other_words_is_drawn_twice_at_most(world: World) -> None:
    ada = await world.member("ada")
    file_id = await upload(ada)
    ways = [f"{world.url}/files/{file_id}/{number}" for number in range(10)]
    said = await says(world, ada, await world.general(), card(*ways))
    heard = await ada.hears("message.pictured", message_id=said)
    assert sorted(one["source"] for one in heard["pictures"]) == ways[:2]


async def test_a_larger_file_than_pages_may_send_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "BYTES", 10)
    ada = await world.member("ada")
    whole = card(f"{world.url}/files/{await upload(ada)}")
    said = await says(world, ada, await world.general(), whole)
    heard = await ada.hears("message.pictured", message_id=said)
    assert [one["refused"] for one in heard["pictures"]] == ["large"]


async def test_a_redirect_to_no_address_keeps_no_other_picture_away(world: World, web: Web) -> None:
    ada = await world.member("ada")
    web.pages["/fine"] = page(picture())
    web.pages["/bad"] = b"HTTP/1.1 302 Found\r\nlocation: http://[bad\r\ncontent-length: 0\r\n\r\n"
    bad, fine = f"{web.url}/bad", f"{web.url}/fine"
    said = await says(world, ada, await world.general(), card(bad, fine))
    heard = await ada.hears("message.pictured", message_id=said)
    refused = {one["source"]: one.get("refused", "") for one in heard["pictures"]}
    assert refused == {bad: "address", fine: ""}


async def test_a_deleted_message_leaves_in_time_no_bytes(tmp_path: Path, web: Web) -> None:
    clock = HandClock()
    async with open_world(tmp_path, **ALLOWED, clock=clock) as world:
        ada = await world.member("ada")
        web.pages["/bee.png"] = page(picture(2_000, 1_000))
        said = await says(world, ada, await world.general(), card(f"{web.url}/bee.png"))
        await ada.hears("message.pictured")
        store, blobs = world.server.core.store, world.server.blobs
        async with store.read() as snapshot:
            row = await snapshot.first(select(_picture.c.large_key, _picture.c.small_key))
        assert row is not None
        keys = (row.large_key, row.small_key)
        assert len({*keys}) == 2
        await ada.call("messages.delete", message_id=said)
        clock.advance((KEPT_MS + 2 * AGAIN_MS) / 1_000)

        async def gone() -> bool:
            async with store.read() as snapshot:
                left = await snapshot.scalars(select(_picture.c.id))
            kept = [await blobs.exists(key) for key in keys]
            return not left and not any(kept) and not await jobs(world, FORGET)

        await until(gone)


async def test_a_picture_that_is_shown_stays(tmp_path: Path, web: Web) -> None:
    clock = HandClock()
    async with open_world(tmp_path, **ALLOWED, clock=clock) as world:
        ada = await world.member("ada")
        web.pages["/bee.png"] = page(picture())
        said = await says(world, ada, await world.general(), card(f"{web.url}/bee.png"))
        one = (await ada.hears("message.pictured"))["pictures"][0]
        clock.advance((KEPT_MS + 2 * AGAIN_MS) / 1_000)

        async def tidied() -> bool:
            return not await jobs(world, FORGET)

        await until(tidied)
        assert (await image(ada, world, f"/pictures/{said}/{one['id']}")).status_code == 200


async def test_words_without_pictures_give_nobody_work(world: World) -> None:
    ada = await world.member("ada")
    general = await world.general()
    await ada.posts(general, "See https://example.invalid/x.png")
    words = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
    await says(world, ada, general, CardView(app_id="A1", blocks=[words]))
    assert await jobs(world, LOOK) == []


async def test_with_previews_off_nobody_is_asked(tmp_path: Path, web: Web) -> None:
    async with open_world(tmp_path, allow_private_urls=True) as world:
        ada = await world.member("ada")
        said = await says(world, ada, await world.general(), card(f"{web.url}/bee.png"))
        await looked(world)
        assert web.asked == []
        assert await shown(ada, said) == []
