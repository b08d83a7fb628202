"""The FAQ: an accepted answer becomes an entry in two clicks, and the bot gives it to the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.words import REGIONS, both, client_words

ASKED, ANSWER = "Where is the key of the shed?", "Under the third hive."


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_an_accepted_answer_becomes_an_entry_that_answers_the_next_question(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    name = "pocket" if pocket else "desk"
    asked = f"{ASKED[:-1]} of the {name}?"
    channel_id = hive.channel("ada", f"faq-{name}", "bob")
    place = {"channel_id": channel_id}
    root = hive.call("bob", "posts.write", title=asked, kind="question", **place)
    reply = hive.call("ada", "messages.post", text=ANSWER, thread_id=root["id"], **place)
    hive.call("bob", "posts.accept", thread_id=root["id"], reply_id=reply["id"])
    hive.call("ada", "faq.configure", **place)
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/c/{channel_id}/t/{root['id']}")
    answer = ada.page.locator(f".pane [data-id='{reply['id']}']")
    answer.get_by_role("button", name="Add to the FAQ").click()
    dialog = ada.page.get_by_role("dialog", name="New entry of the FAQ")
    expect(dialog.get_by_label("Question")).to_have_value(asked)
    expect(dialog.get_by_label("Answer")).to_have_value(ANSWER)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    ada.page.wait_for_function("() => !history.state?.covered")  # its step back is taken
    ada.goes_to("/faq")
    ada.page.get_by_role("searchbox", name="Search the FAQ").fill(f"shed {name} key")
    expect(ada.page.get_by_role("article", name=asked)).to_contain_text(ANSWER)
    again = f"Anybody knows where the shed key of the {name} is?"
    said = hive.call("bob", "messages.post", channel_id=channel_id, text=again)
    bob = opens("bob", pocket=pocket)
    bob.goes_to(f"/c/{channel_id}/t/{said['id']}")
    helped = bob.page.get_by_role("button", name="That helped")
    expect(helped).to_be_visible()
    helped.click()
    expect(helped).to_have_attribute("aria-pressed", "true")
    ada.goes_to("/faq")
    card = ada.page.get_by_role("article", name=asked)
    expect(card).to_contain_text("helped 1 time")
    report = ada.page.get_by_text("confirmed as helpful")
    expect(report).to_be_visible()


@both
def test_what_is_written_of_an_entry_is_there_again_after_the_dialog_has_gone(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    page = ada.page
    ada.goes_to("/faq")
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    dialog = page.get_by_role("dialog", name=said("faq_add"))
    dialog.get_by_label(said("faq_answer_label"), exact=True).fill(ANSWER)
    if pocket:
        page.go_back()
    else:
        page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=said("faq_go_on")).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value(ANSWER)
    page.mouse.click(2, 2)  # beside it
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value(ANSWER)
    dialog.get_by_role("button", name=said("post.discard")).click()
    expect(page.get_by_text(said("draft_deleted"))).to_be_visible()
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value("")


@both
def test_what_the_faq_does_not_know_goes_on_in_the_channel(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    name = f"unknown-{language}"
    channel_id = hive.channel("ada", name, "bob")
    asked = "Zebra quagga okapi ?"
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    page = bob.page
    bob.goes_to(f"/c/{channel_id}")
    bob.composer.fill("/faq ")
    bob.composer.press("Enter")
    expect(page.get_by_role("button", name=said("faq_browse"))).to_be_visible()
    bob.composer.fill(f"/faq {asked}")
    bob.composer.press("Enter")
    page.get_by_role("button", name=said("post.ask_in", place=f"#{name}")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(said("post.question"), exact=True)).to_have_value(asked)
    dialog.get_by_role("button", name=said("post.ask"), exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-id]").get_by_role("heading", name=asked)).to_be_visible()
    (post,) = hive.call("ada", "messages.history", channel_id=channel_id)["items"][:1]
    assert (post["title"], post["post"]["kind"]) == (asked, "question")
