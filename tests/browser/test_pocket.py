"""The client in one hand: fingers, the back button, small screens, the keyboard on the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

Point = tuple[float, float]
STEPS = 6


def drags(window: Window, start: Point, end: Point, *, lifts: bool = True) -> None:
    """Lay a finger down, move it, and lift it; or let the system take it away."""
    touches = window.context.new_cdp_session(window.page)

    def touch(kind: str, *points: Point) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", start)
    for step in range(1, STEPS + 1):
        part = step / STEPS
        here = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
        touch("touchMove", here)
    touch("touchEnd" if lifts else "touchCancel")
    touches.detach()


def is_on_the_list(window: Window) -> None:
    """The list of channels fills the screen."""
    expect(window.page.get_by_role("navigation", name="Places")).to_be_visible()
    expect(window.page.locator(".channel-list")).to_be_visible()


def test_a_channel_opens_at_its_newest_message(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "newest", "bob")
    for number in range(40):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Line {number:02}")
    bob = opens("bob", pocket=True)
    is_on_the_list(bob)
    bob.opens("newest")
    expect(bob.message("Line 39")).to_be_in_viewport()


def test_a_finger_from_the_edge_leads_back(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "swiped")
    ada = opens("ada", pocket=True)
    ada.opens("swiped")
    drags(ada, (4, 400), (300, 410))
    is_on_the_list(ada)


def test_a_finger_that_thinks_better_of_it_stays(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "stayed")
    ada = opens("ada", pocket=True)
    ada.opens("stayed")
    room = ada.page.locator("main")
    drags(ada, (4, 400), (300, 410), lifts=False)
    expect(room).to_have_css("transform", "none")
    drags(ada, (4, 400), (30, 402))
    drags(ada, (200, 400), (380, 402))
    drags(ada, (4, 300), (40, 700))
    expect(room).to_have_css("transform", "none")
    expect(ada.composer).to_be_visible()


def test_going_back_takes_away_the_sheet_then_the_pane_then_the_channel(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "ladder")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Hold me")
    ada = opens("ada", pocket=True)
    ada.opens("ladder")
    ada.sees("Hold me")
    ada.page.get_by_role("button", name="ladder: details").click()
    expect(ada.page.get_by_role("heading", name="Details")).to_be_visible()
    ada.page.get_by_role("button", name="Edit channel").click()
    expect(ada.page.get_by_role("dialog")).to_be_visible()
    ada.page.go_back()
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(ada.page.get_by_role("heading", name="Details")).to_be_visible()
    ada.page.go_back()
    ada.sees("Hold me")
    ada.presses_long(ada.message("Hold me"))
    ada.page.go_back()
    expect(ada.page.get_by_role("menu")).to_have_count(0)
    ada.sees("Hold me")
    ada.page.go_back()
    is_on_the_list(ada)


def test_a_sheet_that_is_closed_or_used_leaves_no_step_behind(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "no-trace")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Answer me")
    ada = opens("ada", pocket=True)
    ada.opens("no-trace")
    ada.sees("Answer me")
    ada.presses_long(ada.message("Answer me"))
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("menu")).to_have_count(0)
    ada.chooses("Answer me", "Reply in thread")
    expect(ada.page.get_by_role("heading", name="Thread", exact=True)).to_be_visible()
    ada.page.go_back()
    ada.sees("Answer me")
    ada.page.go_back()
    is_on_the_list(ada)


def test_going_back_from_an_address_that_was_opened_leads_to_the_list(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "from-outside")
    root = hive.call("ada", "messages.post", channel_id=channel_id, text="Start of it")
    ada = opens("ada", pocket=True)
    fresh = ada.context.new_page()
    fresh.goto(f"{hive.url}/c/{channel_id}/t/{root['id']}")
    expect(fresh.get_by_role("heading", name="Thread", exact=True)).to_be_visible()
    fresh.go_back()
    expect(fresh.get_by_role("button", name="from-outside: details")).to_be_visible()
    fresh.go_back()
    expect(fresh.get_by_role("navigation", name="Places")).to_be_visible()


def test_going_back_from_any_place_leads_to_the_channels(hive: Hive, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    for place in ("Feed", "Search", "Me"):
        ada.page.get_by_role("link", name=re.compile(rf"^{place}\b")).click()
    ada.page.go_back()
    is_on_the_list(ada)


def test_a_pulled_list_asks_the_server_anew(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "pulled", "bob")
    said = hive.call("ada", "messages.post", channel_id=channel_id, text="Keep this one")
    bob = opens("bob", pocket=True)
    bob.goes_to("/saved")
    expect(bob.page.get_by_role("heading", name="Nothing saved yet")).to_be_visible()
    hive.call("bob", "saved.add", message_id=said["id"])
    drags(bob, (200, 200), (202, 460))
    expect(bob.page.get_by_role("list", name="Saved")).to_contain_text("Keep this one")
    expect(bob.page.get_by_text("Refreshing…")).to_have_count(0)


def test_a_short_pull_asks_nothing(hive: Hive, opens: Opens) -> None:
    bob = opens("bob", pocket=True)
    drags(bob, (200, 300), (202, 340))
    expect(bob.page.get_by_text("Refreshing…")).to_have_count(0)
    expect(bob.page.locator(".pull")).to_have_css("height", "0px")


def test_the_switcher_opens_from_a_field_on_the_list(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "by-field")
    ada = opens("ada", pocket=True)
    ada.page.get_by_role("button", name="Find a channel, a person, a thread").click()
    field = ada.page.get_by_role("combobox")
    field.fill("by-fi")
    ada.page.get_by_role("option", name="by-field").click()
    expect(ada.page.get_by_role("button", name="by-field: details")).to_be_visible()
    ada.page.go_back()
    is_on_the_list(ada)
    expect(field).to_have_count(0)


PLACES = ["/", "/direct", "/threads", "/mentions", "/search", "/saved", "/drafts", "/me"]


@pytest.mark.parametrize("path", PLACES)
def test_every_place_fits_a_small_phone_and_its_targets_a_thumb(
    hive: Hive, opens: Opens, path: str
) -> None:
    ada = opens("ada", pocket=True, locale="fr-FR")
    ada.page.set_viewport_size({"width": 360, "height": 640})
    ada.goes_to(path)
    expect(ada.page.locator(".page__bar")).to_be_visible()
    assert ada.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert ada.page.evaluate(SMALL_TARGETS) == []


SMALL_TARGETS = """() => {
    const controls = [...document.querySelectorAll("main button, main a[href], nav a[href]")];
    return controls
        .filter((control) => control.offsetParent && !control.matches(".text a, .skip-link"))
        .map((control) => [control, control.getBoundingClientRect()])
        .filter(([, box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5))
        .map(([control, box]) => `${control.className} ${box.width}x${box.height}`);
}"""


def test_the_keyboard_on_the_screen_never_hides_the_composer(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "typed-on-glass", "bob")
    for number in range(30):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Word {number:02}")
    bob = opens("bob", pocket=True)
    bob.opens("typed-on-glass")
    expect(bob.message("Word 29")).to_be_in_viewport()
    bob.composer.tap()
    bob.page.set_viewport_size({"width": 390, "height": 480})  # as browsers resize for it
    expect(bob.composer).to_be_in_viewport(ratio=1)
    expect(bob.page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)
    expect(bob.message("Word 29")).to_be_in_viewport()


OFFER = """() => {
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    offer.prompt = async () => void (window.asked = true);
    offer.userChoice = Promise.resolve({ outcome: "dismissed" });
    dispatchEvent(offer);
    return offer.defaultPrevented;
}"""


def test_the_client_is_offered_for_installing_once_and_quietly(hive: Hive, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.page.get_by_role("link", name="Me", exact=True).click()
    expect(ada.page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    card = ada.page.get_by_role("region", name="Ruche on this device")
    expect(card).to_have_count(0)
    assert ada.page.evaluate(OFFER) is True
    card.get_by_role("button", name="Install").click()
    expect(card).to_have_count(0)
    assert ada.page.evaluate("window.asked") is True
    ada.page.evaluate(OFFER)
    expect(card).to_have_count(0)
