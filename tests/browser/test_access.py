"""Everybody can use it: axe finds nothing on any page or state, in all looks (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

CODE = "Look:\n```python\ndef hum():\n    return 1\n```\n> said **ada**, with `code` and https://example.org"


@pytest.fixture(scope="module")
def garden(hive: Hive) -> str:
    """A channel in which everything happens that a message can have; its name."""
    channel_id = hive.channel("ada", "garden", "bob", "chloe")
    bob = hive.call("bob", "people.me")["id"]
    ada = hive.call("ada", "people.me")["id"]
    first = hive.call("ada", "messages.post", channel_id=channel_id, text="Who waters the roses?")
    hive.call("bob", "messages.post", channel_id=channel_id, text="I do.", thread_id=first["id"])
    hive.call("bob", "messages.post", channel_id=channel_id, text=CODE)
    hive.call("chloe", "reactions.add", message_id=first["id"], emoji="bee")
    hive.call("ada", "reactions.add", message_id=first["id"], emoji="bee")
    hive.call("ada", "pins.add", message_id=first["id"])
    hive.call("ada", "saved.add", message_id=first["id"])
    edited = hive.call("chloe", "messages.post", channel_id=channel_id, text=f"Thanks <@{ada}>")
    hive.call("chloe", "messages.edit", message_id=edited["id"], text=f"Thank you <@{ada}>!")
    gone = hive.call("bob", "messages.post", channel_id=channel_id, text="Never mind")
    hive.call("bob", "messages.delete", message_id=gone["id"])
    hive.call("ada", "channels.open_direct", person_ids=[bob])
    hive.waits_for_search("ada", "roses", 1)
    return "garden"


# -- the pages of the server


@pytest.fixture
def visitor(browser: Browser, hive: Hive) -> Iterator[Page]:
    """A page of somebody who is not signed in."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _invited(hive: Hive) -> str:
    return "/invite/" + str(hive.call("ada", "invitations.create")["secret"])


def _reset(hive: Hive) -> str:
    person_id = hive.call("bob", "people.me")["id"]
    return "/reset/" + str(hive.call("ada", "passwords.create_link", person_id=person_id)["secret"])


@pytest.mark.parametrize(
    "address",
    [
        lambda _: "/sign-in",
        lambda _: "/sign-in?lang=fr",
        _invited,
        lambda _: "/invite/of-nobody",
        _reset,
        lambda _: "/static/nothing-here",
    ],
    ids=["sign-in", "connexion", "invitation", "used-up", "reset", "not-found"],
)
def test_pages_before_the_door(hive: Hive, visitor: Page, address: Callable[[Hive], str]) -> None:
    visitor.goto(hive.url + address(hive))
    assert faults_in_all_looks(visitor, contrast=True) == []


def test_a_sign_in_that_fails(hive: Hive, visitor: Page) -> None:
    visitor.goto(f"{hive.url}/sign-in")
    visitor.locator("input[name=email]").fill("nobody@example.org")
    visitor.locator("input[name=password]").fill("not the password")
    visitor.locator("input[name=password]").press("Enter")
    expect(visitor.locator("[aria-invalid=true]")).to_be_visible()
    assert faults_in_all_looks(visitor) == []


@pytest.mark.parametrize("path", ["/settings", "/admin"])
def test_pages_behind_the_door(hive: Hive, opens: Opens, path: str) -> None:
    page = opens("ada").page
    page.goto(hive.url + path)
    assert faults_in_all_looks(page, contrast=True) == []


# -- the chat


def _clean(window: Window, contrast: bool = False) -> None:
    assert faults_in_all_looks(window.page, contrast=contrast) == []


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_channel_and_its_panes(hive: Hive, garden: str, opens: Opens, pocket: bool) -> None:
    ada = opens("ada", pocket=pocket)
    _clean(ada)
    ada.opens(garden)
    ada.sees("Who waters the roses?")
    _clean(ada, contrast=True)
    page = ada.page
    page.locator(".thread-line, .thread-summary").first.click()
    expect(page.locator(".pane [role=article]").first).to_be_visible()
    _clean(ada)


