"""Unsent messages: drafts on two devices, messages for later, and one taken back."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import PASSWORD, Hive
from tests.browser.window import Window

HOUR_MS = 3_600_000
sizes = pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])


def in_an_hour() -> int:
    return time.time_ns() // 1_000_000 + HOUR_MS


def draft_reaches_the_server(hive: Hive, handle: str, text: str) -> None:
    """Until the server holds a draft with this text (none where it is empty)."""
    until = time.monotonic() + 30
    while [one.get("text", "") for one in hive.call(handle, "drafts.list")["items"]] != (
        [text] if text else []
    ):
        assert time.monotonic() < until, text
        time.sleep(0.05)


def schedules(window: Window, choice: str) -> None:
    """Choose a moment in the menu for messages that go later."""
    page = window.page
    if window.pocket:
        page.get_by_role("button", name="Add to the message").click()
        page.get_by_role("menuitem", name="Schedule for later").click()
    else:
        page.get_by_role("button", name="Schedule for later").click()
    page.get_by_role("menuitem", name=choice).click()


def test_what_is_begun_on_the_phone_is_finished_at_the_desk(opens: Opens, hive: Hive) -> None:
    hive.channel("ada", "drafting")
    phone, desk = opens("ada", pocket=True), opens("ada")
    phone.opens("drafting")
    phone.composer.fill("Dear all, the honey")
    desk.opens("drafting")
    expect(desk.composer).to_have_value("Dear all, the honey")
    desk.composer.fill("Dear all, the honey is in.")
    expect(phone.composer).to_have_value("Dear all, the honey is in.")
    desk.composer.press("Enter")
    desk.sees_once("Dear all, the honey is in.")
    expect(phone.composer).to_have_value("")
    draft_reaches_the_server(hive, "ada", "")


@sizes
def test_drafts_are_listed_and_can_be_thrown_away(opens: Opens, hive: Hive, pocket: bool) -> None:
    name = f"list-{pocket}".lower()
    channel_id = hive.channel("bob", name)
    hive.call("bob", "drafts.set", channel_id=channel_id, text="Who waters the roses?")
    bob = opens("bob", pocket=pocket)
    if pocket:
        bob.goes_to("/me")
    expect(bob.page.get_by_role("link", name=re.compile(r"^Drafts\s*1$"))).to_be_visible()
    bob.goes_to("/drafts")
    card = bob.page.get_by_role("article", name=f"#{name}")
    expect(card).to_contain_text("Who waters the roses?")
    card.get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)
    bob.page.get_by_role("button", name="Undo", exact=True).click()
    card.get_by_role("button", name="Go on writing").click()
    expect(bob.composer).to_have_value("Who waters the roses?")
    bob.writes("Who waters the roses?")
    bob.goes_to("/drafts")
    expect(bob.page.get_by_role("heading", name="Nothing is waiting")).to_be_visible()


@sizes
def test_a_message_for_later_is_changed_and_sent_now(
    opens: Opens, hive: Hive, pocket: bool
) -> None:
    name = f"later-{pocket}".lower()
    hive.channel("chloe", name)
    chloe = opens("chloe", pocket=pocket)
    chloe.opens(name)
    chloe.composer.fill("Good morning, all")
    schedules(chloe, "Tomorrow morning")
    expect(chloe.composer).to_have_value("")
    chloe.page.get_by_role("button", name="Show", exact=True).click()
    card = chloe.page.get_by_role("article", name=f"#{name}")
    expect(card).to_contain_text("Good morning, all")
    expect(card).to_contain_text("Tomorrow at 09:00")
    if pocket:
        card.get_by_role("button", name="More").click()
        chloe.page.get_by_role("menuitem", name="Change the time").click()
    else:
        card.get_by_role("button", name="Change the time").click()
    expect(chloe.page.get_by_role("button", name="Cancel", exact=True)).to_be_visible()
    chloe.page.get_by_label("Day and time").fill("2020-01-01T10:00")
    chloe.page.get_by_role("button", name="Schedule", exact=True).click()
    expect(chloe.page.get_by_role("alert")).to_contain_text("has passed")
    chloe.page.get_by_role("button", name="Cancel", exact=True).click()
    card.get_by_role("button", name="Send now").click()
    expect(card).to_have_count(0)
    chloe.goes_to("/")
    chloe.opens(name)
    chloe.sees_once("Good morning, all")


def test_what_could_not_be_sent_is_shown_with_its_reason(opens: Opens, hive: Hive) -> None:
    channel_id = hive.channel("ada", "closing", "chloe")
    added = hive.call(
        "chloe", "scheduled.add", channel_id=channel_id, text="Last words", send_at=in_an_hour()
    )
    hive.call("ada", "channels.archive", channel_id=channel_id)
    chloe = opens("chloe")
    chloe.goes_to("/drafts")
    card = chloe.page.get_by_role("article", name="#closing")
    expect(card).to_contain_text("Last words")
    hive.call("chloe", "scheduled.send_now", scheduled_id=added["id"])
    expect(card).to_contain_text("you may no longer write there")
    hive.call("ada", "channels.archive", channel_id=channel_id, archived=False)
    card.get_by_role("button", name="Try again").click()
    expect(card).to_have_count(0)


@sizes
def test_a_sent_message_is_taken_back_with_its_words(
    opens: Opens, hive: Hive, pocket: bool
) -> None:
    name = f"regret-{pocket}".lower()
    hive.channel("ada", name, "bob")
    hive.call("ada", "preferences.set", undo_s=10)
    ada, bob = opens("ada", pocket=pocket), opens("bob")
    ada.opens(name)
    bob.opens(name)
    ada.writes("Oh no, too early")
    bob.sees("Oh no, too early")
    ada.page.get_by_role("button", name="Undo", exact=True).click()
    bob.sees_nothing_of("Oh no, too early")
    expect(ada.composer).to_have_value("Oh no, too early")
    ada.composer.fill("Now it is right")
    ada.composer.press("Enter")
    bob.sees("Now it is right")


def test_a_message_still_on_this_device_is_only_laid_back(opens: Opens, hive: Hive) -> None:
    hive.channel("ada", "tunnel", "bob")
    hive.call("ada", "preferences.set", undo_s=10)
    ada, bob = opens("ada"), opens("bob")
    ada.opens("tunnel")
    bob.opens("tunnel")
    hive.stop()
    expect(ada.page.get_by_text("Offline.")).to_be_visible()
    ada.writes("Written in the tunnel")
    ada.page.get_by_role("button", name="Undo", exact=True).click()
    expect(ada.composer).to_have_value("Written in the tunnel")
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("")
    ada.page.get_by_role("button", name="Do not send").click()
    expect(ada.composer).to_have_value("Written in the tunnel")
    hive.start()
    ada.composer.fill("Out of the tunnel")
    ada.composer.press("Enter")
    bob.sees("Out of the tunnel")
    bob.sees_nothing_of("Written in the tunnel")
    for window in (ada, bob):  # the browser notes each refused connection by itself
        window.forgives_the_network("503")


def test_everybody_can_use_what_waits(opens: Opens, hive: Hive) -> None:
    """axe finds nothing on the page, its menus and dialogs, in any look."""
    channel_id = hive.channel("ada", "access", "chloe")
    waits = {"channel_id": channel_id, "send_at": in_an_hour()}
    failed = hive.call("chloe", "scheduled.add", text="Not this one", **waits)
    hive.call("ada", "channels.archive", channel_id=channel_id)
    hive.call("chloe", "scheduled.send_now", scheduled_id=failed["id"])
    other = hive.channel("chloe", "access-too")
    hive.call("chloe", "scheduled.add", channel_id=other, text="This one", send_at=in_an_hour())
    hive.call("chloe", "drafts.set", channel_id=other, text="Half a thought")
    chloe = opens("chloe")
    chloe.goes_to("/drafts")
    page = chloe.page
    expect(page.get_by_role("article", name="#access", exact=True)).to_contain_text("Not sent")
    expect(page.get_by_role("article", name="#access-too")).to_have_count(2)
    assert faults_in_all_looks(page) == []
    card = page.get_by_role("article", name="#access-too").first
    card.get_by_role("button", name="More").click()
    assert faults_in_all_looks(page) == []
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Change the time").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("article", name="#access-too").last.get_by_role(
        "button", name="Delete"
    ).click()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    assert faults_in_all_looks(page) == []
    chloe.row("access-too").click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_what_was_typed_a_moment_ago_survives_a_reload_and_signing_out(
    opens: Opens, hive: Hive
) -> None:
    hive.channel("chloe", "hasty")
    chloe = opens("chloe")
    chloe.opens("hasty")
    chloe.composer.fill("typed and reloaded")
    chloe.page.reload()
    expect(chloe.composer).to_have_value("typed and reloaded")
    chloe.composer.fill("typed and signed out")
    chloe.page.locator(".sidebar__workspace").click()
    chloe.page.get_by_role("menuitem", name="Sign out").click()
    expect(chloe.page.get_by_label("Password")).to_be_visible()
    draft_reaches_the_server(hive, "chloe", "typed and signed out")


def test_what_was_typed_outlives_a_session_that_is_revoked(opens: Opens, hive: Hive) -> None:
    hive.channel("chloe", "sent-away")
    known = hive.cookies.pop("chloe", None)  # a session of its own
    chloe = opens("chloe")
    hive.cookies.pop("chloe")
    if known:
        hive.cookies["chloe"] = known
    chloe.opens("sent-away")
    chloe.composer.fill("Begun before the door closed")
    draft_reaches_the_server(hive, "chloe", "Begun before the door closed")
    sessions = hive.call("chloe", "sessions.list")["items"]
    newest = max(
        (one for one in sessions if one.get("kind", "session") == "session"),
        key=lambda one: one["created_at"],
    )
    hive.call("chloe", "sessions.revoke", session_id=newest["id"])
    chloe.page.get_by_role("link", name="Sign in").first.click()
    chloe.words.clear()  # what failed since nobody was signed in
    chloe.page.locator("input[name=email]").fill("chloe@example.org")
    chloe.page.locator("input[name=password]").fill(PASSWORD)
    chloe.page.locator("input[name=password]").press("Enter")
    chloe.opens("sent-away")
    expect(chloe.composer).to_have_value("Begun before the door closed")
