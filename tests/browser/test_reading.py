"""What one reads is neither covered nor cut off, and its lines are of a length to read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

LONG = "The river rose again during the night, so we moved the hives up to the terrace. " * 6
CODE = f"Look:\n```\n{'hum ' * 60}\n```\n{LONG}"
RIGHT_TO_LEFT = "مرحبا بالجميع، هذه رسالة قصيرة"
MEASURE_PX = 620  # some 80 characters


def _box(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def _covers(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    down = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    return across and down


def _is_whole(window: Window, locator: Locator) -> None:
    """Nothing lies over its corners, and none of it is cut off."""
    expect(locator).to_be_in_viewport(ratio=1)
    window.page.wait_for_function(
        """(element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect();
            const corners = [[left + 6, top + 6], [right - 6, top + 6], [left + 6, bottom - 6]];
            return corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
        }""",
        arg=locator.element_handle(),
    )


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_the_way_to_take_a_message_back_covers_none(hive: Hive, opens: Opens, pocket: bool) -> None:
    channel_id = hive.channel("ada", f"back-{pocket}".lower())
    for number in range(30):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Line {number}")
    hive.call("ada", "preferences.set", undo_s=10)
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/c/{channel_id}")
    ada.sees("Line 29")
    composer = _box(ada.page.locator(".composer"))
    ada.writes("The newest of all")
    undo = ada.page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_visible()
    ada.sees("The newest of all")
    assert not _covers(_box(undo), _box(ada.page.get_by_role("log")))
    assert _box(ada.page.locator(".composer")) == composer
    _is_whole(ada, ada.message("The newest of all").locator(".text"))
    assert faults_in_all_looks(ada.page) == []


def test_a_message_has_one_toolbar_and_all_of_it(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "tools", "bob")
    root = hive.call("ada", "messages.post", channel_id=channel_id, text="Who comes?")["id"]
    hive.call("bob", "messages.post", channel_id=channel_id, thread_id=root, text="I do.")
    hive.call("bob", "messages.post", channel_id=channel_id, text=LONG * 8)
    ada = opens("ada")
    ada.goes_to(f"/c/{channel_id}/t/{root}")
    toolbars = ada.page.get_by_role("toolbar", name="Message actions")
    pane = ada.page.locator(".pane [data-id]").filter(has_text="Who comes?")
    pane.hover()
    expect(toolbars).to_have_count(1)
    expect(pane.get_by_role("toolbar")).to_be_visible()
    _is_whole(ada, toolbars)
    there = ada.page.locator(".centre [data-id]").filter(has_text="Who comes?")
    there.focus()
    expect(toolbars).to_have_count(1)
    there.press("e")
    edits = ada.page.get_by_role("textbox", name="Edit message")
    expect(edits).to_have_count(1)
    expect(edits).to_be_focused()
    edits.press("Escape")
    tall = ada.page.locator(".centre [data-id]").filter(has_text="The river")
    tall.evaluate("(row) => row.scrollIntoView({ block: 'end' })")
    tall.hover()
    expect(toolbars).to_have_count(1)
    _is_whole(ada, toolbars)


@pytest.mark.parametrize("width", [1440, 1920])
def test_lines_are_of_a_length_to_read(hive: Hive, opens: Opens, width: int) -> None:
    channel_id = hive.channel("ada", f"wide-{width}")
    for text in (LONG, CODE, RIGHT_TO_LEFT):
        hive.call("ada", "messages.post", channel_id=channel_id, text=text)
    ada = opens("ada")
    ada.page.set_viewport_size({"width": width, "height": 900})
    ada.goes_to(f"/c/{channel_id}")
    ada.sees(RIGHT_TO_LEFT)
    rows = ada.page.locator("[data-id]")
    assert _box(rows.nth(0).locator(".text"))["width"] <= MEASURE_PX
    assert _box(rows.nth(1).locator(".text > p").last)["width"] <= MEASURE_PX
    assert _box(rows.nth(1).locator(".code-block"))["width"] > MEASURE_PX
    words = rows.nth(2).locator(".text")
    expect(words).to_have_css("unicode-bidi", "plaintext")
    assert _box(words)["width"] <= MEASURE_PX


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
@pytest.mark.parametrize("where", ["no thread", "no channel"])
def test_a_thread_that_is_not_there_says_so_once(
    hive: Hive, opens: Opens, pocket: bool, where: str
) -> None:
    channel_id = hive.channel("ada", f"gone-{pocket}-{where.replace(' ', '-')}".lower())
    closed = hive.channel(
        "bob", f"closed-{pocket}-{where.replace(' ', '-')}".lower(), kind="private"
    )
    secret = hive.call("bob", "messages.post", channel_id=closed, text="Between us")["id"]
    ada = opens("ada", pocket=pocket)
    ada.page.goto(f"{hive.url}/c/{channel_id if where == 'no thread' else closed}/t/{secret}")
    expect(ada.page.get_by_role("heading", name="Nothing to see here")).to_have_count(1)
    expect(ada.page.locator(".toast")).to_have_count(0)
    expect(ada.page.get_by_role("textbox", name="Reply")).to_have_count(0)
    expect(ada.page.get_by_role("button", name="Follow")).to_have_count(0)
    assert faults_in_all_looks(ada.page) == []


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_link_to_a_message_that_is_gone_leaves_its_channel(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    channel_id = hive.channel("ada", f"after-{pocket}".lower())
    gone = hive.call("ada", "messages.post", channel_id=channel_id, text="Not for long")["id"]
    hive.call("ada", "messages.post", channel_id=channel_id, text="It stays")
    hive.call("ada", "messages.delete", message_id=gone)
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/c/{channel_id}/{gone}")
    ada.sees("It stays")
    expect(ada.page.locator(".toast")).to_contain_text("not there any more")
    expect(ada.page.get_by_text("could not be loaded")).to_have_count(0)
