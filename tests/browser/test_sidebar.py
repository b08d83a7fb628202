"""The sidebar and the pocket's list: one's own order, folding, muting, leaving, finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

NAMES = ("acorn", "birch", "cedar")
sizes = pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])


@pytest.fixture(autouse=True)
def _order_anew(hive: Hive) -> Iterator[None]:
    """Every test begins with the usual order."""
    yield
    usual: dict[str, list[str]] = {"sections": [], "collapsed": [], "channel_order": []}
    hive.call("ada", "preferences.set", **usual)


@pytest.fixture(scope="module")
def channels(hive: Hive) -> dict[str, str]:
    """Three channels of ada's, by name."""
    return {name: hive.channel("ada", name, "bob") for name in NAMES}


def section(window: Window, name: str) -> Locator:
    """A section of the list."""
    return window.page.get_by_role("list", name=name, exact=True)


def shown(window: Window, name: str) -> list[str]:
    """The names in a section, as they stand."""
    found = section(window, name).locator(".channel-row__name").all_inner_texts()
    return [one for one in found if one in NAMES]


def until(seen: Callable[[], object], wanted: object, window: Window) -> None:
    """Wait for what the page shows."""
    for _ in range(600):
        if seen() == wanted:
            return
        window.page.wait_for_timeout(50)
    assert seen() == wanted


def drags(window: Window, what: Locator, onto: Locator, *, below: bool = False) -> None:
    """Take hold of one line, carry it over another's upper or lower half, let go."""
    start, end = what.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    mouse = window.page.mouse
    mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    mouse.down()
    part = 0.8 if below else 0.2
    mouse.move(end["x"] + 60, end["y"] + end["height"] * part, steps=6)
    mouse.up()


def resting_box(line: Locator) -> FloatRect:
    """Where a line is once the list has stopped moving: a finger does not look again."""
    before = None
    for _ in range(100):
        box = line.bounding_box()
        if box is not None and box == before:
            return box
        before = box
        line.page.wait_for_timeout(100)
    raise AssertionError("the list does not come to rest")


def opens_menu(window: Window, line: Locator) -> None:
    """By right click, or by a long press."""
    if window.pocket:
        box = resting_box(line)
        finger = {"x": box["x"] + 60, "y": box["y"] + box["height"] / 2}
        touches = window.context.new_cdp_session(window.page)
        touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
        expect(window.page.get_by_role("menu")).to_be_visible()
        touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touches.detach()
    else:
        line.click(button="right")


def does(window: Window, line: Locator, action: str) -> None:
    """Choose from a line's menu."""
    opens_menu(window, line)
    window.page.get_by_role("menuitem", name=action).click()
    expect(window.page.get_by_role("menu")).to_have_count(0)


def test_channels_are_dragged_to_an_order_that_the_phone_has_too(
    opens: Opens, channels: dict[str, str]
) -> None:
    desk, phone = opens("ada"), opens("ada", pocket=True)
    here = desk.page.url
    drags(desk, desk.row("cedar"), desk.row("acorn"))
    until(lambda: shown(desk, "Channels"), ["cedar", "acorn", "birch"], desk)
    until(lambda: shown(phone, "Channels"), ["cedar", "acorn", "birch"], phone)
    drags(desk, desk.row("cedar"), desk.row("birch"), below=True)
    until(lambda: shown(phone, "Channels"), ["acorn", "birch", "cedar"], phone)
    assert desk.page.url == here, "letting go opened nothing"


@sizes
def test_a_channel_is_moved_by_its_menu(
    opens: Opens, channels: dict[str, str], pocket: bool
) -> None:
    ada = opens("ada", pocket=pocket)
    does(ada, ada.row("birch"), "Move up")
    until(lambda: shown(ada, "Channels"), ["birch", "acorn", "cedar"], ada)
    does(ada, ada.row("birch"), "Move down")
    until(lambda: shown(ada, "Channels"), ["acorn", "birch", "cedar"], ada)


def test_sections_and_channels_are_moved_by_keys(opens: Opens, channels: dict[str, str]) -> None:
    ada = opens("ada")
    ada.row("cedar").focus()
    ada.page.keyboard.press("Alt+ArrowUp")
    until(lambda: shown(ada, "Channels"), ["acorn", "cedar", "birch"], ada)
    expect(ada.row("cedar")).to_be_focused()
    name = ada.page.get_by_role("button", name="Direct messages", exact=True)
    name.focus()
    ada.page.keyboard.press("Alt+ArrowUp")
    lists = ada.page.locator(".channel-list").get_by_role("list")
    expect(lists.first).to_have_accessible_name("Direct messages")
    expect(name).to_be_focused()
    ada.page.reload()
    expect(lists.first).to_have_accessible_name("Direct messages")


