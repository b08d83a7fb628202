"""The workspace's colour and logo: on the pages, in the style sheet, before sign-in."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.web.reader import Reader
from tests.world import World


def picture(width: int, height: int) -> bytes:
    """A red PNG."""
    output = io.BytesIO()
    Image.new("RGB", (width, height), (200, 20, 30)).save(output, "PNG")
    return output.getvalue()


async def uploads(reader: Reader, name: str, content: bytes) -> str:
    """As the page's script does it; answers the file's id."""
    answer = await reader.client.post(
        "/api/v1/files.upload",
        files={"file": (name, content)},
        headers={"x-ruche": "1", "accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["result"]["id"])


async def test_the_colour_reaches_every_page(ada: Reader, visitor: Reader) -> None:
    assert "brand.css" not in (await visitor.opens("/sign-in")).source
    await ada.opens("/admin")
    page = await ada.sends("/admin/looks", accent="#1D6FE0")
    assert "The workspace has its colour." in page.text
    address = "/brand.css?v=1d6fe0"
    assert address in page.source
    assert address in (await visitor.opens("/sign-in")).source
    sheet = await visitor.client.get(address)
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert "--brand-day-fill: #1d6fe0;" in sheet.text
    assert "--brand-night-on-fill: " in sheet.text
    stale = await visitor.client.get("/brand.css?v=f2a900")
    assert stale.headers["cache-control"] == "no-cache"


async def test_a_colour_that_would_not_do_gets_a_sentence_and_the_nearest(ada: Reader) -> None:
    await ada.opens("/admin")
    page = await ada.sends("/admin/looks", accent="#808080")
    assert page.status == 422
    field = page.field("accent")
    assert field.wrong
    assert field.note.endswith("The nearest one that works is #838383.")
    assert "Use #838383" in page.text
    saved = await ada.sends("/admin/looks", accent="#808080", suggested="#838383")
    assert "/brand.css?v=838383" in saved.source
    plain = await ada.sends("/admin/looks", accent="#838383", own="1")
    assert "brand.css" not in plain.source


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#zzzzzz", "url(//x)"])
async def test_what_is_no_colour_is_said(ada: Reader, accent: str) -> None:
    await ada.opens("/admin")
    page = await ada.sends("/admin/looks", accent=accent)
    assert page.status == 422
    assert page.field("accent").note.endswith("such as #f2a900.")


async def test_the_logo_is_seen_before_sign_in_and_is_the_icon(
    ada: Reader, visitor: Reader
) -> None:
    assert (await visitor.client.get("/logo/192.png")).status_code == 404
    await ada.opens("/admin")
    file_id = await uploads(ada, "logo.png", picture(300, 200))
    page = await ada.sends("/admin/logo", logo_file_id=file_id)
    assert "The logo is changed." in page.text
    door = await visitor.opens("/sign-in")
    assert f"/logo/96.png?v={file_id}" in door.source
    assert f'rel="apple-touch-icon" href="/logo/180.png?v={file_id}"' in door.source
    for path, corner in (("192", 0), ("maskable-512", 255)):
        answer = await visitor.client.get(f"/logo/{path}.png?v={file_id}")
        assert answer.headers["content-type"] == "image/png"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        with Image.open(io.BytesIO(answer.content)) as drawn:
            side = int(path.rpartition("-")[2])
            assert drawn.size == (side, side)
            assert drawn.convert("RGBA").getpixel((0, 0))[3] == corner  # type: ignore[index]
            red = drawn.convert("RGB").getpixel((side // 2, side // 2))
            assert red[0] > 180 > 60 > red[1]  # type: ignore[index]
    assert (await visitor.client.get("/logo/193.png")).status_code == 404
    page = await ada.sends("/admin/logo", remove="1")
    assert "logo-mark" not in page.source
    assert (await visitor.client.get("/logo/192.png")).status_code == 404


async def test_a_logo_that_is_no_picture_is_refused(ada: Reader) -> None:
    await ada.opens("/admin")
    file_id = await uploads(ada, "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    page = await ada.sends("/admin/logo", logo_file_id=file_id)
    assert page.status == 422
    assert "A logo must be a picture" in page.text
    page = await ada.sends("/admin/logo", logo_file_id="")
    assert "Choose a picture first." in page.text


async def test_looks_follow_a_person_to_other_browsers(world: World, ada: Reader) -> None:
    await ada.opens("/settings")
    page = await ada.sends("/settings/looks", theme="dark", contrast="high")
    assert "on all your devices" in page.text
    other = Reader(world.url)
    await other.signs_in("ada@hive.example", "honey and wax")
    seen = await other.opens("/settings")
    assert seen.html["data-theme"] == "dark"
    assert seen.html["data-contrast"] == "high"
    await other.client.aclose()
