"""What messages carry besides words: pages, pictures, films, sounds, code; and what is broken."""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.small_web import Pages, small_web


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may look at the small web, with Ada and Bob."""
    people = {"ada": "Ada", "bob": "Bob"}
    environ = {"RUCHE_LINK_PREVIEWS": "on", "RUCHE_ALLOW_PRIVATE_URLS": "on"}
    with serving(furnished(tmp_path_factory.mktemp("media"), people, **environ)) as hive:
        yield hive


@pytest.fixture(scope="module")
def pages() -> Pages:
    return {}


@pytest.fixture(scope="module")
def web(pages: Pages) -> Iterator[str]:
    with small_web(pages) as url:
        yield url


def picture(width: int = 800, height: int = 600, colour: str = "orange") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def sound(seconds: int = 2) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"".join(struct.pack("<h", n % 64 * 50) for n in range(8_000 * seconds)))
    return out.getvalue()


def blobs(hive: Hive) -> list[Path]:
    """The files that the server keeps."""
    return [path for path in (hive.folder / "files").rglob("*") if path.is_file()]


def post(hive: Hive, channel_id: str, text: str, **files: bytes) -> str:
    """A message of Ada's with files; its id."""
    names = [name.replace("__", ".").replace("_", "-") for name in files]
    ids = [hive.upload("ada", name, body) for name, body in zip(names, files.values(), strict=True)]
    said = hive.call("ada", "messages.post", channel_id=channel_id, text=text, file_ids=ids)
    return str(said["id"])


def test_a_link_shows_what_its_page_says(hive: Hive, opens: Opens, web: str, pages: Pages) -> None:
    pages["/bee.png"] = ("image/png", picture(640, 320))
    pages["/bees"] = (
        "text/html",
        b'<title>Bees</title><meta property="og:title" content="All about bees">'
        b'<meta name="description" content="They make honey."><meta property="og:site_name" '
        b'content="Bee news"><meta property="og:image" content="/bee.png">',
    )
    hive.channel("ada", "links", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("links")
    bob.opens("links")
    ada.writes(f"Read this: {web}/bees")
    card = bob.page.get_by_role("article", name="Preview of All about bees")
    expect(card).to_contain_text("They make honey.")
    expect(card).to_contain_text("Bee news")
    expect(card.get_by_role("link", name="All about bees")).to_have_attribute("href", f"{web}/bees")
    bob.page.wait_for_function("() => document.querySelector('.preview__image')?.naturalWidth > 0")
    expect(card.get_by_role("button", name="Remove the preview")).to_have_count(0)
    mine = ada.page.get_by_role("article", name="Preview of All about bees")
    mine.hover()
    mine.get_by_role("button", name="Remove the preview").click()
    expect(card).to_have_count(0)
    expect(mine).to_have_count(0)


def test_a_permalink_quotes_its_message_to_those_who_may_read_it(hive: Hive, opens: Opens) -> None:
    cellar = hive.channel("ada", "cellar", kind="private")
    secret = post(hive, cellar, "The key is under the third stone")
    hall = hive.channel("ada", "hall", "bob")
    hive.call("ada", "messages.post", channel_id=hall, text=f"See {hive.url}/c/{cellar}/{secret}")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("hall")
    quoted = ada.page.get_by_role("article", name="Message from Ada")
    expect(quoted).to_contain_text("under the third stone")
    bob.page.on("response", lambda answer: None)
    bob.opens("hall")
    bob.sees("See ")
    bob.sees_nothing_of("under the third stone")


def test_who_wants_no_previews_sees_none(hive: Hive, opens: Opens, web: str, pages: Pages) -> None:
    pages["/calm"] = ("text/html", b"<title>Calm page</title>")
    hive.channel("ada", "calm", "bob")
    bob = opens("bob")
    bob.opens("calm")
    hive.call("bob", "preferences.set", hide_previews=True)
    ada = opens("ada")
    ada.opens("calm")
    ada.writes(f"{web}/calm")
    expect(ada.page.get_by_role("article", name="Preview of Calm page")).to_be_visible()
    bob.sees(f"{web}/calm")
    expect(bob.page.get_by_role("article", name="Preview of Calm page")).to_have_count(0)
    hive.call("bob", "preferences.set", hide_previews=False)
    expect(bob.page.get_by_role("article", name="Preview of Calm page")).to_be_visible()


def test_several_pictures_stand_together_and_open_large(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "gallery", "bob")
    colours = ("red", "green", "blue", "gold")
    post(
        hive, channel_id, "The site",
        **{f"{colour}__png": picture(900, 700, colour) for colour in colours},
    )  # fmt: skip
    bob = opens("bob")
    bob.opens("gallery")
    group = bob.page.get_by_role("group", name="Pictures")
    expect(group.get_by_role("img")).to_have_count(4)
    group.get_by_role("link", name="Open green.png").click()
    box = bob.page.get_by_role("dialog", name="green.png")
    expect(box.get_by_role("status")).to_have_text("2 of 4")
    bob.page.keyboard.press("ArrowRight")
    box = bob.page.get_by_role("dialog", name="blue.png")
    expect(box.get_by_role("img", name="blue.png")).to_be_visible()
    box.get_by_role("button", name="Zoom in").click()
    expect(box.get_by_role("button", name="Zoom out")).to_be_enabled()
    expect(box.get_by_role("link", name="Download blue.png")).to_be_visible()
    for _ in range(9):  # the focus stays inside
        bob.page.keyboard.press("Tab")
        assert bob.page.evaluate("document.activeElement.closest('.lightbox, body') !== null")
        assert bob.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    bob.page.keyboard.press("Escape")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)
    expect(group.get_by_role("link", name="Open green.png")).to_be_focused()


