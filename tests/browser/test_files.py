"""Files: pictures as thumbnails, others as cards, too big ones with a plain sentence."""

from __future__ import annotations

from io import BytesIO

import httpx
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window


def _photo() -> bytes:
    picture = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def test_a_photo_is_sent_and_seen_by_the_other(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "photos", "bob")
    ada, bob = opens("ada", pocket=True), opens("bob")
    ada.opens("photos")
    bob.opens("photos")
    photo = FilePayload(name="north-side.jpg", mimeType="image/jpeg", buffer=_photo())
    ada.page.locator("input[type=file]").set_input_files(photo)
    expect(ada.page.get_by_role("button", name="Remove north-side.jpg")).to_be_visible()
    ada.writes("The north side today")
    picture = bob.message("The north side today").get_by_role("img", name="north-side.jpg")
    expect(picture).to_be_visible()
    bob.page.wait_for_function("() => document.querySelector('.picture img')?.naturalWidth > 0")


def test_a_file_without_text_is_a_card_that_downloads(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "cards")
    ada = opens("ada")
    ada.opens("cards")
    notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"three lines\n" * 3)
    ada.page.locator("input[type=file]").set_input_files(notes)
    expect(ada.page.get_by_role("button", name="Remove notes.txt")).to_be_visible()
    ada.page.get_by_role("button", name="Send", exact=True).click()
    card = ada.page.locator("[data-id]").get_by_role("link", name="Download notes.txt")
    expect(card).to_contain_text("36 bytes")
    with ada.page.expect_download() as download:
        card.click()
    assert download.value.suggested_filename == "notes.txt"


def test_a_file_is_dropped_on_the_conversation(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "drop")
    ada = opens("ada")
    ada.opens("drop")
    carried = ada.page.evaluate_handle(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["dropped words"], "dropped.txt", { type: "text/plain" }));
            return carried;
        }"""
    )
    for event in ("dragenter", "dragover", "drop"):
        ada.page.dispatch_event("[data-conversation]", event, {"dataTransfer": carried})
    expect(ada.page.get_by_role("button", name="Remove dropped.txt")).to_be_visible()
    ada.page.get_by_role("button", name="Remove dropped.txt").click()
    expect(ada.page.get_by_role("list", name="Attached files")).to_have_count(0)


def test_a_text_that_is_too_long_is_kept_and_explained(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "too-long")
    ada = opens("ada")
    ada.opens("too-long")
    ada.composer.fill("a" * 16_001)
    ada.composer.press("Enter")
    expect(ada.page.get_by_text("1 character too long")).to_be_visible()
    expect(ada.composer).to_have_value("a" * 16_001)


def _taken_at_home(kind: str) -> FilePayload:
    """A small picture that lies on its side, and says where it was taken."""
    noted = Image.Exif()
    noted[ExifTags.Base.Make] = "A camera"
    noted[ExifTags.Base.Orientation] = 6
    noted.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 45.0, 51.0)
    out = BytesIO()
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    notes = {"xmp": b"<x:xmpmeta>At home</x:xmpmeta>"} if kind != "png" else {}
    picture.save(out, kind, exif=noted, **notes)
    return FilePayload(name=f"home.{kind}", mimeType=f"image/{kind}", buffer=out.getvalue())


def _arrived(ada: Window, channel_id: str) -> list[bytes]:
    """The files of the newest message."""
    [message] = ada.hive.call("ada", "messages.history", channel_id=channel_id, limit=1)["items"]
    cookies = {cookie["name"]: cookie["value"] for cookie in ada.context.cookies()}
    addresses = [f"{ada.hive.url}/files/{file['id']}" for file in message["files"]]
    return [httpx.get(address, cookies=cookies).content for address in addresses]


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_photo_does_not_tell_where_it_was_taken(hive: Hive, opens: Opens, pocket: bool) -> None:
    channel_id = hive.channel("ada", f"home-{pocket}".lower(), "bob")
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/c/{channel_id}")
    photos = [_taken_at_home(kind) for kind in ("jpeg", "png", "webp")]
    ada.page.locator("input[type=file]").set_input_files(photos)
    expect(ada.page.get_by_role("button", name="Remove home.webp")).to_be_visible()
    ada.writes("Small ones")
    expect(ada.message("Small ones").get_by_role("img")).to_have_count(3)
    ada.sees_once("Small ones")
    for photo, content in zip(photos, _arrived(ada, channel_id), strict=True):
        sent, was = Image.open(BytesIO(content)), Image.open(BytesIO(photo["buffer"]))
        assert dict(sent.getexif()) == {ExifTags.Base.Orientation: 6}
        assert not sent.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert b"At home" not in content
        assert sent.tobytes() == was.tobytes()


def test_the_original_says_what_it_carries(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "with-place")
    ada = opens("ada")
    ada.goes_to(f"/c/{channel_id}")
    photo = _taken_at_home("jpeg")
    ada.page.locator("input[type=file]").set_input_files(photo)
    ada.page.get_by_role("button", name="Options for home.jpeg").click()
    expect(ada.page.get_by_text("where and when it was taken")).to_be_visible()
    ada.page.get_by_role("checkbox", name="Send the original").check()
    ada.page.get_by_role("button", name="Save").click()
    ada.writes("As it is")
    ada.sees_once("As it is")
    assert _arrived(ada, channel_id) == [photo["buffer"]]
