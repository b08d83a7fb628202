"""Files over HTTP: in by a stream, out to those who may see them, never as active content."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from channels.core.actor import Actor
from persistence.blobs_disk import DiskBlobs
from server.auth import SESSION_COOKIE, Authenticator
from server.config import Settings
from server.door import Door
from server.downloads import disposition, to_range
from server.files import file_routes
from tests.house import House, open_house

LIMIT_BYTES = 2 * 2**20


class Desk:
    """A browser or script of one person at the upload and download edges."""

    def __init__(self, house: House, app: Starlette, folder: Path) -> None:
        self.house = house
        self.folder = folder
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://hive.example"
        )

    async def token(self, who: Actor) -> dict[str, str]:
        made = await self.house.ask(who, "tokens.create")
        return {"authorization": f"Bearer {made.secret}"}

    async def upload(self, who: Actor, name: str, content: Any, **more: Any) -> httpx.Response:
        headers = await self.token(who)
        files = {"file": (name, content, "text/html")}
        return await self.client.post("/api/v1/files.upload", files=files, headers=headers, **more)

    async def uploaded(self, who: Actor, name: str, content: bytes) -> dict[str, Any]:
        response = await self.upload(who, name, content)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()["result"]
        return found

    async def get(self, who: Actor, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={**await self.token(who), **headers})

    def blobs(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ada(house: House) -> Actor:
    return await house.open()


@pytest.fixture
async def bob(house: House, ada: Actor) -> Actor:
    return await house.add("bob")


@pytest.fixture
async def desk(house: House, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(data=tmp_path)
    auth = Authenticator(house.store, house.clock, settings)
    await auth.start(house.door.call)
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    door = Door(house.door, house.store)
    app = Starlette(routes=file_routes(door, blobs, auth.authenticate_http, LIMIT_BYTES))
    found = Desk(house, app, tmp_path / "blobs")
    yield found
    await found.client.aclose()


def picture(width: int = 1200, height: int = 900) -> bytes:
    output = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(output, "JPEG")
    return output.getvalue()


async def test_what_goes_in_comes_out(desk: Desk, ada: Actor) -> None:
    content = os.urandom(1_500_000)
    file = await desk.uploaded(ada, 'Été & Co "1".bin', content)
    assert file == {
        "id": file["id"],
        "name": 'Été & Co "1".bin',
        "mime": "application/octet-stream",
        "size_bytes": 1_500_000,
    }
    response = await desk.get(ada, f"/files/{file['id']}/anything.bin")
    assert response.content == content
    assert response.headers["content-length"] == "1500000"


async def test_a_picture_gets_its_size_and_a_thumbnail(desk: Desk, ada: Actor) -> None:
    file = await desk.uploaded(ada, "bee.html", picture())
    assert (file["mime"], file["width"], file["height"]) == ("image/jpeg", 1200, 900)
    assert file["thumbnail"] is True
    response = await desk.get(ada, f"/files/{file['id']}/thumbnail")
    assert response.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(response.content)).size == (720, 540)


async def test_a_picture_is_shown_in_place_and_guarded(desk: Desk, ada: Actor) -> None:
    file = await desk.uploaded(ada, "bee.jpg", picture(20, 20))
    headers = (await desk.get(ada, f"/files/{file['id']}")).headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-disposition"].startswith("inline;")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox;")
    assert headers["cache-control"].startswith("private")
    assert "cookie" in headers["vary"]


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>", "application/octet-stream"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"),
        ("feed.xml", b"<?xml version='1.0'?><a/>", "application/octet-stream"),
        ("plan.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("notes.html", b"just words", "text/plain; charset=utf-8"),
        ("fake.png", b"MZ\x90\x00", "application/octet-stream"),
    ],
)
async def test_what_a_browser_might_run_is_only_saved(
    desk: Desk, ada: Actor, name: str, content: bytes, mime: str
) -> None:
    file = await desk.uploaded(ada, name, content)
    headers = (await desk.get(ada, f"/files/{file['id']}/{name}")).headers
    assert headers["content-type"] == mime
    assert headers["content-disposition"].startswith("attachment;")


async def test_others_find_a_file_once_it_is_posted_where_they_read(
    desk: Desk, house: House, ada: Actor, bob: Actor
) -> None:
    file = await desk.uploaded(ada, "bee.jpg", picture(20, 20))
    paths = [f"/files/{file['id']}", f"/files/{file['id']}/thumbnail"]
    for path in [*paths, "/files/F0NOTHERE"]:
        response = await desk.get(bob, path)
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "not_found"
    channel_id = (await house.ask(ada, "workspace.get")).general_channel_id
    await house.ask(ada, "messages.post", channel_id=channel_id, text="", file_ids=[file["id"]])
    for path in paths:
        assert (await desk.get(bob, path)).status_code == 200
    for path in paths:
        assert (await desk.client.get(path)).status_code == 401


async def test_too_large_a_file_is_refused_and_leaves_nothing(desk: Desk, ada: Actor) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 65_536
        yield b"\r\n--x--\r\n"

    announced = await desk.upload(ada, "a", b"x" * (LIMIT_BYTES + 100_000))
    headers = {**await desk.token(ada), "content-type": "multipart/form-data; boundary=x"}
    unannounced = await desk.client.post("/api/v1/files.upload", content=body(), headers=headers)
    for response in (announced, unannounced):
        assert response.status_code == 413
        assert response.json()["error"]["code"] == "invalid"
        assert response.json()["error"]["field"] == "file"
    assert desk.blobs() == []


async def test_a_file_of_exactly_the_limit_is_taken(desk: Desk, ada: Actor) -> None:
    file = await desk.uploaded(ada, "a", b"\x00" * LIMIT_BYTES)
    assert file["size_bytes"] == LIMIT_BYTES


BROKEN = {
    "no multipart": ("application/json", b"{}"),
    "no boundary": ("multipart/form-data", b"--x--\r\n"),
    "a boundary that never comes": ("multipart/form-data; boundary=x", b"hello"),
    "no end": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    ),
    "no file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--x--\r\n',
    ),
    "two files": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n1\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n2\r\n--x--\r\n',
    ),
    "nothing": ("multipart/form-data; boundary=x", b""),
    "a broken header": ("multipart/form-data; boundary=x", b"--x\r\n\xff\xfe\r\n\r\n--x--\r\n"),
}


@pytest.mark.parametrize("case", sorted(BROKEN))
async def test_a_broken_body_is_a_clear_error_and_leaves_nothing(
    desk: Desk, ada: Actor, case: str
) -> None:
    content_type, body = BROKEN[case]
    headers = {**await desk.token(ada), "content-type": content_type}
    response = await desk.client.post("/api/v1/files.upload", content=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid"
    assert response.json()["error"]["field"] == "file"
    assert desk.blobs() == []


async def test_other_parts_are_passed_over(desk: Desk, ada: Actor) -> None:
    response = await desk.upload(ada, "a.txt", b"hello", data={"note": "x" * 100_000})
    assert response.json()["result"]["size_bytes"] == 5


async def test_an_empty_file_is_a_file(desk: Desk, ada: Actor) -> None:
    file = await desk.uploaded(ada, "empty", b"")
    response = await desk.get(ada, f"/files/{file['id']}")
    assert (response.status_code, response.content) == (200, b"")


async def test_a_cookie_alone_does_not_upload(desk: Desk, house: House, ada: Actor) -> None:
    secret = await house.ask(ada, "tokens.create")
    files = {"file": ("a", b"x")}
    desk.client.cookies.set(SESSION_COOKIE, secret.secret)
    refused = await desk.client.post("/api/v1/files.upload", files=files)
    assert refused.status_code == 403
    taken = await desk.client.post("/api/v1/files.upload", files=files, headers={"x-ruche": "1"})
    assert taken.status_code == 200
    desk.client.cookies.clear()
    assert (await desk.client.post("/api/v1/files.upload", files=files)).status_code == 401


async def test_ranges_and_etags_are_honoured(desk: Desk, ada: Actor) -> None:
    content = bytes(range(256)) * 10
    path = f"/files/{(await desk.uploaded(ada, 'a', content))['id']}"
    whole = await desk.get(ada, path)
    etag = whole.headers["etag"]
    part = await desk.get(ada, path, range="bytes=100-199")
    assert (part.status_code, part.content) == (206, content[100:200])
    assert part.headers["content-range"] == "bytes 100-199/2560"
    assert (await desk.get(ada, path, range="bytes=-60")).content == content[-60:]
    assert (await desk.get(ada, path, range="bytes=2500-")).content == content[2500:]
    beyond = await desk.get(ada, path, range="bytes=2560-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */2560")
    stale = await desk.get(ada, path, **{"range": "bytes=0-1", "if-range": '"other"'})
    assert (stale.status_code, stale.content) == (200, content)
    known = await desk.get(ada, path, **{"if-none-match": etag})
    assert (known.status_code, known.content) == (304, b"")


async def test_many_uploads_at_once_all_arrive(desk: Desk, ada: Actor) -> None:
    contents = [os.urandom(200_000) for _ in range(8)]
    found = await asyncio.gather(*(desk.uploaded(ada, "a", content) for content in contents))
    for file, content in zip(found, contents, strict=True):
        assert (await desk.get(ada, f"/files/{file['id']}")).content == content


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("bytes=0-0", (0, 1)),
        ("bytes=0-99999", (0, 1000)),
        ("bytes=999-", (999, 1000)),
        ("bytes=-1", (999, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=-0", (1000, 1000)),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=x-y", None),
        ("bytes=-", None),
        ("bytes=" + "9" * 60 + "-", None),
    ],
)
def test_a_range_is_read_as_the_rfc_says(header: str, found: tuple[int, int] | None) -> None:
    assert to_range(header, 1000) == found


def test_a_name_in_a_header_is_escaped() -> None:
    assert disposition('a"\\\r\né.txt', inline=False) == (
        "attachment; filename=\"a______.txt\"; filename*=UTF-8''a%22%5C%0D%0A%C3%A9.txt"
    ).replace("a______", "a_____")