def test_a_finger_turns_the_pictures_over(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "swipe", "bob")
    post(hive, channel_id, "Two", one__png=picture(), two__png=picture(colour="navy"))
    bob = opens("bob", pocket=True)
    bob.opens("swipe")
    bob.page.get_by_role("link", name="Open one.png").click()
    expect(bob.page.get_by_role("dialog", name="one.png")).to_be_visible()
    touches = bob.context.new_cdp_session(bob.page)
    for kind, x in (("touchStart", 300), ("touchMove", 200), ("touchMove", 80), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 400}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(bob.page.get_by_role("dialog", name="two.png")).to_be_visible()


def test_a_picture_that_cannot_be_fetched_says_so_and_keeps_its_place(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "broken", "bob")
    known = set(blobs(hive))
    post(hive, channel_id, "Broken", north__png=picture(800, 600))
    whole = {path: path.read_bytes() for path in set(blobs(hive)) - known}
    for path, content in whole.items():
        path.write_bytes(b"no picture".ljust(len(content)))
    bob = opens("bob")
    bob.opens("broken")
    lost = bob.page.get_by_role("button", name="This picture cannot be shown: north.png. Try again")
    expect(lost).to_be_visible()
    box = lost.bounding_box()
    assert box is not None
    assert box["height"] >= 300
    for path, content in whole.items():
        path.write_bytes(content)
    lost.click()
    expect(bob.page.get_by_role("img", name="north.png")).to_be_visible()
    expect(lost).to_have_count(0)


def test_what_did_not_come_while_the_connection_was_away_comes_with_it(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "away", "bob")
    post(hive, channel_id, "Later", north__png=picture(), song__wav=sound(1), voice_1__wav=sound(2))
    bob = opens("bob")
    bob.context.route("**/files/**", lambda route: route.abort())
    bob.opens("away")
    expect(bob.page.get_by_role("button", name="This picture cannot be shown")).to_be_visible()
    voice = bob.page.get_by_role("group", name="Voice message")
    expect(bob.page.get_by_role("button", name="Try again", exact=True)).to_be_visible()
    bob.context.unroute_all()
    hive.stop()
    expect(bob.page.get_by_text("Offline.", exact=False)).to_be_visible()
    hive.start()
    expect(bob.page.get_by_role("img", name="north.png")).to_be_visible()
    expect(voice).to_contain_text("0:02")
    expect(bob.page.get_by_role("button", name="Try again", exact=True)).to_have_count(0)
    bob.words.clear()  # the browser's own remarks on what did not come


def test_a_panorama_is_a_strip_that_fits(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "panorama", "bob")
    post(hive, channel_id, "Wide", wide__png=picture(9_000, 200))
    bob = opens("bob", pocket=True)
    bob.opens("panorama")
    image = bob.page.get_by_role("img", name="wide.png")
    expect(image).to_be_visible()
    box = image.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    assert box["height"] >= 30
    assert bob.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_voice_message_plays_with_its_length_and_speed(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "voices", "bob")
    post(hive, channel_id, "Listen", voice_1__wav=sound(2), song__wav=sound(1))
    bob = opens("bob")
    bob.opens("voices")
    voice = bob.page.get_by_role("group", name="Voice message")
    expect(voice).to_contain_text("0:02")
    voice.get_by_role("button", name="Speed 1×").click()
    expect(voice.get_by_role("button", name="Speed 1.5×")).to_be_visible()
    voice.get_by_role("button", name="Play").click()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    expect(voice.get_by_role("button", name="Play")).to_be_visible()  # it has ended
    expect(bob.page.locator("audio[controls]")).to_have_count(1)


def test_what_cannot_be_played_can_be_kept(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "films", "bob")
    film = b"\x00\x00\x00\x1cftypisom\x00\x00\x02\x00isomiso2" + bytes(2_000)
    post(hive, channel_id, "A film", film__mp4=film)
    bob = opens("bob")
    bob.opens("films")
    expect(bob.page.get_by_text("This browser cannot play this file.")).to_be_visible()
    expect(bob.page.get_by_role("link", name="Download film.mp4")).to_be_visible()


def test_code_gets_its_colours_and_long_words_are_folded(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "code", "bob")
    text = "```python\ndef bees():\n    return 'honey'\n```"
    hive.call("ada", "messages.post", channel_id=channel_id, text=text)
    hive.call("ada", "messages.post", channel_id=channel_id, text="Long words. " * 400)
    bob = opens("bob")
    bob.opens("code")
    more = bob.page.get_by_role("button", name="Show more")
    long = bob.message("Long words.")
    expect(more).to_have_attribute("aria-expanded", "false")
    before = long.bounding_box()
    more.click()
    expect(bob.page.get_by_role("button", name="Show less")).to_be_visible()
    after = long.bounding_box()
    assert before is not None
    assert after is not None
    assert before["height"] < 460 < after["height"]
    bob.page.locator(".code-block").scroll_into_view_if_needed()
    expect(bob.page.locator(".hljs-keyword").first).to_have_text("def")
    expect(bob.page.locator(".code-block")).to_have_text("def bees():\n    return 'honey'")


def test_words_from_right_to_left_begin_at_the_right(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "rtl", "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="שלום לכולם")
    bob = opens("bob", pocket=True)
    bob.opens("rtl")
    bob.sees("שלום")
    left = bob.page.evaluate(
        """() => {
            const text = document.querySelector("[data-id] .text");
            const range = document.createRange();
            range.selectNodeContents(text);
            return range.getBoundingClientRect().left - text.getBoundingClientRect().left;
        }"""
    )
    assert left > 50
