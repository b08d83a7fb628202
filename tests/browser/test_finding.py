"""Finding one's way: completion, unread counts, search, history, permalinks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


def test_a_mention_is_completed_without_its_accent_and_counted(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "mention", "chloe")
    ada, chloe = opens("ada"), opens("chloe")
    ada.opens("mention")
    ada.composer.press_sequentially("Ask @chlo")
    option = ada.page.get_by_role("option", name="Chloé")
    expect(option).to_have_attribute("aria-selected", "true")
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("Ask @chloe ")
    ada.composer.press_sequentially("please")
    ada.composer.press("Enter")
    expect(ada.message("Ask").locator(".mention")).to_have_text("@Chloé")
    expect(chloe.row("mention").locator(".pill--loud")).to_contain_text("1")


def test_escape_closes_the_completion_and_keeps_the_text(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "escape")
    ada = opens("ada")
    ada.opens("escape")
    ada.composer.press_sequentially("mail me @bo")
    expect(ada.page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    ada.composer.press("Escape")
    expect(ada.page.get_by_role("listbox", name="Suggestions")).to_have_count(0)
    ada.composer.press("Enter")
    ada.sees("mail me @bo")


def test_unread_counts_follow_a_person_from_window_to_window(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "counted", "bob")
    ada, desk, pocket = opens("ada"), opens("bob"), opens("bob", pocket=True)
    ada.opens("counted")
    for number in (1, 2, 3):
        ada.writes(f"News {number}")
    expect(desk.row("counted").locator(".pill")).to_contain_text("3")
    expect(pocket.row("counted").locator(".pill")).to_contain_text("3")
    pocket.opens("counted")
    pocket.sees("News 3")
    expect(pocket.page.get_by_role("separator", name="New messages")).to_have_count(0)
    expect(desk.row("counted").locator(".pill")).to_have_count(0)


def test_history_comes_on_scrolling_and_the_place_is_kept(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "long")
    for number in range(180):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Line {number:03}")
    ada = opens("ada")
    ada.opens("long")
    ada.sees("Line 179")
    box = ada.page.locator(".message-list__box")
    box.hover()
    moved = 0
    for _ in range(400):
        before = ada.page.evaluate(FIRST_ROW)
        ada.page.mouse.wheel(0, -400)
        ada.page.wait_for_timeout(25)
        after = ada.page.evaluate(ROW_TOP, before["id"])
        moved += after is not None and after < before["top"] - 2
        if ada.page.locator("[data-id]").filter(has_text="Line 000").count():
            break
    ada.sees("Line 000")
    expect(ada.page.get_by_role("heading", name="long", level=2)).to_be_visible()
    assert moved == 0
    ada.page.get_by_role("button", name="Jump to newest").click()
    expect(ada.message("Line 179")).to_be_in_viewport()


FIRST_ROW = """() => {
    const box = document.querySelector(".message-list__box");
    const top = box.getBoundingClientRect().top;
    const rows = [...box.querySelectorAll("[data-id]")];
    const row = rows.find((row) => row.getBoundingClientRect().bottom > top + 1);
    return { id: row.dataset.id, top: row.getBoundingClientRect().top };
}"""
ROW_TOP = """(id) => document.querySelector(`[data-id="${id}"]`)?.getBoundingClientRect().top"""


def test_search_jumps_to_an_old_message(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "archive-of-words", "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="The périscope is in the shed")
    for number in range(120):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Filler {number}")
    hive.waits_for_search("bob", "periscope", 1)
    bob = opens("bob")
    box = bob.page.get_by_role("combobox", name="Search messages")
    hit = bob.page.get_by_role("article").filter(has_text="périscope")
    box.fill("periscope")
    box.press("Enter")
    expect(hit.locator("mark")).to_have_text("périscope")
    hit.get_by_role("link", name="Show in conversation").click()
    expect(bob.message("périscope")).to_be_in_viewport()
    bob.page.get_by_role("button", name="Jump to newest").click()
    expect(bob.message("Filler 119")).to_be_in_viewport()


def test_the_back_button_leads_back_through_rooms(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "rooms")
    ada = opens("ada", pocket=True)
    expect(ada.page.get_by_role("navigation", name="Places")).to_be_visible()
    ada.opens("rooms")
    ada.writes("In here")
    expect(ada.page.get_by_role("navigation", name="Places")).to_have_count(0)
    ada.page.get_by_role("button", name="rooms: details").click()
    expect(ada.page.get_by_role("heading", name="Details")).to_be_visible()
    ada.page.go_back()
    ada.sees("In here")
    ada.page.go_back()
    expect(ada.row("rooms")).to_be_visible()


def test_pins_and_saved_messages_are_found_again(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "keep", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("keep")
    bob.opens("keep")
    ada.writes("The code of the gate is 4711")
    bob.sees("4711")
    bob.chooses("4711", "Save for later")
    ada.chooses("4711", "Pin")
    expect(bob.message("4711")).to_contain_text("Pinned")
    bob.page.get_by_role("button", name="Pinned messages").click()
    pins = bob.page.get_by_role("list", name="Pinned messages")
    expect(pins).to_contain_text("The code of the gate is 4711")
    bob.page.get_by_role("link", name="Saved").click()
    saved = bob.page.get_by_role("list", name="Saved")
    expect(saved).to_contain_text("The code of the gate is 4711")
