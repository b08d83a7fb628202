"""A bad network loses nothing and doubles nothing."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive

OFFLINE = "Offline. What you write is kept and will be sent."


def test_what_is_written_while_the_server_is_away_arrives_once_and_in_order(
    hive: Hive, opens: Opens
) -> None:
    hive.channel("ada", "storm", "bob")
    ada, bob = opens("ada"), opens("bob", pocket=True)
    ada.opens("storm")
    bob.opens("storm")
    ada.writes("Before the storm")
    bob.sees("Before the storm")
    hive.stop()
    expect(ada.page.get_by_text(OFFLINE)).to_be_visible()
    for text in ("First in the dark", "Second in the dark", "Third in the dark"):
        ada.writes(text)
    expect(ada.page.get_by_text("Waiting to be sent")).to_have_count(3)
    hive.start()
    with suppress(Error):  # it may have come back by itself meanwhile
        ada.page.get_by_role("button", name="Try now").click(timeout=3_000)
    story = ("Before the storm", "First in the dark", "Second in the dark", "Third in the dark")
    ada.sees_once(*story)
    bob.sees("Third in the dark")
    bob.sees_once(*story)
    expect(ada.page.get_by_text(OFFLINE)).to_have_count(0)
    expect(ada.page.get_by_text("Waiting to be sent")).to_have_count(0)
    ada.forgives_the_network()
    bob.forgives_the_network()


def test_what_was_said_meanwhile_is_there_after_the_connection_came_back(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "meanwhile", "bob")
    bob = opens("bob")
    bob.opens("meanwhile")
    bob.writes("I go through a tunnel")
    bob.sees_once("I go through a tunnel")
    bob.context.set_offline(True)
    bob.page.evaluate("window.dispatchEvent(new Event('offline'))")
    for number in range(3):
        hive.call("ada", "messages.post", channel_id=channel_id, text=f"Said meanwhile {number}")
    bob.writes("Written in the tunnel")
    bob.context.set_offline(False)
    bob.sees_once("I go through a tunnel", *(f"Said meanwhile {number}" for number in range(3)))
    bob.sees_once("Written in the tunnel")
    bob.forgives_the_network()


def test_a_server_that_is_silent_is_told_soon(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "frozen")
    ada = opens("ada")
    ada.opens("frozen")
    ada.writes("While all is well")
    ada.sees_once("While all is well")
    me = ada.page.locator(".my-line")
    expect(me).to_contain_text("Online")
    with hive.frozen():
        ada.writes("Into the ice")
        expect(ada.message("Into the ice")).to_contain_text("Sending…")
        expect(ada.page.get_by_text("Sent.", exact=True)).to_have_count(0)
        expect(ada.page.get_by_text(OFFLINE)).to_be_visible()
        expect(me).not_to_contain_text("Online")
    ada.sees_once("While all is well", "Into the ice")
    expect(ada.page.get_by_text(OFFLINE)).to_have_count(0)
    expect(me).to_contain_text("Online")
    ada.forgives_the_network()


def test_what_waits_looks_as_it_will(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "looks")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Plain words")
    ada = opens("ada")
    ada.opens("looks")
    ada.composer.fill("**Loud** :bee:")
    expect(ada.page.locator(".writing-preview strong")).to_have_text("Loud")
    hive.stop()
    expect(ada.page.get_by_text(OFFLINE)).to_be_visible()
    ada.composer.press("Enter")
    waiting = ada.message("Loud")
    expect(waiting).to_contain_text("Waiting to be sent")
    expect(waiting.locator("strong")).to_have_text("Loud")
    expect(waiting.get_by_role("img", name="bee")).to_be_visible()
    ada.chooses("Plain words", "Edit")
    field = ada.page.get_by_role("textbox", name="Edit")
    field.fill("*Quiet* words")
    field.press("Enter")
    expect(ada.message("Quiet words").locator("em")).to_have_text("Quiet")
    hive.start()
    ada.sees_once("Loud 🐝")
    expect(ada.message("Quiet words").locator("em")).to_have_text("Quiet")
    expect(ada.page.get_by_text("Waiting to be sent")).to_have_count(0)
    ada.forgives_the_network()


def test_a_draft_stays_when_one_looks_elsewhere(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "draft-here")
    hive.channel("ada", "draft-there")
    ada = opens("ada")
    ada.opens("draft-here")
    ada.composer.fill("Half a thought")
    ada.opens("draft-there")
    expect(ada.composer).to_have_value("")
    ada.opens("draft-here")
    expect(ada.composer).to_have_value("Half a thought")
