"""Static files go out packed to those who take it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from web.assets import CachedStatic

STYLE = "a { color: red; }\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    """A browser before a folder of files."""
    (tmp_path / "long.css").write_text(STYLE)
    (tmp_path / "short.css").write_text("a {}")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG" + bytes(2_000))
    app = Starlette(routes=[Mount("/static", CachedStatic(directory=tmp_path))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hive.example")


async def test_text_is_packed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/long.css?v=1", headers={"accept-encoding": "br, gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["vary"] == "accept-encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < len(STYLE) / 5
    assert answer.text == STYLE
    again = await client.get(
        "/static/long.css",
        headers={"accept-encoding": "gzip", "if-none-match": answer.headers["etag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize("accepts", ["identity", "br", "gzip;q=0"])
async def test_who_does_not_take_it_gets_it_plain(client: httpx.AsyncClient, accepts: str) -> None:
    answer = await client.get("/static/long.css", headers={"accept-encoding": accepts})
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.text == STYLE


@pytest.mark.parametrize("name", ["short.css", "photo.png", "none.css"])
async def test_what_would_gain_nothing_goes_out_as_it_is(
    client: httpx.AsyncClient, name: str
) -> None:
    answer = await client.get(f"/static/{name}", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


async def test_a_changed_file_is_packed_anew(client: httpx.AsyncClient, tmp_path: Path) -> None:
    headers = {"accept-encoding": "gzip"}
    await client.get("/static/long.css", headers=headers)
    (tmp_path / "long.css").write_bytes(b"b { color: blue; }\n" * 90)
    answer = await client.get("/static/long.css", headers=headers)
    assert answer.content.startswith(b"b {")
