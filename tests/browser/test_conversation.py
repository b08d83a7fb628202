"""Two people talk: at the desk and in the pocket, in a channel and in threads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive

SIZES = pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])


@SIZES
def test_what_one_writes_the_other_reads_at_once(hive: Hive, opens: Opens, pocket: bool) -> None:
    hive.channel("ada", f"talk-{pocket}".lower(), "bob")
    ada, bob = opens("ada"), opens("bob", pocket=pocket)
    for window in (ada, bob):
        window.opens(f"talk-{pocket}".lower())
    ada.writes("Good morning, is anybody on site?")
    bob.sees("Good morning, is anybody on site?")
    bob.composer.fill("I am, at **gate B**.")
    bob.page.get_by_role("button", name="Send", exact=True).click()
    ada.sees("I am, at gate B.")
    expect(ada.message("gate B").locator("strong")).to_have_text("gate B")
    ada.sees_once("Good morning, is anybody on site?", "I am, at gate B.")


def test_shift_enter_makes_a_new_line(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "lines", "bob")
    ada = opens("ada")
    ada.opens("lines")
    ada.composer.type("first")
    ada.composer.press("Shift+Enter")
    ada.composer.type("second")
    ada.composer.press("Enter")
    shown = ada.message("second").locator(".text")
    expect(shown).to_have_text("first\nsecond", use_inner_text=True)


@SIZES
def test_a_reply_gathers_in_a_thread(hive: Hive, opens: Opens, pocket: bool) -> None:
    name = f"thread-{pocket}".lower()
    hive.channel("ada", name, "bob")
    ada, bob = opens("ada"), opens("bob", pocket=pocket)
    ada.opens(name)
    ada.writes("Which crane do we take?")
    bob.opens(name)
    bob.chooses("Which crane", "Reply in thread")
    expect(bob.page.get_by_role("heading", name="Thread", exact=True)).to_be_visible()
    bob.writes("The one from Nantes.")
    ada.page.get_by_role("link", name="1 reply").click()
    ada.sees("The one from Nantes.")
    ada.writes("Agreed.")
    bob.sees("Agreed.")
    expect(ada.page.get_by_text("2 replies").first).to_be_visible()


def test_reactions_are_counted_together(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "react", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("react")
    bob.opens("react")
    ada.writes("The slab is poured.")
    bob.points_at("The slab")
    bob.page.get_by_role("button", name="React with party popper").click()
    chip = ada.message("The slab").get_by_role("button", name="party popper, 1 reaction")
    expect(chip).to_have_attribute("aria-pressed", "false")
    chip.click()
    both = bob.message("The slab").get_by_role("button", name="party popper, 2 reactions")
    expect(both).to_have_attribute("aria-pressed", "true")
    both.click()
    expect(
        ada.message("The slab").get_by_role("button", name="party popper, 1 reaction")
    ).to_be_visible()


def test_the_picker_finds_an_emoji_by_its_name(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "picker")
    ada = opens("ada")
    ada.opens("picker")
    ada.writes("Honey for everybody")
    ada.points_at("Honey")
    ada.page.get_by_role("button", name="Add a reaction").click()
    ada.page.get_by_role("searchbox", name="Find an emoji").fill("honeyb")
    ada.page.keyboard.press("Enter")
    expect(ada.message("Honey").get_by_role("button", name="honeybee, 1 reaction")).to_be_visible()


def test_arrow_up_edits_the_last_message(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "edit", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("edit")
    bob.opens("edit")
    ada.writes("Meeting at ten, @bob")
    bob.sees("Meeting at ten")
    ada.composer.press("ArrowUp")
    field = ada.page.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("Meeting at ten, @bob")
    field.fill("Meeting at eleven, @bob")
    field.press("Enter")
    bob.sees("Meeting at eleven, @Bob")
    expect(bob.message("eleven")).to_contain_text("(edited)")
    bob.sees_nothing_of("Meeting at ten")


@SIZES
def test_a_message_is_deleted_once_it_was_confirmed(hive: Hive, opens: Opens, pocket: bool) -> None:
    name = f"delete-{pocket}".lower()
    hive.channel("ada", name, "bob")
    ada, bob = opens("ada", pocket=pocket), opens("bob")
    ada.opens(name)
    bob.opens(name)
    ada.writes("I should not have said this")
    bob.sees("I should not have said this")
    ada.chooses("I should not", "Delete")
    ada.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    ada.sees("I should not have said this")
    ada.chooses("I should not", "Delete")
    ada.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    bob.sees_nothing_of("I should not have said this")
    ada.sees_nothing_of("I should not have said this")


def test_who_types_is_told_to_the_others(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "typing", "bob")
    ada, bob = opens("ada"), opens("bob")
    ada.opens("typing")
    bob.opens("typing")
    bob.composer.press_sequentially("Let me think")
    expect(ada.page.get_by_text("Bob is typing…")).to_be_visible()
    bob.composer.press("Enter")
    ada.sees("Let me think")
    expect(ada.page.get_by_text("Bob is typing…")).to_have_count(0)
