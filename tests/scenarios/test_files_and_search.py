"""Dialogues about files and search, against a real server."""

from __future__ import annotations

import asyncio
import io
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.world import Person, Refused, World, open_world

TRIES, PAUSE_S = 600, 0.05  # a bound for what never comes


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, upload_limit_bytes=80 * 2**20) as opened:
        yield opened


def client(person: Person) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {person.token}"}
    return httpx.AsyncClient(base_url=person.world.url, headers=headers, timeout=60)


async def upload(person: Person, name: str, content: bytes) -> dict[str, Any]:
    async with client(person) as http:
        response = await http.post("/api/v1/files.upload", files={"file": (name, content)})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["result"]
    return found


async def status(person: Person, path: str) -> int:
    async with client(person) as http:
        return (await http.get(path)).status_code


async def finds(person: Person, query: str, *texts: str) -> None:
    """Wait until a search finds these, newest first, and nothing else; the index comes after."""
    shown: list[str] = []
    for _ in range(TRIES):
        items = (await person.call("search.messages", query=query))["items"]
        shown = [item["text"] for item in items]
        if shown == list(texts):
            return
        await asyncio.sleep(PAUSE_S)
    raise AssertionError(f"{query!r} finds {shown}")


async def test_ada_shows_a_photo_and_bob_sees_it_but_the_guest_does_not(world: World) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    gus = await world.guest("gus")
    general = await world.general()
    output = io.BytesIO()
    Image.new("RGB", (1000, 500), "gold").save(output, "PNG")
    photo = await upload(ada, "hive.png", output.getvalue())
    assert await status(bob, f"/files/{photo['id']}") == 404
    await bob.connects()
    await ada.posts(general, "", file_ids=[photo["id"]])
    heard = await bob.hears("message.posted", channel_id=general)
    assert heard["message"]["files"] == [photo]
    async with client(bob) as http:
        small = await http.get(f"/files/{photo['id']}/thumbnail")
        whole = await http.get(f"/files/{photo['id']}/hive.png")
    assert Image.open(io.BytesIO(small.content)).size == (720, 360)
    assert whole.content == output.getvalue()
    assert whole.headers["content-security-policy"].startswith("sandbox")
    assert await status(gus, f"/files/{photo['id']}") == 404


async def test_a_large_file_passes_through_without_filling_memory(world: World) -> None:
    ada = await world.member("ada")

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n'
        for _ in range(60):
            yield b"\x00" * 2**20
        yield b"\r\n--x--\r\n"

    async with client(ada) as http:
        tracemalloc.start()
        headers = {"content-type": "multipart/form-data; boundary=x"}
        response = await http.post("/api/v1/files.upload", content=body(), headers=headers)
        file = response.json()["result"]
        size = 0
        async with http.stream("GET", f"/files/{file['id']}") as download:
            async for chunk in download.aiter_bytes():
                size += len(chunk)
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (file["size_bytes"], size) == (60 * 2**20, 60 * 2**20)
    assert peak_bytes < 20 * 2**20


async def test_a_file_over_the_limit_is_refused_while_it_is_sent(world: World) -> None:
    ada = await world.member("ada")

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n'
        for _ in range(100):
            yield b"\x00" * 2**20
        yield b"\r\n--x--\r\n"

    async with client(ada) as http:
        headers = {"content-type": "multipart/form-data; boundary=x"}
        response = await http.post("/api/v1/files.upload", content=body(), headers=headers)
    assert response.status_code == 413
    assert response.json()["error"]["field"] == "file"
    assert await status(ada, "/health") == 200


async def test_an_upload_that_breaks_off_leaves_nothing(world: World, tmp_path: Path) -> None:
    ada = await world.member("ada")
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    writer.write(
        b"POST /api/v1/files.upload HTTP/1.1\r\nHost: hive\r\nContent-Length: 900000\r\n"
        b"Authorization: Bearer " + ada.token.encode() + b"\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"x" * 500_000
    )
    await writer.drain()
    folder = tmp_path / "files"
    await until(lambda: any((folder / "incoming").iterdir()))
    writer.close()
    await until(lambda: not any(path.is_file() for path in folder.rglob("*")))
    assert await status(ada, "/health") == 200
    del reader


async def test_what_is_said_is_found_a_moment_later_by_who_may_read_it(world: World) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    gus = await world.guest("gus")
    cellar = await ada.creates("cellar", "private")
    await ada.posts(await world.general(), "The Été of the bees")
    await ada.posts(cellar, "bees in the cellar")
    await finds(ada, "bee", "bees in the cellar", "The Été of the bees")
    await finds(bob, "bee", "The Été of the bees")
    await finds(bob, "ete", "The Été of the bees")
    assert (await gus.call("search.messages", query="bees"))["items"] == []
    with pytest.raises(Refused) as caught:
        await bob.call("search.messages", query="bees", channel_id=cellar)
    assert caught.value.code == "not_found"


async def until(condition: Any) -> None:
    """Wait until it holds."""
    for _ in range(TRIES):
        if condition():
            return
        await asyncio.sleep(PAUSE_S)
    raise AssertionError("it did not come to hold")
