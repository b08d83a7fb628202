"""Writing: formatting and its preview, rich paste, emoji, files, voice, changing what was sent."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Route, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

ORIENTATION, MAKER = 0x0112, 0x010F


@pytest.fixture(scope="module")
def site(hive: Hive) -> str:
    """A channel of all three."""
    return hive.channel("ada", "site-lyon", "bob", "chloe")


def _photo(width: int = 4000, height: int = 3000) -> FilePayload:
    """A photo that a phone took upright: the pixels lie, and a tag tells to turn them."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Telephone"
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return FilePayload(name="north-side.jpg", mimeType="image/jpeg", buffer=out.getvalue())


def _pastes(window: Window, key: str = "Control+v", **kinds: str) -> None:
    """Paste what another program put on the clipboard."""
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.page.evaluate(
        """(kinds) => {
            const blobs = Object.entries(kinds).map(([kind, text]) => {
                const type = "text/" + kind;
                return [type, new Blob([text], { type })];
            });
            return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
        }""",
        kinds,
    )
    window.composer.press(key)


def _sent(window: Window, text: str) -> Locator:
    """The message once the server has it."""
    return window.page.locator("[data-id]").filter(has_text=text).last


def _picks_emoji(window: Window) -> None:
    if window.pocket:
        window.page.get_by_role("button", name="Add to the message").click()
        window.page.get_by_role("menuitem", name="Insert an emoji").click()
    else:
        window.page.get_by_role("button", name="Insert an emoji").click()


