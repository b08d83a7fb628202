"""Ways around at the desk: switcher, keys, mentions, threads, search."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window


def presses(window: Window, keys: str) -> None:
    """Press keys where the focus is."""
    window.page.keyboard.press(keys)


def switches_to(window: Window, text: str, choice: str) -> None:
    """Find a place in the quick switcher and go there."""
    presses(window, "Control+k")
    field = window.page.get_by_role("combobox", name="Find a channel, a person, a thread")
    expect(field).to_be_focused()
    field.fill(text)
    expect(window.page.get_by_role("option", name=choice)).to_have_attribute(
        "aria-selected", "true"
    )
    field.press("Enter")
    expect(field).to_have_count(0)


def title_is(window: Window, name: str) -> None:
    """The room in the centre is called so."""
    expect(window.page.locator(".centre").get_by_role("heading", level=1)).to_contain_text(name)


def test_the_switcher_finds_a_channel_despite_accents_and_a_mistake(
    hive: Hive, opens: Opens
) -> None:
    hive.channel("ada", "sécurité")
    hive.channel("ada", "logistics")
    ada = opens("ada")
    switches_to(ada, "secu", "sécurité")
    title_is(ada, "sécurité")
    switches_to(ada, "logsitics", "logistics")
    title_is(ada, "logistics")


def test_the_switcher_opens_a_conversation_with_a_person(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "people-here", "chloe")
    ada = opens("ada")
    switches_to(ada, "chlo", "Chloé")
    title_is(ada, "Chloé")
    ada.writes("Hello from the switcher")
    ada.sees("Hello from the switcher")


def test_the_switcher_offers_what_is_unread_and_at_last_a_search(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "waits-for-bob", "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="The periwinkle is blue")
    hive.waits_for_search("bob", "periwinkle", 1)
    bob = opens("bob")
    expect(bob.row("waits-for-bob")).to_be_visible()
    presses(bob, "Control+k")
    expect(bob.page.get_by_role("option", name="waits-for-bob")).to_contain_text("1 unread")
    field = bob.page.get_by_role("combobox", name="Find a channel, a person, a thread")
    field.fill("periwinkle")
    last = bob.page.get_by_role("option").last
    expect(last).to_have_text("Search messages for “periwinkle”")
    last.click()
    expect(bob.page.get_by_role("list", name="Results")).to_contain_text("The periwinkle is blue")


def test_the_switcher_finds_a_followed_thread_that_was_never_opened(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("bob", "gates", "ada")
    root = hive.call("bob", "messages.post", channel_id=channel_id, text="Which marigold gate?")
    place = {"channel_id": channel_id, "thread_id": root["id"]}
    hive.call("ada", "messages.post", text="The north one", **place)
    bob = opens("bob")
    switches_to(bob, "marigold", "Which marigold gate?")
    expect(bob.page).to_have_url(f"{hive.url}/t/{channel_id}/{root['id']}")
    bob.sees("The north one")


def test_keys_lead_from_channel_to_channel_and_to_what_is_unread(hive: Hive, opens: Opens) -> None:
    for name in ("keys-a", "keys-b", "keys-c"):
        hive.channel("chloe", name)
    chloe = opens("chloe")
    chloe.opens("keys-a")
    presses(chloe, "Alt+ArrowDown")
    title_is(chloe, "keys-b")
    presses(chloe, "Alt+ArrowDown")
    title_is(chloe, "keys-c")
    presses(chloe, "Alt+ArrowUp")
    title_is(chloe, "keys-b")


def test_escape_closes_the_pane_that_has_the_focus(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "escaped")
    ada = opens("ada")
    ada.opens("escaped")
    ada.page.get_by_role("button", name="Pinned messages").click()
    pane = ada.page.get_by_role("region", name="Pinned messages")
    pane.get_by_role("button", name="Close").focus()
    presses(ada, "Escape")
    expect(pane).to_have_count(0)
    title_is(ada, "escaped")


def test_the_map_of_the_keys_opens_where_nothing_is_typed(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "mapped")
    ada = opens("ada")
    ada.opens("mapped")
    ada.composer.press_sequentially("Really?")
    expect(ada.composer).to_have_value("Really?")
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    ada.page.get_by_role("link", name="Threads").focus()
    presses(ada, "?")
    keys = ada.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Next unread channel")
    presses(ada, "Escape")
    expect(keys).to_have_count(0)
    presses(ada, "g")
    presses(ada, "m")
    title_is(ada, "Mentions")


def test_f6_goes_through_the_parts_of_the_window(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "regions")
    hive.call("ada", "messages.post", channel_id=channel_id, text="A row to stand on")
    ada = opens("ada")
    ada.opens("regions")
    ada.sees("A row to stand on")
    ada.composer.focus()
    presses(ada, "Shift+F6")
    expect(ada.page.locator(".centre [data-id]").last).to_be_focused()
    presses(ada, "F6")
    expect(ada.composer).to_be_focused()


def test_a_mention_is_found_on_its_page_and_leads_to_its_place(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "called-there", "bob")
    bob = opens("bob")
    bob.goes_to("/mentions")
    hive.call("ada", "messages.post", channel_id=channel_id, text="@bob the gate is open")
    card = bob.page.get_by_role("article").filter(has_text="the gate is open")
    expect(card).to_contain_text("#called-there")
    expect(card).to_contain_text("New")
    card.get_by_role("link", name="Show in conversation").click()
    expect(bob.message("the gate is open")).to_be_in_viewport()
    title_is(bob, "called-there")


def test_threads_are_read_beside_their_list_the_unread_first(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "in-threads", "bob")
    roots = [
        hive.call("bob", "messages.post", channel_id=channel_id, text=f"Question {number}")["id"]
        for number in (1, 2)
    ]
    for root, author in ((roots[0], "ada"), (roots[1], "bob")):
        hive.call(author, "messages.post", channel_id=channel_id, thread_id=root, text="An answer")
    bob = opens("bob")
    bob.page.get_by_role("link", name=re.compile("^Threads")).click()
    lines = bob.page.get_by_role("list", name="Threads").get_by_role("link")
    lines = lines.filter(has_text="Question")  # he follows others too
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("Question 1")
    expect(lines.first).to_contain_text("1 new")
    lines.first.click()
    pane = bob.page.get_by_role("region", name="Thread", exact=True)
    expect(pane).to_contain_text("An answer")
    expect(lines.first).not_to_contain_text("1 new")
    expect(lines.first).to_contain_text("Question 1")
    bob.composer.fill("Thank you")
    bob.composer.press("Enter")
    expect(pane).to_contain_text("Thank you")
    expect(lines).to_have_count(2)


def test_all_threads_are_marked_read_at_once(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "many-threads", "chloe")
    for number in (1, 2):
        root = hive.call("chloe", "messages.post", channel_id=channel_id, text=f"Point {number}")
        hive.call(
            "ada", "messages.post", channel_id=channel_id, thread_id=root["id"], text="A reply"
        )
    chloe = opens("chloe")
    chloe.goes_to("/threads")
    expect(chloe.page.get_by_role("button", name="Unread (2)")).to_be_visible()
    chloe.page.get_by_role("button", name="Mark all as read").click()
    shown = chloe.page.get_by_role("group", name="Show")
    shown.get_by_role("button", name="Unread", exact=True).click()
    expect(chloe.page.get_by_role("button", name="Mark all as read")).to_be_disabled()
    chloe.page.get_by_role("link", name="Saved").click()
    title_is(chloe, "Saved")
    chloe.page.get_by_role("link", name="Threads", exact=True).click()
    expect(chloe.page.get_by_role("heading", name="All read")).to_be_visible()


def test_filters_narrow_a_search_and_can_be_taken_away(hive: Hive, opens: Opens) -> None:
    here = hive.channel("ada", "filtered", "bob")
    there = hive.channel("ada", "elsewhere", "bob")
    for author, channel_id in (("ada", here), ("bob", here), ("ada", there)):
        hive.call(
            author, "messages.post", channel_id=channel_id, text=f"A kingfisher, says {author}"
        )
    hive.waits_for_search("ada", "kingfisher", 3)
    ada = opens("ada")
    ada.goes_to("/search?q=kingfisher")
    found = ada.page.get_by_role("list", name="Results").get_by_role("article")
    expect(found).to_have_count(3)
    expect(found.first.locator("mark")).to_have_text("kingfisher")
    ada.page.get_by_role("button", name="From", exact=True).click()
    ada.page.get_by_role("searchbox", name="Find a person by name").fill("bo")
    ada.page.get_by_role("button", name=re.compile("^Bob")).click()
    expect(found).to_have_count(1)
    ada.page.get_by_role("button", name="Remove the filter: From Bob").click()
    expect(found).to_have_count(3)
    ada.page.get_by_role("button", name="In", exact=True).click()
    ada.page.get_by_role("searchbox", name="Find a channel").fill("elsew")
    ada.page.get_by_role("searchbox", name="Find a channel").press("Enter")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("#elsewhere")
    ada.goes_to("/search")
    ada.page.get_by_role("link", name="kingfisher", exact=True).click()
    expect(found).to_have_count(3)


def test_an_address_of_something_gone_says_so(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "still-here", "bob")
    bob = opens("bob")
    bob.goes_to("/")
    bob.page.goto(f"{hive.url}/c/{channel_id}/t/MNOTHING")
    expect(bob.page.get_by_role("heading", name="Nothing to see here")).to_be_visible()
    bob.page.goto(f"{hive.url}/c/CNOTHING")
    expect(bob.page.get_by_role("link", name="Go to your channels")).to_be_visible()
    bob.words.clear()
