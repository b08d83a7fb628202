"""One's photo: chosen and cut, in the chat or on the settings; initials where there is none."""

from __future__ import annotations

from io import BytesIO

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.access import faults_in_all_looks, small_targets
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window


@pytest.fixture(scope="module")
def studio(hive: Hive) -> str:
    """A channel in which Ada has written."""
    channel_id = hive.channel("ada", "studio", "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="How do I look?")
    return "studio"


def _portrait() -> FilePayload:
    """Red on the left, blue on the right, and wide."""
    picture = Image.new("RGB", (1600, 800), (200, 20, 30))
    picture.paste((20, 30, 200), (800, 0, 1600, 800))
    output = BytesIO()
    picture.save(output, "PNG")
    return FilePayload(name="me.png", mimeType="image/png", buffer=output.getvalue())


def _photo_id(hive: Hive, handle: str) -> str | None:
    file_id: str | None = hive.call(handle, "people.me").get("avatar_file_id")
    return file_id


def _photo(window: Window, file_id: str) -> Image.Image:
    cookies = {cookie["name"]: cookie["value"] for cookie in window.context.cookies()}
    answer = httpx.get(f"{window.hive.url}/files/{file_id}", cookies=cookies)
    return Image.open(BytesIO(answer.content))


def _has_loaded(picture: Locator) -> None:
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_photo_is_cut_to_a_square_and_others_see_it(
    hive: Hive, studio: str, opens: Opens, pocket: bool
) -> None:
    ada, bob = opens("ada", pocket=pocket), opens("bob")
    bob.opens(studio)
    ada.goes_to("/me")
    ada.page.get_by_role("button", name="Add a photo").click()
    dialog = ada.page.get_by_role("dialog", name="Photo")
    with ada.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files(_portrait())
    expect(dialog.get_by_role("img", name="What others will see")).to_be_visible()
    dialog.get_by_role("slider", name="Left to right").fill("1")
    assert faults_in_all_looks(ada.page) == []
    assert small_targets(ada.page, 44 if pocket else 24) == []
    dialog.get_by_role("button", name="Save photo").click()
    expect(dialog).to_have_count(0)
    _has_loaded(ada.page.locator(".me__card .avatar img"))
    _has_loaded(bob.message("How do I look?").locator(".avatar img"))
    file_id = _photo_id(hive, "ada")
    assert file_id is not None
    picture = _photo(bob, file_id)
    assert picture.size == (512, 512)
    red, _, blue = picture.convert("RGB").getpixel((40, 256))  # type: ignore[misc]
    assert blue > 150 > 60 > red
    ada.page.get_by_role("button", name="Change the photo").click()
    dialog.get_by_role("button", name="Remove the photo").click()
    expect(dialog).to_have_count(0)
    expect(ada.page.locator(".me__card .avatar")).to_have_text("A")
    expect(bob.message("How do I look?").locator(".avatar")).to_have_text("A")


def test_a_picture_that_cannot_be_read_is_no_photo(opens: Opens) -> None:
    ada = opens("ada")
    ada.goes_to("/me")
    ada.page.get_by_role("button", name="Add a photo").click()
    broken = FilePayload(name="me.jpg", mimeType="image/jpeg", buffer=b"no picture")
    dialog = ada.page.get_by_role("dialog", name="Photo")
    dialog.locator("input[type=file]").set_input_files(broken)
    expect(dialog.get_by_role("alert")).to_have_text(
        "This picture cannot be read. Choose another one."
    )
    expect(dialog.get_by_role("button", name="Choose a picture")).to_be_visible()


def test_the_settings_cut_the_middle_and_initials_stand_in_for_what_is_gone(
    hive: Hive, studio: str, opens: Opens
) -> None:
    bob = opens("bob")
    bob.page.goto(f"{hive.url}/settings")
    section = bob.page.locator("#photo")
    section.get_by_label("Picture").set_input_files(_portrait())
    section.get_by_role("button", name="Save photo").click()
    expect(bob.page.get_by_text("Your photo is saved.")).to_be_visible()
    _has_loaded(section.locator(".face img"))
    file_id = _photo_id(hive, "bob")
    assert file_id is not None
    picture = _photo(bob, file_id)
    assert picture.size == (512, 512)
    assert picture.convert("RGB").getpixel((40, 256))[0] > 150  # type: ignore[index]
    for blob in (hive.folder / "files").rglob("*"):
        if blob.is_file():
            blob.unlink()
    ada = opens("ada")
    channels = hive.call("bob", "channels.list", limit=100)["items"]
    studio_id = next(one["id"] for one in channels if one.get("name") == studio)
    hive.call("bob", "messages.post", channel_id=studio_id, text="Can you see me?")
    ada.goes_to(f"/c/{studio_id}")
    expect(ada.message("Can you see me?").locator(".avatar")).to_have_text("B")
    ada.page.goto(f"{hive.url}/admin")
    ada.page.get_by_text("@bob").scroll_into_view_if_needed()  # pictures load once they are near
    expect(ada.page.locator(".face").filter(has_text="B")).to_have_count(1)
    ada.words = [word for word in ada.words if file_id not in word]
