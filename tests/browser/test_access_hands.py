"""By keyboard with a ring that is seen, targets that a finger meets, large text, narrow windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.access import cut_off, small_targets, tab_stops
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

PLACES = ["/threads", "/saved", "/mentions", "/drafts", "/direct", "/me", "/me/notifications",
          "/me/profile", "/people", "/people/chart", "/people/experts", "/channels",
          "/search?q=roses"]  # fmt: skip
PAGES = ["/settings", "/admin"]


def _unseen(stops: list[dict[str, Any]]) -> list[str]:
    return [str(stop["name"]) for stop in stops if not (stop["seen"] and stop["inside"])]


@pytest.fixture(scope="module")
def roses(hive: Hive) -> str:
    """A channel with a message, a thread and a reaction."""
    channel_id = hive.channel("ada", "roses", "bob")
    first = hive.call("bob", "messages.post", channel_id=channel_id, text="Who waters the roses?")
    hive.call("ada", "messages.post", channel_id=channel_id, text="I do.", thread_id=first["id"])
    hive.call("bob", "reactions.add", message_id=first["id"], emoji="bee")
    hive.call("ada", "saved.add", message_id=first["id"])
    return "roses"


def test_the_whole_shell_can_be_walked_with_tab(hive: Hive, roses: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens(roses)
    ada.sees("Who waters the roses?")
    ada.page.evaluate("document.activeElement.blur()")
    ada.page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    stops = tab_stops(ada.page, 80)
    assert _unseen(stops) == []
    assert {"NAV", "MAIN"} <= {stop["place"] for stop in stops}
    assert any(stop["composer"] for stop in stops)


def test_dialogs_hold_the_focus_and_show_it(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    for button in ("Add a channel", "New message", "Browse channels", "Your menu"):
        _walks_a_dialog(ada, button)


def _walks_a_dialog(ada: Window, button: str) -> None:
    opener = ada.page.get_by_role("button", name=button).first
    opener.focus()
    ada.page.keyboard.press("Enter")
    dialog = ada.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    stops = tab_stops(ada.page, 12)
    assert stops
    assert _unseen(stops) == []
    assert {stop["place"] for stop in stops} <= {"DIALOG"}
    ada.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_pages_can_be_walked_with_tab(hive: Hive, opens: Opens) -> None:
    page = opens("ada").page
    for path in PAGES:
        page.goto(hive.url + path)
        stops = tab_stops(page, 60)
        assert len(stops) > 10
        assert _unseen(stops) == []


# -- what is measured in every place


def _everywhere(
    window: Window, places: list[str], measure: Callable[[Page], list[str]]
) -> dict[str, list[str]]:
    """What is found wrong, by place; the channel with the roses is the first of them."""
    found: dict[str, list[str]] = {}
    window.opens("roses")
    window.sees("Who waters the roses?")
    if not window.pocket:
        window.points_at("Who waters the roses?")
    found["roses"] = measure(window.page)
    for path in places:
        if path in PAGES:
            window.page.goto(window.hive.url + path)
        else:
            window.goes_to(path)
            expect(window.page.locator(".waiting, .opening")).to_have_count(0)
        found[path] = measure(window.page)
    return {place: faults for place, faults in found.items() if faults}


def test_targets_at_the_desk_are_24_px(hive: Hive, roses: str, opens: Opens) -> None:
    ada = opens("ada")
    assert _everywhere(ada, [*PLACES, *PAGES], lambda page: small_targets(page, 24)) == {}


def test_targets_on_a_phone_are_44_px(hive: Hive, roses: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    assert _everywhere(ada, ["/", *PLACES], lambda page: small_targets(page, 44)) == {}


def test_targets_of_sheets_and_dialogs_are_44_px(hive: Hive, roses: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    found: dict[str, list[str]] = {}

    def measure(what: str) -> None:
        expect(ada.page.locator("dialog[open]")).to_be_visible()
        for width in (320, 360, 390):
            ada.page.set_viewport_size({"width": width, "height": 740})
            found[f"{what} {width}"] = small_targets(ada.page, 44)
        ada.page.keyboard.press("Escape")
        expect(ada.page.locator("dialog[open]")).to_have_count(0)
        ada.page.wait_for_function("() => !history.state?.covered")  # its step back is taken

    ada.page.get_by_role("button", name="Add a channel").first.click()
    measure("channel menu")
    ada.page.get_by_role("button", name="Add a channel").first.click()
    ada.page.get_by_role("menuitem", name="Create a channel").click()
    measure("new channel")
    ada.opens(roses)
    ada.presses_long(ada.message("Who waters the roses?"))
    measure("message sheet")
    ada.page.get_by_role("button", name="Add to the message").click()
    measure("composer sheet")
    ada.goes_to("/search?q=roses")
    ada.page.get_by_role("group", name="Filters").get_by_role("button", name="When").click()
    measure("days")
    ada.goes_to("/me")
    for button in ("Set a status", "Add a photo"):
        ada.page.get_by_role("button", name=button).click()
        measure(button)
    assert {what: faults for what, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 390])
def test_targets_before_the_door_are_44_px(hive: Hive, browser: Browser, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for path in ("/sign-in", "/sign-in?lang=fr", "/invite/of-nobody"):
        page.goto(hive.url + path)
        assert small_targets(page, 44) == []
    context.close()


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_nothing_is_cut_off_at_320_px(hive: Hive, roses: str, opens: Opens, locale: str) -> None:
    ada = opens("ada", pocket=True, locale=locale)
    ada.page.set_viewport_size({"width": 320, "height": 640})
    assert _everywhere(ada, ["/", *PLACES, *PAGES], cut_off) == {}


FILLS = """() => {  // down to the places, or to the end
    const { left, width, bottom } = document.querySelector(".pane")?.getBoundingClientRect() ?? {};
    return left === 0 && width === 320 && bottom >= 570;
}"""


def test_panes_fill_a_small_phone(hive: Hive, roses: str, opens: Opens) -> None:
    ada = opens("ada", pocket=True)
    ada.page.set_viewport_size({"width": 320, "height": 640})
    ada.opens(roses)
    address = ada.page.url.removeprefix(hive.url).split("?")[0]
    ada.page.locator(".thread-line").click()
    expect(ada.message("I do.")).to_be_in_viewport(ratio=1)
    for part in ("", f"{address}/details", f"{address}/members"):
        if part:
            ada.page.goto(hive.url + part)
        expect(ada.page.locator(".pane")).to_be_visible()
        expect(ada.page.locator(".waiting, .opening")).to_have_count(0)
        ada.page.wait_for_function(FILLS)
        assert cut_off(ada.page) == []


def _cut_off_when_large(page: Page) -> list[str]:
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate(size) == 2 * before
    return cut_off(page)


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_text_of_twice_the_size_fits(hive: Hive, roses: str, opens: Opens, pocket: bool) -> None:
    places = ["/", *PLACES, *PAGES] if pocket else [*PLACES, *PAGES]
    assert _everywhere(opens("ada", pocket=pocket), places, _cut_off_when_large) == {}


def test_a_channel_keeps_its_name_when_the_text_is_large(
    hive: Hive, roses: str, opens: Opens
) -> None:
    ada = opens("ada", pocket=True)
    ada.opens(roses)
    assert _cut_off_when_large(ada.page) == []
    name = ada.page.locator(".bar__title .clip")
    expect(name).to_have_text(roses)
    assert name.evaluate("(name) => name.scrollWidth - name.clientWidth") <= 1
    assert ada.page.locator(".skip-link").evaluate(
        "(link) => link.getBoundingClientRect().bottom <= 0"
    )
