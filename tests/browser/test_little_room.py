"""What the on-screen keyboard leaves: the list and the button that sends stay in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

LONG = "\n".join(f"- **line {number}** of a _long_ draft" for number in range(12))
LEAST_LIST_PX = 40
BELOW = """async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
    const box = document.querySelector(".message-list__box");
    return box.scrollHeight - box.clientHeight - box.scrollTop;
}"""


@pytest.fixture(scope="module")
def channel(hive: Hive) -> str:
    """A channel with more messages than fit."""
    channel_id = hive.channel("ada", "little-room", "bob", "chloe")
    for number in range(20):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Line {number:02}")
    return "little-room"


def _height(page: Page, part: str) -> float:
    box = page.locator(part).bounding_box()
    return box["height"] if box else 0


def _all_is_in_reach(window: Window) -> None:
    """Send and the field are wholly in the window, and so is a part of the list."""
    page = window.page
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)
    expect(window.composer).to_be_in_viewport(ratio=1)
    assert _height(page, ".message-list__box") >= LEAST_LIST_PX
    expect(page.locator(".writing-preview")).not_to_be_visible()


@pytest.mark.parametrize("size", [(360, 330), (640, 200)], ids=["upright", "lying"])
def test_a_long_draft_leaves_send_and_the_list(
    channel: str, opens: Opens, size: tuple[int, int]
) -> None:
    ada = opens("ada", pocket=True)
    ada.opens(channel)
    ada.composer.fill(LONG)
    expect(ada.page.locator(".writing-preview")).to_be_visible()
    ada.page.set_viewport_size({"width": size[0], "height": size[1]})
    _all_is_in_reach(ada)
    ada.composer.fill("\n".join("plain" for _ in range(12)))
    _all_is_in_reach(ada)
    ada.composer.fill("")


def test_words_typed_over_others_leave_the_newest_in_view(channel: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.opens(channel)
    ada.sees("Line 19")
    for text in ("first", "second"):  # the second takes the place of the first, all at once
        ada.composer.fill("\n".join(f"{text} {number}" for number in range(12)))
        assert ada.page.evaluate(BELOW) < 2
    ada.page.set_viewport_size({"width": 360, "height": 330})
    assert ada.page.evaluate(BELOW) < 2
    expect(ada.page.get_by_role("button", name="Jump to newest")).to_have_count(0)
    ada.composer.fill("")


def test_formatting_and_files_leave_send_too(channel: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.opens(channel)
    ada.page.get_by_role("button", name="Add to the message").click()
    ada.page.get_by_role("menuitem", name="Formatting").click()
    expect(ada.page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    ada.composer.fill(LONG)
    ada.page.set_viewport_size({"width": 360, "height": 330})
    _all_is_in_reach(ada)
    notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"three lines\n"}
    ada.page.locator("input[type=file]").set_input_files(notes)  # type: ignore[arg-type]
    expect(ada.page.get_by_role("button", name="Remove notes.txt")).to_be_attached()
    expect(ada.page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)
    assert _height(ada.page, ".message-list__box") >= LEAST_LIST_PX
    ada.composer.fill("")
    ada.page.get_by_role("button", name="Remove notes.txt").click()
    ada.page.set_viewport_size({"width": 390, "height": 844})
    ada.page.get_by_role("button", name="Add to the message").click()
    ada.page.get_by_role("menuitem", name="Hide formatting").click()


def test_a_keyboard_that_lies_over_the_page_is_made_room_for(channel: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.opens(channel)
    ada.composer.fill(LONG)
    ada.page.evaluate(
        """() => {
            Object.defineProperty(visualViewport, "height", { get: () => 360, configurable: true });
            visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    expect(ada.page.locator("html.keyboard-open")).to_have_count(1)
    _all_is_in_reach(ada)
    send = ada.page.get_by_role("button", name="Send", exact=True).bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= 360
    ada.composer.fill("")


def test_hints_go_while_one_writes(channel: str, opens: Opens) -> None:
    chloe = opens("chloe", pocket=True)
    chloe.opens(channel)
    hint = chloe.page.get_by_role("complementary", name="Hint")
    expect(hint).to_be_visible()
    box = hint.bounding_box()
    assert box is not None
    assert box["height"] <= 96  # two lines, and a row of buttons
    chloe.composer.tap()
    chloe.page.set_viewport_size({"width": 390, "height": 510})  # a keyboard that takes its part
    expect(hint).not_to_be_visible()
    chloe.page.set_viewport_size({"width": 390, "height": 844})
    expect(hint).to_be_visible()
    chloe.page.set_viewport_size({"width": 390, "height": 400})
    expect(hint).not_to_be_visible()
