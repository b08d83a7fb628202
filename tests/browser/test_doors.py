"""Ways in: addresses that are typed, and what opens from menus, dialogs and a resting finger."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive

WHAT_LIES_OVER = """(line) => {
    const { left, top, height } = line.querySelector(".text").getBoundingClientRect();
    const over = document.elementFromPoint(left + 5, top + height / 2);
    return over.closest("[role=menuitem]")?.textContent;
}"""


def test_saved_messages_show_where_the_address_is_typed(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "typed-saved", "bob")
    said = hive.call("ada", "messages.post", channel_id=channel_id, text="The ladder is in the van")
    hive.call("bob", "saved.add", message_id=said["id"])
    bob = opens("bob")
    bob.goes_to("/saved")
    saved = bob.page.get_by_role("list", name="Saved")
    expect(saved).to_contain_text("The ladder is in the van")
    bob.page.reload()
    expect(saved).to_contain_text("The ladder is in the van")


def test_what_is_searched_shows_where_the_address_is_typed(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "typed-search", "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="The theodolite is calibrated")
    hive.waits_for_search("bob", "theodolite", 1)
    bob = opens("bob")
    bob.goes_to("/search?q=theodolite")
    results = bob.page.get_by_role("list", name="Results")
    expect(results.get_by_role("article")).to_have_count(1)
    expect(results.locator("mark")).to_have_text("theodolite")


def test_threads_show_where_the_address_is_typed(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "typed-threads", "bob")
    root = hive.call("bob", "messages.post", channel_id=channel_id, text="Who has the keys?")
    hive.call("ada", "messages.post", channel_id=channel_id, text="I do.", thread_id=root["id"])
    bob = opens("bob")
    bob.goes_to("/threads")
    thread = bob.page.get_by_role("link").filter(has_text="Who has the keys?")
    expect(thread).to_contain_text("I do.")
    thread.click()
    expect(bob.page.get_by_role("region", name="Thread", exact=True)).to_contain_text("1 reply")


def test_do_not_disturb_asks_for_how_long(hive: Hive, opens: Opens) -> None:
    chloe = opens("chloe")
    menu = chloe.page.get_by_role("button", name="Your menu")
    menu.click()
    chloe.page.get_by_role("menuitem", name="Do not disturb").click()
    choices = chloe.page.get_by_role("menu", name="Do not disturb").get_by_role("menuitem")
    expect(choices).to_have_count(3)
    choices.first.click()
    expect(chloe.page.get_by_role("menu")).to_have_count(0)
    menu.click()
    chloe.page.get_by_role("menuitem", name="Allow notifications again").click()
    menu.click()
    expect(chloe.page.get_by_role("menuitem", name="Do not disturb")).to_be_visible()


def test_a_channel_that_is_not_found_can_be_created(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    ada.page.get_by_role("button", name="Browse channels").click()
    ada.page.get_by_role("searchbox", name="Find a channel").fill("nobody-made-this")
    ada.page.get_by_role("dialog").get_by_role("button", name="Create a channel").click()
    dialog = ada.page.get_by_role("dialog", name="Create a channel")
    dialog.get_by_label("Name").fill("somebody-made-this")
    dialog.get_by_role("button", name="Create", exact=True).click()
    heading = ada.page.get_by_role("heading", name="somebody-made-this", level=2)
    expect(heading).to_be_visible()


def test_lifting_the_finger_of_a_long_press_chooses_nothing(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "finger")
    ada = opens("ada", pocket=True)
    ada.opens("finger")
    for number in range(30):  # the last one stands where the sheet comes up
        ada.writes(f"Line {number}")
    line = ada.message("Line 29")
    expect(line).to_be_in_viewport()
    ada.presses_long(line, hold_ms=1_000)
    menu = ada.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Save for later")).to_be_visible()
    assert line.evaluate(WHAT_LIES_OVER), "the sheet came up under the finger"
    ada.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    ada.writes("The last word")  # whatever was chosen before has reached the server before this
    ada.sees_once("The last word")
    history = hive.call("ada", "messages.history", channel_id=channel_id, limit=100)["items"]
    assert len(history) == 31
    changed = ("edited_at", "reactions", "pinned", "thread", "deleted")
    assert [one for one in history if any(one.get(name) for name in changed)] == []
    saved = hive.call("ada", "saved.list")["items"]
    assert [one for one in saved if one["message"]["channel_id"] == channel_id] == []
    (read,) = [
        one
        for one in hive.call("ada", "reads.list")["items"]
        if one.get("channel_id") == channel_id
    ]
    assert read["unread"] == 0
