"""The ways into a channel as an outsider meets them, how its owner changes them, and its home."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

NOT_THERE = re.compile("not there any more, or you cannot see it|does not exist, or you are not in")


def catalogued(page: Page, name: str) -> None:
    """Look for a channel in the catalogue; the answer is there when a known one is."""
    page.get_by_role("searchbox").first.fill(name)
    expect(page.get_by_role("link", name=f"{name}-known", exact=True).last).to_be_visible()
    expect(page.locator(".catalogue").get_by_role("link", name="general")).to_have_count(0)


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_hidden_channel_is_nowhere_for_who_is_not_in_it(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    name = "nest-pocket" if pocket else "nest-desk"
    hidden = hive.channel("ada", name, kind="private")
    hive.channel("ada", f"{name}-known")
    hive.call("ada", "homes.furnish", channel_id=hidden, door="hidden", section="clubs")
    said = hive.call("ada", "messages.post", channel_id=hidden, text=f"Secret of {name}")
    open_id = hive.channel("ada", f"{name}-open")
    hive.call("ada", "messages.post", channel_id=open_id, text=f"Open word of {name}")
    hive.waits_for_search("ada", f'"{name}"', 2)
    bob = opens("bob", pocket=pocket)
    bob.goes_to("/channels")
    catalogued(bob.page, name)
    expect(bob.page.get_by_text(name, exact=True)).to_have_count(0)
    bob.goes_to(f'/search?q="{name}"')
    expect(bob.page.get_by_text("Open word of")).to_be_visible()
    expect(bob.page.get_by_text("Secret of")).to_have_count(0)
    for path in (f"/c/{hidden}/home", f"/c/{hidden}", f"/c/{hidden}/{said['id']}"):
        bob.page.goto(hive.url + path)
        expect(bob.page.get_by_text(NOT_THERE)).to_be_visible()
        expect(bob.page.get_by_text(name, exact=True)).to_have_count(0)
    bob.words.clear()  # the browser may tell of what is not found


def test_a_channel_by_invitation_is_seen_and_not_entered(hive: Hive, opens: Opens) -> None:
    closed = hive.channel("ada", "council", kind="private")
    hive.channel("ada", "council-known")
    hive.call("ada", "homes.furnish", channel_id=closed, door="invitation")
    bob = opens("bob", locale="fr-FR")
    bob.goes_to("/channels")
    catalogued(bob.page, "council")
    row = bob.page.locator(".catalogue__row").filter(has_not_text="council-known").first
    expect(row).to_contain_text("Sur invitation")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(row.get_by_role("link")).to_have_count(0)


def chooses_door(owner: Window, door: str) -> None:
    page = owner.page
    page.get_by_role("button", name="Edit the home page").click()
    page.get_by_role("dialog").get_by_role("radio", name=door).check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_owner_changes_the_way_in_and_the_refused_may_ask_again(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "smokers")
    ada, chloe = opens("ada"), opens("chloe", pocket=True)
    ada.goes_to(f"/c/{channel_id}/home")
    expect(ada.page.locator(".home__meta")).to_contain_text("Open")
    chooses_door(ada, "On request")
    expect(ada.page.locator(".home__meta")).to_contain_text("On request")
    chloe.goes_to("/channels")
    chloe.page.get_by_role("searchbox").first.fill("smokers")
    ask = chloe.page.get_by_role("button", name="Ask to join smokers")
    ask.tap()
    chloe.page.get_by_role("dialog").get_by_role("button", name="Ask to join").tap()
    ada.page.get_by_role("button", name="Refuse Chloé").click()
    expect(ask).to_be_visible()
    chooses_door(ada, "Open")
    chloe.goes_to("/channels")
    chloe.page.get_by_role("searchbox").first.fill("smokers")
    found = chloe.page.get_by_role("list", name="All channels")
    found.get_by_role("button", name="Join #smokers").tap()
    expect(chloe.page.get_by_role("textbox", name="Write in #smokers")).to_be_visible()


def test_a_home_tells_rules_owners_and_what_was_kept(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "wax-works", "bob")
    hive.call("ada", "channels.update", channel_id=channel_id, purpose="Candles and more")
    hive.call("ada", "homes.furnish", channel_id=channel_id, rules="No fire\nindoors.")
    pinned = hive.call("ada", "messages.post", channel_id=channel_id, text="Read this first")
    hive.call("ada", "pins.add", message_id=pinned["id"])
    file_id = hive.upload("bob", "melting.txt", b"At 64 degrees.")
    hive.call("bob", "messages.post", channel_id=channel_id, text="Melting", file_ids=[file_id])
    hive.call("bob", "messages.post", channel_id=channel_id, text="See https://wax.example/")
    hive.waits_for_search("ada", "in:wax-works has:link", 1)
    hive.waits_for_search("ada", "in:wax-works has:file", 1)
    bob = opens("bob", pocket=True, locale="fr-FR")
    bob.goes_to(f"/c/{channel_id}/home")
    home = bob.page.get_by_role("article", name="wax-works")
    expect(home).to_contain_text("Candles and more")
    expect(home).to_contain_text("No fire\nindoors.")
    for heading, said in (
        ("Responsables", "Ada"),
        ("Messages épinglés", "Read this first"),
        ("Derniers fichiers", "melting.txt"),
        ("Derniers liens", "https://wax.example/"),
    ):
        part = home.locator("section").filter(has=bob.page.get_by_role("heading", name=heading))
        expect(part).to_contain_text(said)
    expect(home.get_by_role("button", name="Modifier la page d’accueil")).to_have_count(0)
    assert bob.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
