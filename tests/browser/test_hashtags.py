"""A hashtag page: described, merged, followed, read elsewhere; both sizes, both languages."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window
from tests.browser.words import REGIONS, both, client_words, page_words


@both
def test_a_hashtag_is_described_merged_followed_and_split(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    one, other, near = (f"{language}{word}" for word in ("wasps", "guêpes", "nests"))
    channel_id = hive.channel("bob", f"tags-{language}", "ada")
    for text in (f"Two of them #{one} #{near}", f"Deux autres #{other}"):
        hive.call("bob", "messages.post", channel_id=channel_id, text=text)
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    page = ada.page
    ada.goes_to(f"/tag/{one}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("button", name=said("hashtag_describe")).click()
    dialog = page.get_by_role("dialog", name=said("hashtag_describe"))
    dialog.get_by_role("textbox", name=said("hashtag_description")).fill("What stings")
    dialog.get_by_role("textbox", name=said("hashtag_label")).fill(one.upper())
    dialog.get_by_role("button", name=said("save_changes")).click()
    expect(page.get_by_role("heading", level=1, name=f"#{one.upper()}")).to_be_visible()
    expect(page.get_by_text("What stings")).to_be_visible()
    related = page.get_by_role("navigation", name=said("hashtag_related"))
    expect(related.get_by_role("link")).to_have_text([f"#{near}"])
    _merges(ada, other, one, language)
    expect(page.get_by_text(said("hashtag_also", tags=f"#{other}"))).to_be_visible()
    expect(page.get_by_text(said("hashtag_threads", count=2))).to_be_visible()
    for text in ("Two of them", "Deux autres"):
        expect(page.get_by_role("article").filter(has_text=text).first).to_be_visible()
    page.get_by_role("button", name=said("follow_them"), exact=True).click()
    expect(page.get_by_role("button", name=said("following"), exact=True)).to_be_visible()
    expect(page.locator(".hashtag-head__followers")).to_contain_text("1")
    assert faults_in_all_looks(page) == []
    _reads_it_elsewhere(ada, one.upper(), language)
    bob = opens("bob", pocket=not pocket, locale=REGIONS[language])
    bob.goes_to(f"/c/{channel_id}")
    expect(bob.composer).to_be_visible()
    bob.composer.press_sequentially(f"#{language}guep")  # what was merged leads to what it is now
    expect(bob.page.get_by_role("option", name=f"#{one.upper()}")).to_be_visible()
    bob.composer.press("Enter")
    expect(bob.composer).to_have_value(f"#{one.upper()} ")
    bob.goes_to(f"/tag/{other}")
    expect(bob.page.get_by_role("heading", level=1, name=f"#{one.upper()}")).to_be_visible()
    expect(bob.page.get_by_role("button", name=said("hashtag_describe"))).to_have_count(0)
    expect(bob.page.get_by_role("button", name=said("hashtag_merge"))).to_have_count(0)
    ada.goes_to(f"/tag/{one}")
    page.get_by_role("button", name=said("hashtag_merge")).click()
    page.get_by_role("button", name=said("hashtag_split", tags=f"#{other}")).click()
    expect(page.get_by_text(said("hashtag_also", tags=f"#{other}"))).to_have_count(0)


def _merges(ada: Window, tag: str, into: str, language: str) -> None:
    said, page = client_words(language), ada.page
    ada.goes_to(f"/tag/{tag}")
    page.get_by_role("button", name=said("hashtag_merge")).click()
    dialog = page.get_by_role("dialog", name=said("hashtag_merge_title", tag=tag))
    merge = dialog.get_by_role("button", name=said("hashtag_merge"), exact=True)
    expect(merge).to_be_disabled()
    field = dialog.get_by_role("textbox", name=said("hashtag_into"))
    field.fill(f"#{tag}")
    merge.click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()  # not into itself
    field.fill(f"#{into}")
    merge.click()
    expect(page.get_by_role("heading", level=1, name=f"#{into.upper()}")).to_be_visible()


def _reads_it_elsewhere(ada: Window, label: str, language: str) -> None:
    """A private address for a feed reader, and its end."""
    said, page = client_words(language), ada.page
    page.get_by_role("button", name=said("atom_feed")).click()
    dialog = page.get_by_role("dialog", name=said("atom_title", name=f"#{label}"))
    dialog.get_by_role("button", name=said("atom_make")).click()
    address = dialog.get_by_role("textbox", name=said("atom_address")).input_value()
    assert "Deux autres" in httpx.get(address).text
    page.goto(f"{ada.hive.url}/settings#feeds")
    end = page_words(language)("End %(feed)s", feed="#")
    page.get_by_role("button", name=re.compile(re.escape(end), re.IGNORECASE)).click()
    expect(page.locator("#feeds")).to_have_count(0)
    assert httpx.get(address).status_code == 404
