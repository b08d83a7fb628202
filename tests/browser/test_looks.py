"""The workspace's colour and logo reach everybody at once; paper and forced colours."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive

TEAL = "rgb(11, 122, 117)"
GROUND = "(element) => getComputedStyle(element).backgroundColor"
FACE = """(face) => ({
    said: face.textContent.trim(),
    ground: getComputedStyle(face).backgroundColor,
})"""


def test_a_colour_shows_in_open_windows_and_can_be_read(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "paint", "bob")
    bob = opens("bob")
    bob.opens("paint")
    mark = bob.page.locator(".workspace-mark")
    expect(mark).not_to_have_css("background-color", TEAL)
    hive.call("ada", "workspace.update", accent="#0b7a75")
    expect(mark).to_have_css("background-color", TEAL)
    bob.composer.fill("Fresh paint")
    send = bob.page.get_by_role("button", name="Send", exact=True)
    expect(send).to_have_css("background-color", TEAL)
    expect(send).to_have_css("color", "rgb(255, 255, 255)")
    bob.page.emulate_media(color_scheme="dark")
    assert faults(bob.page, "color-contrast") == []
    bob.page.emulate_media(color_scheme="light")
    assert faults(bob.page, "color-contrast") == []
    bob.page.reload()
    expect(mark).to_have_css("background-color", TEAL)
    comb = bob.page.locator(".front__comb")
    secret = hive.call("ada", "invitations.create")["secret"]
    bob.page.goto(f"{hive.url}/invite/{secret}")
    teal_comb = comb.evaluate(GROUND)
    hive.call("ada", "workspace.update", accent="#b3261e")
    bob.page.reload()
    assert comb.evaluate(GROUND) != teal_comb
    bob.goes_to("/")
    hive.call("ada", "workspace.update", accent="")
    expect(mark).to_have_css("background-color", "rgb(242, 169, 0)")


def test_a_logo_is_uploaded_and_shows_everywhere(hive: Hive, opens: Opens, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 400), (11, 122, 117)).save(picture, "PNG")
    (tmp_path / "logo.png").write_bytes(picture.getvalue())
    ada, bob = opens("ada"), opens("bob")
    expect(bob.page.locator("img.workspace-mark")).to_have_count(0)
    ada.page.goto(f"{hive.url}/admin")
    ada.page.get_by_label("Logo", exact=True).set_input_files(tmp_path / "logo.png")
    ada.page.get_by_role("button", name="Save logo").click()
    expect(ada.page.get_by_role("status")).to_contain_text("The logo is changed.")
    expect(ada.page.locator("img.logo-mark").first).to_be_visible()
    logo = bob.page.locator("img.workspace-mark")
    expect(logo).to_be_visible()
    assert logo.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 96
    icon = bob.page.locator('link[rel="icon"]').get_attribute("href") or ""
    assert icon.startswith("/logo/64.png?v=F")


def test_paper_shows_the_conversation_alone(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "minutes")
    ada = opens("ada")
    ada.opens("minutes")
    for line in ("One", "Two", "Three"):
        ada.writes(line)
    ada.sees("Three")
    ada.page.emulate_media(media="print", color_scheme="dark")
    for line in ("One", "Two", "Three"):
        expect(ada.message(line)).to_be_visible()
    for part in (".sidebar", ".composer", ".bar .icon-button"):
        expect(ada.page.locator(part).first).to_be_hidden()
    assert ada.page.locator(".message-list__box").evaluate("(box) => box.offsetHeight") > 100
    expect(ada.message("Three").locator(".text")).to_have_css("color", "rgb(0, 0, 0)")


def test_forced_colours_keep_the_edges(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    ada.page.emulate_media(forced_colors="active")
    here = ada.page.locator(".channel-row--here, [aria-current=page]").first
    expect(here).to_be_visible()
    expect(here).to_have_css("outline-style", "solid")
    expect(ada.page.locator(".composer__card, .go-field").first).to_have_css(
        "border-top-style", "solid"
    )


def test_a_face_is_the_same_in_the_chat_and_on_the_pages(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "faces", "bob", "chloe")
    ada = opens("ada")
    ada.opens("faces")
    hive.call("chloe", "messages.post", channel_id=ada.page.url.split("/c/")[1], text="Me")
    shown = ada.message("Me").locator(".avatar").evaluate(FACE)
    ada.page.goto(f"{hive.url}/admin")
    row = ada.page.locator(".row--person").filter(has_text="@chloe")
    assert row.locator(".face").evaluate(FACE) == shown