def test_keys_format_and_a_preview_shows_it(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    preview = ada.page.locator(".writing-preview")
    ada.composer.press_sequentially("the plan")
    expect(preview).to_have_count(0)
    for _ in range(4):
        ada.composer.press("Shift+ArrowLeft")
    ada.composer.press("Control+b")
    expect(ada.composer).to_have_value("the **plan**")
    expect(preview.locator("strong")).to_have_text("plan")
    ada.composer.press("Control+z")
    expect(ada.composer).to_have_value("the plan")
    ada.composer.fill("- north")
    ada.composer.press("Shift+Enter")
    ada.composer.press_sequentially("south, for @bob")
    expect(ada.composer).to_have_value("- north\n- south, for @bob")
    expect(preview.locator("li")).to_have_count(2)
    expect(preview.get_by_text("@Bob")).to_have_count(1)
    ada.composer.press("Escape")
    ada.composer.press("Enter")
    expect(_sent(ada, "south, for @Bob").locator("li")).to_have_count(2)
    expect(preview).to_have_count(0)


def test_enter_makes_a_line_within_code_and_sends_after_it(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.press_sequentially("```py")
    ada.composer.press("Enter")
    ada.composer.press_sequentially("total = 1")
    ada.composer.press("Enter")
    ada.composer.press_sequentially("```")
    expect(ada.page.locator(".writing-preview pre")).to_contain_text("total = 1")
    ada.composer.press("Enter")
    expect(_sent(ada, "total = 1").locator("pre")).to_have_count(1)


def test_the_formatting_row_unfolds_and_is_remembered(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.page.get_by_role("button", name="Formatting").click()
    ada.composer.fill("important")
    ada.composer.press("Control+a")
    ada.page.get_by_role("button", name="Struck out").click()
    expect(ada.composer).to_have_value("~~important~~")
    ada.composer.fill("")
    ada.page.reload()
    expect(ada.page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    ada.page.get_by_role("button", name="Formatting").click()
    expect(ada.page.get_by_role("toolbar", name="Formatting")).to_have_count(0)


def test_rich_text_is_pasted_as_clean_markdown(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    html = (
        "<p>Read <b>this</b>, <a href='https://example.org/plan'>the plan</a></p>"
        "<ul><li>one</li><li>two</li></ul>"
    )
    _pastes(ada, html=html, plain="Read this, the plan")
    markdown = "Read **this**, [the plan](https://example.org/plan)\n\n- one\n- two"
    expect(ada.composer).to_have_value(markdown)
    ada.composer.fill("")
    _pastes(ada, "Control+Shift+V", html=html, plain="Read this, the plan")
    expect(ada.composer).to_have_value("Read this, the plan")
    ada.composer.fill("the plan")
    ada.composer.press("Control+a")
    _pastes(ada, plain="https://example.org/plan")
    expect(ada.composer).to_have_value("[the plan](https://example.org/plan)")
    ada.composer.fill("")
    _pastes(ada, plain="long " * 20_000)
    expect(ada.page.get_by_role("button", name="Remove text.txt")).to_be_visible()
    ada.page.get_by_role("button", name="Remove text.txt").click()
    ada.writes("Shorter")  # the server hears it after the draft, which may be on its way
    expect(_sent(ada, "Shorter")).to_be_visible()


def test_hostile_html_becomes_words(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    html = (
        "<p style='color:red'>Do <b onclick='a()'>not</b> run<style>p{color:red}</style>"
        "<img src=x onerror='document.title=`caught`'><script>document.title='caught'</script>"
        "<a href='javascript:alert(1)'>this</a><iframe src='https://example.org'></iframe></p>"
    )
    ada.composer.evaluate(  # the browser's own clipboard would clean it first
        """(field, html) => {
            const carried = new DataTransfer();
            carried.setData("text/html", html);
            carried.setData("text/plain", "words");
            const options = { clipboardData: carried, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        html,
    )
    expect(ada.composer).to_have_value("Do **not** runthis")
    assert "caught" not in ada.page.title()
    ada.composer.fill("")


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_an_emoji_is_found_in_a_skin_tone_and_comes_back(
    site: str, opens: Opens, pocket: bool
) -> None:
    who = "bob" if pocket else "ada"
    writer = opens(who, pocket=pocket)
    writer.opens("site-lyon")
    _picks_emoji(writer)
    writer.page.get_by_role("button", name="Medium skin tone").click()
    writer.page.get_by_role("searchbox", name="Find an emoji").fill("wvae")
    writer.page.get_by_role("button", name="waving hand").click()
    expect(writer.composer).to_have_value("👋🏽")
    _picks_emoji(writer)
    recent = writer.page.get_by_role("group", name="Recent")
    expect(recent.get_by_role("button", name="waving hand")).to_have_text("👋🏽")
    writer.page.get_by_role("button", name="No skin tone").click()
    expect(recent.get_by_role("button", name="waving hand")).to_have_text("👋")
    if not pocket:
        writer.page.get_by_role("searchbox", name="Find an emoji").press("ArrowDown")
        expect(recent.get_by_role("button", name="waving hand")).to_be_focused()
    writer.page.keyboard.press("Escape")
    writer.composer.press("Enter")
    expect(_sent(writer, "👋🏽")).to_be_visible()


def test_short_codes_forgive_a_mistake_and_smileys_are_left_alone(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.press_sequentially("off we go :rokcet")
    expect(ada.page.get_by_role("option", name=":rocket:")).to_be_visible()
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("off we go 🚀 ")
    ada.composer.fill("")
    ada.composer.press_sequentially("see you :)")
    ada.composer.press("Enter")
    expect(_sent(ada, "see you :)")).to_be_visible()
    ada.composer.press_sequentially("in #siet")
    expect(ada.page.get_by_role("option", name="site-lyon")).to_be_visible()
    ada.composer.press("Tab")
    expect(ada.composer).to_have_value("in #site-lyon ")
    ada.composer.fill("")


def test_a_reaction_may_be_any_emoji(hive: Hive, site: str, opens: Opens) -> None:
    hive.call("bob", "messages.post", channel_id=site, text="The trench is dug")
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.points_at("The trench is dug")
    ada.message("The trench is dug").get_by_role("button", name="Add a reaction").first.click()
    ada.page.get_by_role("searchbox", name="Find an emoji").fill(
        "pelleteuse"
    )  # no emoji is called that
    expect(ada.page.get_by_text("No emoji of that name.")).to_be_visible()
    ada.page.get_by_role("searchbox", name="Find an emoji").fill("chateau")
    ada.page.get_by_role("button", name="castle", exact=True).click()
    chip = ada.message("The trench is dug").get_by_role("button", pressed=True)
    expect(chip).to_contain_text("🏰")


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_photo_is_made_smaller_upright_and_described(
    hive: Hive, site: str, opens: Opens, pocket: bool
) -> None:
    ada = opens("ada", pocket=pocket)
    ada.opens("site-lyon")
    if pocket:
        with ada.page.expect_file_chooser() as chooser:
            ada.page.get_by_role("button", name="Take a photo").click()
        chooser.value.set_files(_photo())
    else:
        ada.page.locator("input[type=file]").set_input_files(_photo())
    expect(ada.page.get_by_text("made smaller")).to_be_visible()
    ada.page.get_by_role("button", name="Options for north-side.jpg").click()
    ada.page.get_by_role("textbox", name="Description").fill("The north side, dug out")
    ada.page.get_by_role("button", name="Save").click()
    text = f"Photo from the {'pocket' if pocket else 'desk'}"
    ada.writes(text)
    seen = _sent(ada, text).get_by_role("img", name="The north side, dug out")
    expect(seen).to_be_visible()
    [message] = hive.call("bob", "messages.history", channel_id=site, limit=1)["items"]
    [file] = message["files"]
    assert file["alt"] == "The north side, dug out"
    picture = Image.open(BytesIO(_fetched(ada, file["id"])))
    assert picture.size == (1920, 2560)
    assert not picture.getexif()


def _fetched(window: Window, file_id: str) -> bytes:
    cookies = {cookie["name"]: cookie["value"] for cookie in window.context.cookies()}
    return httpx.get(f"{window.hive.url}/files/{file_id}", cookies=cookies).content


def test_the_original_goes_where_it_is_wanted(hive: Hive, site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    photo = _photo()
    broken = FilePayload(name="broken.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff no photo")
    ada.page.locator("input[type=file]").set_input_files([photo, broken])
    expect(ada.page.get_by_text("made smaller")).to_be_visible()
    ada.page.get_by_role("button", name="Options for north-side.jpg").click()
    ada.page.get_by_role("checkbox", name="Send the original").check()
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.get_by_text("made smaller")).to_have_count(0)
    ada.writes("With all its pixels")
    expect(_sent(ada, "With all its pixels")).to_be_visible()
    [message] = hive.call("bob", "messages.history", channel_id=site, limit=1)["items"]
    assert [file["name"] for file in message["files"]] == ["north-side.jpg", "broken.jpg"]
    assert _fetched(ada, message["files"][0]["id"]) == photo["buffer"]


def test_a_picture_that_cannot_be_read_is_said_to_go_as_a_file(
    hive: Hive, site: str, opens: Opens
) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.fill("What is left of them")
    photo = _photo(400, 300)["buffer"]
    cut = FilePayload(name="cut.jpg", mimeType="image/jpeg", buffer=photo[: len(photo) // 3])
    words = FilePayload(name="words.jpg", mimeType="image/jpeg", buffer=b"twelve bytes")
    ada.page.locator("input[type=file]").set_input_files([cut, words])
    files = ada.page.get_by_role("list", name="Attached files").get_by_role("listitem")
    for name in ("cut.jpg", "words.jpg"):
        said = files.filter(has_text=name).get_by_role("status")
        expect(said).to_have_text("This picture cannot be read; it goes as a file.")
    expect(ada.composer).to_have_value("What is left of them")
    ada.composer.press("Enter")
    expect(_sent(ada, "What is left of them")).to_contain_text("words.jpg")
    [message] = hive.call("bob", "messages.history", channel_id=site, limit=1)["items"]
    assert [file["name"] for file in message["files"]] == ["cut.jpg", "words.jpg"]


def test_a_message_sent_too_early_waits_for_its_files(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    held: list[Route] = []
    ada.page.route("**/files.upload", lambda route: held.append(route))
    notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"three lines\n")
    ada.page.locator("input[type=file]").set_input_files(notes)
    expect(ada.page.get_by_role("progressbar", name="Uploading notes.txt")).to_be_visible()
    ada.composer.fill("With my notes")
    ada.composer.press("Enter")
    expect(ada.page.get_by_text("This goes once the files have arrived.")).to_be_visible()
    expect(ada.composer).to_have_value("With my notes")
    held[0].continue_()
    expect(_sent(ada, "With my notes")).to_contain_text("notes.txt")
    expect(ada.composer).to_have_value("")


def test_a_file_of_a_gigabyte_gets_a_sentence_and_the_draft_stays(
    site: str, opens: Opens, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(1_100_000_000)
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.fill("The film of today")
    ada.page.locator("input[type=file]").set_input_files(film)
    sentence = "film.mp4 is 1.1 GB; the limit is 100 MB. Send a link instead?"
    expect(ada.page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(ada.composer).to_have_value("The film of today")
    ada.composer.fill("")


def test_a_text_that_is_too_long_can_go_as_a_file(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.fill("a" * 16_001)
    ada.composer.press("Enter")
    expect(ada.page.get_by_text("1 character too long: 16,001 of 16,000.")).to_be_visible()
    expect(ada.composer).to_have_value("a" * 16_001)
    ada.page.get_by_role("button", name="Send it as a file").click()
    expect(ada.page.get_by_role("button", name="Remove text.txt")).to_be_visible()
    expect(ada.composer).to_have_value("")
    ada.page.get_by_role("button", name="Remove text.txt").click()
    ada.writes("Shorter then")  # the server hears it after the draft, which may be on its way
    ada.sees_once("Shorter then")


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_voice_message_is_recorded_heard_and_sent(
    hive: Hive, site: str, opens: Opens, pocket: bool
) -> None:
    ada = opens("ada", pocket=pocket)
    ada.context.grant_permissions(["microphone"])
    ada.opens("site-lyon")
    ada.page.get_by_role("button", name="Record a voice message").click()
    expect(ada.page.get_by_role("timer")).to_have_text("0:01")
    ada.page.get_by_role("button", name="Pause the recording").click()
    ada.page.get_by_role("button", name="Go on recording").click()
    ada.page.get_by_role("button", name="Stop and listen").click()
    ada.page.get_by_role("button", name="Listen before sending").click()
    ada.page.wait_for_function("() => document.querySelector('.recorder audio').currentTime > 0")
    ada.page.get_by_role("button", name="Send the voice message").click()
    voice = ada.page.locator("[data-id]").last.get_by_role("group", name="Voice message")
    voice.get_by_role("button", name="Play").click()
    ada.page.wait_for_function(
        "() => [...document.querySelectorAll('[data-id] audio')].some((one) => one.currentTime > 0)"
    )
    [message] = hive.call("bob", "messages.history", channel_id=site, limit=1)["items"]
    [file] = message["files"]
    assert re.fullmatch(r"voice-\d{8}-\d{4}\.webm", file["name"])
    assert file["size_bytes"] > 1_000


def test_a_refused_microphone_is_explained(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.composer.fill("by hand then")
    ada.page.get_by_role("button", name="Record a voice message").click()
    why = "Your browser does not let this page use the microphone."
    expect(ada.page.get_by_role("alert").filter(has_text=why)).to_be_visible()
    ada.page.get_by_role("button", name="Discard the recording").click()
    expect(ada.composer).to_have_value("by hand then")
    ada.composer.fill("")


def test_the_last_message_is_changed_by_the_arrow_up(site: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens("site-lyon")
    ada.writes("The gate shuts at five")
    expect(_sent(ada, "The gate shuts at five")).to_be_visible()
    ada.composer.press("ArrowUp")
    field = ada.page.get_by_role("textbox", name="Edit message")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(ada.composer).to_be_focused()
    ada.composer.press("ArrowUp")
    field.press("Control+Shift+ArrowLeft")
    field.press("Control+i")
    expect(field).to_have_value("The gate shuts at _five_")
    field.press("Enter")
    expect(_sent(ada, "The gate shuts at").locator("em")).to_have_text("five")


def test_enter_sends_in_the_pocket_too_and_in_french(site: str, opens: Opens) -> None:
    chloe = opens("chloe", pocket=True, locale="fr-FR")
    chloe.opens("site-lyon")
    for name in ("Envoyer", "Prendre une photo", "Enregistrer un message vocal"):
        button = chloe.page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] > 390 / 2  # under the right thumb
    chloe.writes("Bien arrivée sur le site")
    expect(_sent(chloe, "Bien arrivée sur le site")).to_be_visible()
    chloe.composer.press_sequentially(":abeile")
    chloe.page.get_by_role("option", name=":bee:").click()
    expect(chloe.composer).to_have_value("🐝 ")
    chloe.page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(_sent(chloe, "🐝")).to_be_visible()
