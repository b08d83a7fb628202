"""Files: pictures as thumbnails, others as cards, too big ones with a plain sentence."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


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