def test_a_section_is_dragged_above_another(opens: Opens, channels: dict[str, str]) -> None:
    ada = opens("ada")
    name = ada.page.get_by_role("button", name="Direct messages", exact=True)
    other = ada.page.get_by_role("button", name="Channels", exact=True)
    drags(ada, name, other)
    lists = ada.page.locator(".channel-list").get_by_role("list")
    expect(lists.first).to_have_accessible_name("Direct messages")
    expect(name).to_have_attribute("aria-expanded", "true")  # letting go folded nothing


@sizes
def test_a_folded_section_stays_folded_everywhere(
    opens: Opens, channels: dict[str, str], pocket: bool
) -> None:
    here, there = opens("ada", pocket=pocket), opens("ada", pocket=not pocket)
    here.page.get_by_role("button", name="Channels", exact=True).first.click()
    for window in (here, there):
        expect(window.row("birch")).to_have_count(0)
    here.page.reload()
    folded = here.page.locator(".section__name", has_text="Channels")
    expect(folded).to_have_attribute("aria-expanded", "false")
    folded.click()
    expect(there.row("birch")).to_be_visible()


@sizes
def test_stars_silence_and_levels_are_in_the_menu(
    opens: Opens, hive: Hive, channels: dict[str, str], pocket: bool
) -> None:
    ada = opens("ada", pocket=pocket)
    does(ada, ada.row("acorn"), "Add to starred")
    expect(section(ada, "Starred")).to_contain_text("acorn")
    does(ada, ada.row("acorn"), "Mute")
    hive.call("bob", "messages.post", channel_id=channels["acorn"], text="Just talking")
    hive.call("bob", "messages.post", channel_id=channels["birch"], text="News")
    expect(section(ada, "Unread")).to_contain_text("birch")
    expect(section(ada, "Starred")).to_contain_text("acorn")
    hive.call("bob", "messages.post", channel_id=channels["acorn"], text="@ada, look")
    expect(section(ada, "Unread")).to_contain_text("acorn")
    for name in ("acorn", "birch"):
        does(ada, ada.row(name), "Mark as read")
    expect(section(ada, "Unread")).to_have_count(0)
    opens_menu(ada, ada.row("acorn"))
    ada.page.get_by_role("menuitem", name="Tell me about").click()
    ada.page.get_by_role("menuitem", name="Nothing").click()
    opens_menu(ada, ada.row("acorn"))
    expect(ada.page.get_by_role("menuitem", name="Tell me about")).to_contain_text("Nothing")
    ada.page.keyboard.press("Escape")
    does(ada, ada.row("acorn"), "Unmute")
    does(ada, ada.row("acorn"), "Remove from starred")
    expect(section(ada, "Channels")).to_contain_text("acorn")
    hive.call("ada", "channels.configure", channel_id=channels["acorn"], level="default")


def test_the_menu_s_button_is_there_for_mouse_and_keys(
    opens: Opens, channels: dict[str, str]
) -> None:
    ada = opens("ada")
    more = ada.page.get_by_role("button", name="Actions for cedar")
    expect(more).to_have_count(0)
    ada.row("cedar").hover()
    more.click()
    expect(ada.page.get_by_role("menu", name="#cedar")).to_be_visible()
    ada.page.keyboard.press("Escape")
    ada.row("birch").focus()
    ada.page.keyboard.press("Tab")
    expect(ada.page.get_by_role("button", name="Actions for birch")).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("menu", name="#birch")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("button", name="Actions for birch")).to_be_focused()


@sizes
def test_a_channel_is_left_from_the_list(opens: Opens, hive: Hive, pocket: bool) -> None:
    name = f"leave-{pocket}".lower()
    hive.channel("ada", name, "chloe")
    chloe = opens("chloe", pocket=pocket)
    does(chloe, chloe.row(name), "Leave")
    chloe.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(chloe.row(name)).to_have_count(0)
    expect(chloe.row("general")).to_be_visible()


def test_an_archived_channel_is_in_the_list_no_more(opens: Opens, hive: Hive) -> None:
    channel_id = hive.channel("ada", "old-times")
    ada = opens("ada")
    expect(ada.row("old-times")).to_be_visible()
    hive.call("ada", "channels.archive", channel_id=channel_id)
    expect(ada.row("old-times")).to_have_count(0)


def test_a_long_list_is_filtered_and_stays_quick(opens: Opens, hive: Hive) -> None:
    for number in range(40):
        hive.channel("bob", f"many-{number:02}")
    hive.channel("bob", "needle")
    bob = opens("bob")
    field = bob.page.get_by_role("searchbox", name="Filter the list")
    field.fill("NEED")
    expect(bob.row("needle")).to_be_visible()
    expect(bob.row("many-01")).to_have_count(0)
    field.fill("nothing like it")
    expect(
        bob.page.get_by_text("Nothing in your list is called “nothing like it”.")
    ).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("")
    field.fill("needle")
    field.press("Enter")
    expect(bob.page.get_by_role("heading", name="needle", level=1)).to_be_visible()
    expect(field).to_have_value("")
