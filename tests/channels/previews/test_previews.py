"""Dialogues about link previews: a real server, its worker, and a small web beside them."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from channels.previews.service import AGAIN_MS, FORGET, KEPT_MS, LOOK, TRIES
from channels.previews.tables import PageRow
from persistence.bulk import table_of
from persistence.clock import HandClock, WallClock, now_ms
from persistence.tables import JobRow
from server.processes import run_worker
from tests.server.test_outbound import page, web_server
from tests.world import Person, Refused, World, open_world

HTML = "content-type: text/html; charset=utf-8\r\n"
WAIT_S = 30.0

_job, _page = table_of(JobRow), table_of(PageRow)


def picture(width: int = 640, height: int = 320) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(output, "PNG")
    return output.getvalue()


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class Web:
    """A web server whose pages are given by path; counts what is asked for."""

    def __init__(self) -> None:
        self.url = ""
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []

    def html(self, path: str, html: str, more: str = "") -> str:
        self.pages[path] = page(html.encode(), more=HTML + more)
        return self.url + path

    def share(self, path: str, title: str, image: str = "") -> str:
        tag = f'<meta property="og:image" content="{image}">' if image else ""
        return self.html(path, f'<head><meta property="og:title" content="{title}">{tag}</head>')

    def say(self, head: str) -> bytes:
        path = head.split(" ", 2)[1]
        self.asked.append(path)
        return self.pages.get(path, page(b"", "404 Not Found"))


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    async with web_server(web.say) as url:
        web.url = url
        yield web


@asynccontextmanager
async def previewing(folder: Path, **settings: Any) -> AsyncIterator[World]:
    on = {"link_previews": True, "allow_private_urls": True}
    async with open_world(folder, **{**on, **settings}) as opened:
        yield opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with previewing(tmp_path) as opened:
        yield opened


async def until(done: Callable[[], Any]) -> None:
    """Until it is true, whatever it awaits."""
    async with asyncio.timeout(WAIT_S):
        while not await done():  # noqa: ASYNC110 - the database does not call
            await asyncio.sleep(0.02)


async def jobs(world: World, *kinds: str) -> list[Any]:
    async with world.server.core.store.read() as snapshot:
        return list(await snapshot.all(select(_job).where(_job.c.kind.in_(kinds))))


async def looked(world: World) -> None:
    """Until nobody looks at anything any more."""

    async def over() -> bool:
        return not await jobs(world, LOOK)

    await until(over)


async def previews(person: Person, message_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.call("messages.get", message_id=message_id)).get(
        "previews", []
    )
    return found


async def image(person: Person | None, world: World, path: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {person.token}"} if person else {}
    async with httpx.AsyncClient(base_url=world.url, headers=headers) as http:
        return await http.get(path)


async def test_a_link_gets_a_preview_that_all_in_the_channel_see(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    web.pages["/bee.png"] = page(picture())
    url = web.share("/bees", "All about bees", "/bee.png")
    said = await ada.posts(await world.general(), f"Read {url} and [again]({url})")
    heard = await bob.hears("message.previewed", message_id=said["id"])
    shown = heard["previews"]
    assert shown == await previews(bob, said["id"])
    assert [one["title"] for one in shown] == ["All about bees"]
    assert (shown[0]["url"], shown[0]["site_name"]) == (url, "127.0.0.1")
    assert (shown[0]["image_width"], shown[0]["image_height"]) == (640, 320)
    history = await bob.call("messages.history", channel_id=await world.general())
    assert history["items"][0]["previews"] == shown


async def test_the_image_is_small_inert_and_for_readers_only(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    gus = await world.guest("gus")
    cellar = await ada.creates("cellar", "private")
    web.pages["/bee.png"] = page(picture(2_000, 1_000))
    url = web.share("/bees", "Bees", "/bee.png")
    said = await ada.posts(cellar, url)
    shown = (await ada.hears("message.previewed"))["previews"][0]
    assert (shown["image_width"], shown["image_height"]) == (720, 360)
    path = f"/previews/{said['id']}/{shown['id']}"
    answer = await image(ada, world, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (720, 360)
    for outsider in (bob, gus):
        assert (await image(outsider, world, path)).status_code == 404
    assert (await image(None, world, path)).status_code == 401
    await ada.call("previews.remove", message_id=said["id"], preview_id=shown["id"])
    assert (await image(ada, world, path)).status_code == 404


async def test_at_most_three_links_are_looked_at(world: World, web: Web) -> None:
    ada = await world.member("ada")
    urls = [web.share(f"/{number}", f"Page {number}") for number in range(5)]
    said = await ada.posts(await world.general(), " ".join(urls))
    await ada.hears("message.previewed")
    await looked(world)
    shown = await previews(ada, said["id"])
    assert [one["title"] for one in shown] == ["Page 0", "Page 1", "Page 2"]
    assert sorted(web.asked) == ["/0", "/1", "/2"]


async def test_a_page_is_asked_for_once_a_day(tmp_path: Path, web: Web) -> None:
    clock = HandClock()
    async with previewing(tmp_path, clock=clock) as world:
        ada = await world.member("ada")
        url = web.share("/bees", "Bees")
        for _ in range(2):
            await ada.posts(await world.general(), url)
            await ada.hears("message.previewed")
        assert web.asked == ["/bees"]
        clock.advance(25 * 3600)
        web.share("/bees", "Bees today")
        await ada.posts(await world.general(), url)
        await ada.hears("message.previewed")
        assert web.asked == ["/bees"] * 2
        history = await ada.call("messages.history", channel_id=await world.general())
        titles = [one["previews"][0]["title"] for one in history["items"][:3]]
        assert titles == ["Bees today", "Bees", "Bees"]


async def test_an_edit_takes_the_preview_of_a_link_that_goes(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    one, two = web.share("/one", "One"), web.share("/two", "Two")
    said = await ada.posts(await world.general(), f"{one} {two}")
    await bob.hears("message.previewed")
    await ada.call("messages.edit", message_id=said["id"], text=f"Only {two}")
    heard = await bob.hears("message.previewed")
    assert [each["title"] for each in heard["previews"]] == ["Two"]
    await ada.call("messages.edit", message_id=said["id"], text="None")
    heard = await bob.hears("message.previewed")
    assert heard.get("previews", []) == []
    await ada.call("messages.edit", message_id=said["id"], text=f"Again {one}")
    heard = await bob.hears("message.previewed")
    assert [each["title"] for each in heard["previews"]] == ["One"]


async def test_a_removed_preview_stays_away(world: World, web: Web) -> None:
    ada, bob = await world.members("ada", "bob")
    one, two = web.share("/one", "One"), web.share("/two", "Two")
    said = await ada.posts(await world.general(), f"{one} {two}")
    shown = (await ada.hears("message.previewed"))["previews"]
    gone = {"message_id": said["id"], "preview_id": shown[0]["id"]}
    with pytest.raises(Refused) as refused:
        await bob.call("previews.remove", **gone)
    assert refused.value.code == "not_allowed"
    await ada.call("previews.remove", **gone)
    await ada.call("previews.remove", **gone)
    heard = await bob.hears("message.previewed", previews=[shown[1]])
    assert heard["message_id"] == said["id"]
    await ada.call("messages.edit", message_id=said["id"], text=f"{one} {two} please")
    await looked(world)
    assert await previews(ada, said["id"]) == [shown[1]]


async def test_a_deleted_message_leaves_no_preview_and_in_time_no_image(
    tmp_path: Path, web: Web
) -> None:
    clock = HandClock()
    async with previewing(tmp_path, clock=clock) as world:
        ada = await world.member("ada")
        web.pages["/bee.png"] = page(picture())
        said = await ada.posts(await world.general(), web.share("/bees", "Bees", "/bee.png"))
        await ada.hears("message.previewed")
        store, blobs = world.server.core.store, world.server.blobs
        async with store.read() as snapshot:
            key = await snapshot.scalar(select(_page.c.image_key))
        await ada.call("messages.delete", message_id=said["id"])
        assert await blobs.exists(key)
        clock.advance(KEPT_MS / 1_000 + 2 * AGAIN_MS / 1_000)

        async def gone() -> bool:
            async with store.read() as snapshot:
                left = await snapshot.scalars(select(_page.c.id))
            return not left and not await blobs.exists(key)

        await until(gone)

        async def done() -> bool:
            return not await jobs(world, FORGET)

        await until(done)  # its job goes a moment after what it did


async def test_internal_addresses_are_never_asked(tmp_path: Path, web: Web) -> None:
    async with previewing(tmp_path, allow_private_urls=False) as world:
        ada = await world.member("ada")
        said = await ada.posts(await world.general(), web.share("/bees", "Bees"))
        await looked(world)
        assert web.asked == []
        assert await previews(ada, said["id"]) == []


async def test_our_own_pages_are_not_asked_for(tmp_path: Path, web: Web) -> None:
    async with previewing(tmp_path, public_url=web.url) as world:
        ada = await world.member("ada")
        await ada.posts(await world.general(), web.share("/c/C1/m/M1", "Ours"))
        assert await jobs(world, LOOK) == []
        assert web.asked == []


async def test_who_cannot_be_reached_is_tried_three_times_in_all(tmp_path: Path, web: Web) -> None:
    clock = HandClock()
    async with previewing(tmp_path, clock=clock) as world:
        ada = await world.member("ada")
        web.pages["/busy"] = page(b"", "503 Unavailable")
        fine = web.share("/fine", "Fine")
        said = await ada.posts(await world.general(), f"{web.url}/busy {fine}")
        await ada.hears("message.previewed")
        for tries in range(2, TRIES + 1):

            async def waits(tries: int = tries) -> bool:
                found = await jobs(world, LOOK)
                free = all(one.leased_until_ms == 0 for one in found)  # none is under way
                return web.asked.count("/busy") == tries - 1 and bool(found) and free

            await until(waits)
            clock.advance(2 * AGAIN_MS / 1_000)
        await looked(world)
        assert web.asked.count("/busy") == TRIES
        assert web.asked.count("/fine") == 1
        assert [one["title"] for one in await previews(ada, said["id"])] == ["Fine"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"<title>Text</title>"),
        ("image/png", picture()),
        ("text/html", b"<p>No title"),
        ("text/html; charset=punycode", b"\xff\xfe\x00" * 50),
    ],
)
async def test_what_has_nothing_to_show_shows_nothing(
    world: World, web: Web, kind: str, body: bytes
) -> None:
    ada = await world.member("ada")
    web.pages["/x"] = page(body, more=f"content-type: {kind}\r\n")
    said = await ada.posts(await world.general(), f"{web.url}/x")
    await looked(world)
    assert web.asked == ["/x"]
    assert await previews(ada, said["id"]) == []


async def test_a_huge_page_is_cut_and_its_head_still_read(world: World, web: Web) -> None:
    ada = await world.member("ada")
    url = web.html("/huge", "<title>Huge</title></head>" + "<p>more " * 500_000)
    await ada.posts(await world.general(), url)
    heard = await ada.hears("message.previewed")
    assert heard["previews"][0]["title"] == "Huge"


@pytest.mark.parametrize("content", [bomb(), b"no image", picture(1, 1), bytes(5 * 2**20)])
async def test_a_hostile_or_useless_image_leaves_the_words(
    world: World, web: Web, content: bytes
) -> None:
    ada = await world.member("ada")
    web.pages["/x.png"] = page(content)
    await ada.posts(await world.general(), web.share("/x", "Words", "/x.png"))
    shown = (await ada.hears("message.previewed"))["previews"][0]
    assert shown["title"] == "Words"
    assert "image_width" not in shown
    assert "/x.png" in web.asked


async def test_pages_that_do_not_answer_hold_up_nothing_else(world: World) -> None:
    asked: list[str] = []
    held: list[asyncio.StreamWriter] = []

    async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        asked.append((await reader.readline()).decode())
        await reader.read()  # until the other side gives up

    ada = await world.member("ada")
    general = await world.general()
    async with await asyncio.start_server(is_silent, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        for number in range(16):
            await ada.posts(general, f"http://127.0.0.1:{port}/{number}")

        async def begun() -> bool:
            return bool(asked)

        await until(begun)
        at = now_ms(WallClock()) + 3_600_000
        added = await ada.call("scheduled.add", channel_id=general, text="Now", send_at=at)
        await ada.call("scheduled.send_now", scheduled_id=added["id"])

        async def gone() -> bool:
            return not (await ada.call("scheduled.list"))["items"]

        await until(gone)
        assert len(asked) < 16  # most of the pages are not even asked for yet
    for writer in held:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_previews_can_be_turned_off(tmp_path: Path, web: Web) -> None:
    async with previewing(tmp_path, link_previews=False) as world:
        ada = await world.member("ada")
        await ada.posts(await world.general(), web.share("/bees", "Bees"))
        await looked(world)
        assert web.asked == []


async def test_a_worker_looks_for_several_gateways(
    tmp_path: Path, web: Web, postgres_url: str, redis_url: str
) -> None:
    async with previewing(tmp_path, database_url=postgres_url, redis_url=redis_url) as world:
        stop = asyncio.Event()
        worker = asyncio.create_task(run_worker(world.server.settings, stop))
        ada = await world.member("ada")
        web.pages["/bee.png"] = page(picture())
        one, two = web.share("/one", "One", "/bee.png"), web.share("/two", "Two")
        said = await ada.posts(await world.general(), f"{one} {two}")
        shown = (await ada.hears("message.previewed"))["previews"]
        assert [each["title"] for each in shown] == ["One", "Two"]
        path = f"/previews/{said['id']}/{shown[0]['id']}"
        assert (await image(ada, world, path)).status_code == 200
        await ada.call("messages.edit", message_id=said["id"], text=two)
        heard = await ada.hears("message.previewed")
        assert [each["title"] for each in heard["previews"]] == ["Two"]
        await ada.call("messages.delete", message_id=said["id"])
        stop.set()
        await worker
