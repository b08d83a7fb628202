"""Who runs a channel takes a feed in on its home, and takes the channel out to a feed reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive, serving
from tests.browser.small_web import small_web
from tests.browser.words import REGIONS, client_words

FEED = b"""<rss version="2.0"><channel><title>Bee news</title><link>https://bees.example/</link>
<item><guid>1</guid><title>Swarms in May</title><description>Two of them.</description></item>
</channel></rss>"""


@pytest.fixture(scope="module")
def hive(three_people: Hive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may ask the web of this test."""
    copied = three_people.copied(tmp_path_factory.mktemp("feeds"))
    copied.environ |= {"RUCHE_ALLOW_PRIVATE_URLS": "on", "RUCHE_LINK_PREVIEWS": "off"}
    with serving(copied) as hive:
        yield hive


def test_a_channel_takes_a_feed_in_and_is_one(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "garden")
    with small_web({"/feed": ("application/rss+xml", FEED)}) as web:
        ada = opens("ada")
        ada.goes_to(f"/c/{channel_id}/home")
        page = ada.page
        page.get_by_role("button", name="Add a feed").click()
        dialog = page.get_by_role("dialog", name="Add a feed")
        dialog.get_by_role("textbox", name="Address").fill(f"{web}/nothing")
        dialog.get_by_role("button", name="Add a feed").click()
        expect(dialog.get_by_text("There is nothing at this address.")).to_be_visible()
        dialog.get_by_role("textbox", name="Address").fill(f"{web}/feed")
        dialog.get_by_role("button", name="Add a feed").click()
        expect(dialog).to_have_count(0)
        feeds = page.get_by_role("region", name="Feeds")
        expect(feeds.get_by_text(re.compile("^Looked at"))).to_be_visible()
        expect(feeds.get_by_role("listitem")).to_have_count(1)
        page.get_by_role("button", name="Pause Bee news").click()
        expect(page.get_by_role("button", name="Resume Bee news")).to_be_visible()
    page.get_by_role("button", name="Atom feed").click()
    dialog = page.get_by_role("dialog", name="garden in a feed reader")
    dialog.get_by_role("button", name="Make an address").click()
    address = dialog.get_by_role("textbox", name="Your private address").input_value()
    assert "Swarms in May" in httpx.get(address).text
    page.goto(f"{hive.url}/settings")
    page.get_by_role("button", name="End #garden").click()
    expect(page.get_by_text("The feed has ended.")).to_be_visible()
    assert httpx.get(address).status_code == 404
    bob = opens("bob", pocket=True)
    bob.goes_to(f"/c/{channel_id}/home")
    expect(bob.page.get_by_role("button", name="Atom feed")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Add a feed")).to_have_count(0)


def test_a_feed_is_taken_in_from_a_phone_in_french(hive: Hive, opens: Opens) -> None:
    said = client_words("fr")
    channel_id = hive.channel("ada", "verger")
    with small_web({"/fil": ("application/rss+xml", FEED)}) as web:
        ada = opens("ada", pocket=True, locale=REGIONS["fr"])
        ada.goes_to(f"/c/{channel_id}/home")
        page = ada.page
        page.get_by_role("button", name=said("feed_add")).click()
        dialog = page.get_by_role("dialog", name=said("feed_add"))
        for path, problem in (("/rien", "feed_problem_missing"), ("/fil", "")):
            dialog.get_by_role("textbox", name=said("feed_address")).fill(web + path)
            dialog.get_by_role("button", name=said("feed_add")).click()
            if problem:
                expect(dialog.get_by_text(said(problem))).to_be_visible()
        expect(dialog).to_have_count(0)
        expect(page.get_by_text("Bee news").first).to_be_visible()
        assert faults_in_all_looks(page) == []
        page.get_by_role("button", name=said("feed_remove", name="Bee news")).click()
        expect(page.get_by_role("button", name=said("feed_remove", name="Bee news"))).to_have_count(
            0
        )