def test_what_is_told_of_a_channel(hive: Hive, garden: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens(garden)
    ada.sees("Who waters the roses?")
    address = ada.page.url.removeprefix(hive.url).split("?")[0]
    for part in ("details", "members", "pins"):
        ada.goes_to(f"{address}/{part}")
        expect(ada.page.locator(".pane")).to_be_visible()
        _clean(ada)


def test_an_empty_channel(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "silence")
    ada = opens("ada")
    ada.opens("silence")
    _clean(ada)


PLACES = ("/threads", "/saved", "/mentions", "/drafts", "/direct", "/me", "/me/notifications",
          "/me/profile", "/people", "/people/chart", "/people/experts", "/channels",
          "/search?q=roses", "/search?q=nothing-like-it", "/c/C00000000000")  # fmt: skip


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_places(hive: Hive, garden: str, opens: Opens, pocket: bool) -> None:
    ada = opens("ada", pocket=pocket)
    found: dict[str, list[str]] = {}
    for path in PLACES:
        ada.page.goto(hive.url + path)
        expect(ada.page.get_by_role("heading").first).to_be_visible()
        expect(ada.page.locator(".waiting, .opening")).to_have_count(0)
        found[path] = faults_in_all_looks(ada.page)
    assert {path: faults for path, faults in found.items() if faults} == {}


# -- what opens above


def test_menus_of_a_message_and_the_emoji(hive: Hive, garden: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens(garden)
    message = ada.message("Who waters the roses?")
    message.hover()
    _clean(ada)
    message.get_by_role("button", name="More").click()
    expect(ada.page.get_by_role("menu")).to_be_visible()
    _clean(ada)
    ada.page.keyboard.press("Escape")
    message.hover()
    message.get_by_role("button", name="Add a reaction").first.click()
    expect(ada.page.locator(".popup[open]")).to_be_visible()
    _clean(ada)


def test_dialogs_of_the_sidebar(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    for button in ("Add a channel", "New message", "Browse channels", "Your menu"):
        ada.page.get_by_role("button", name=button).first.click()
        expect(ada.page.locator("dialog[open]")).to_be_visible()
        _clean(ada)
        ada.page.keyboard.press("Escape")
        expect(ada.page.locator("dialog[open]")).to_have_count(0)


def test_the_filters_of_a_search(hive: Hive, garden: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.goes_to("/search?q=roses")
    expect(ada.page.locator(".waiting, .opening")).to_have_count(0)
    for chip in ("From", "In", "With", "When"):
        ada.page.get_by_role("group", name="Filters").get_by_role("button", name=chip).click()
        expect(ada.page.locator("dialog[open]")).to_be_visible()
        _clean(ada)
        ada.page.keyboard.press("Escape")
        expect(ada.page.locator("dialog[open]")).to_have_count(0)


def test_the_keyboard_map_and_the_switcher(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    ada.page.keyboard.press("Control+k")
    expect(ada.page.locator("dialog[open]")).to_be_visible()
    _clean(ada)
    ada.page.keyboard.press("Escape")
    ada.page.keyboard.press("Control+/")
    expect(ada.page.locator("dialog[open]")).to_be_visible()
    _clean(ada)


def test_the_composer_with_suggestions_and_an_edit(hive: Hive, garden: str, opens: Opens) -> None:
    ada = opens("ada")
    ada.opens(garden)
    ada.writes("One to edit")
    ada.sees("One to edit")
    ada.composer.press_sequentially("Hello @bo")
    expect(ada.page.get_by_role("option").first).to_be_visible()
    _clean(ada)
    ada.page.keyboard.press("Escape")
    ada.composer.fill("")
    ada.composer.press("ArrowUp")
    expect(ada.page.get_by_role("textbox", name="Edit message")).to_be_focused()
    _clean(ada)
