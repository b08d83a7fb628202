"""Channels: made, joined, left, named anew, closed; and people written to directly."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


def test_a_channel_is_made_and_somebody_is_added(hive: Hive, opens: Opens) -> None:
    ada, bob = opens("ada"), opens("bob")
    ada.page.get_by_role("button", name="Add a channel").click()
    ada.page.get_by_role("menuitem", name="Create a channel").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Site Lyon")
    dialog.get_by_role("radio", name="Private").check()
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(ada.page.get_by_role("heading", name="site-lyon", level=2)).to_be_visible()
    expect(bob.row("site-lyon")).to_have_count(0)
    ada.page.get_by_role("button", name="Add people").click()
    ada.page.get_by_role("searchbox", name="Find a person by name").fill("bo")
    ada.page.get_by_role("dialog").get_by_role("button", name="Bob").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Add people").click()
    bob.row("site-lyon").click()
    bob.writes("Thank you for having me")
    ada.sees("Thank you for having me")


def test_a_name_that_is_taken_is_said_at_the_field(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "taken")
    ada = opens("ada")
    ada.page.get_by_role("button", name="Add a channel").click()
    ada.page.get_by_role("menuitem", name="Create a channel").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("taken")
    dialog.get_by_label("Name").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("already a channel named #taken")
    ada.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_public_channel_is_looked_at_joined_and_left(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "open-house")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Come in")
    bob = opens("bob")
    bob.page.get_by_role("button", name="Browse channels").click()
    bob.page.get_by_role("searchbox", name="Find a channel").fill("open-h")
    bob.page.get_by_role("dialog").get_by_role("link", name="open-house").click()
    bob.sees("Come in")
    expect(bob.page.get_by_text("You are looking at #open-house")).to_be_visible()
    bob.page.get_by_role("button", name="Join", exact=True).click()
    bob.writes("Here I am")
    bob.page.get_by_role("button", name="open-house: details").click()
    bob.page.get_by_role("button", name="Leave").click()
    bob.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(bob.row("open-house")).to_have_count(0)


def test_a_channel_is_renamed_and_archived_for_everybody(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "old-name", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("old-name")
    bob.opens("old-name")
    ada.page.get_by_role("button", name="old-name: details").click()
    ada.page.get_by_role("button", name="Edit channel").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("new-name")
    dialog.get_by_label("Topic").fill("What is new")
    dialog.get_by_role("button", name="Save").click()
    expect(bob.page.get_by_role("button", name="new-name: details")).to_be_visible()
    expect(bob.page.locator(".bar").get_by_text("What is new")).to_be_visible()
    ada.page.get_by_role("button", name="Archive").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(bob.page.get_by_text("This channel is archived")).to_be_visible()
    expect(bob.page.get_by_role("textbox")).to_have_count(0)


def test_a_direct_message_reaches_one_person(hive: Hive, opens: Opens) -> None:
    ada, bob, chloe = opens("ada"), opens("bob"), opens("chloe", pocket=True)
    ada.page.get_by_role("button", name="New message").click()
    ada.page.get_by_role("searchbox", name="Find a person by name").fill("chlo")
    ada.page.get_by_role("dialog").get_by_role("button", name="Chloé").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Open conversation").click()
    expect(ada.page.get_by_role("heading", name="Chloé", level=2)).to_be_visible()
    ada.writes("Between the two of us")
    chloe.page.get_by_role("link", name="Messages").click()
    chloe.row("Ada").click()
    chloe.sees("Between the two of us")
    expect(bob.row("Ada")).to_have_count(0)


def test_a_removed_member_sees_the_channel_no_more(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "inner-circle", "bob", kind="private")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("inner-circle")
    bob.opens("inner-circle")
    ada.page.get_by_role("button", name="2 members").click()
    ada.page.get_by_role("button", name="Remove Bob from the channel").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(bob.row("inner-circle")).to_have_count(0)
    expect(bob.page.get_by_role("heading", name="Nothing to see here")).to_be_visible()
