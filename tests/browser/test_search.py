"""Search says where something was found, and what is wrong where nothing can be."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.words import REGIONS, both, client_words


def test_a_private_channel_is_named_with_its_lock(hive: Hive, opens: Opens) -> None:
    for name, kind in (("open-field", "public"), ("closed-field", "private")):
        channel_id = hive.channel("ada", name, kind=kind)
        hive.call("ada", "messages.post", channel_id=channel_id, text="The foxglove is out")
    hive.waits_for_search("ada", "foxglove", 2)
    ada = opens("ada")
    ada.goes_to("/search?q=foxglove")
    places = ada.page.locator(".card__place")
    expect(places).to_have_count(2)
    expect(places.filter(has_text="open-field")).to_have_text("#open-field")
    closed = places.filter(has_text="closed-field")
    expect(closed).to_have_text("closed-field")
    expect(closed.locator("svg")).to_be_visible()


def test_people_channels_and_hashtags_stand_above_the_messages(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "chloris", "bob")
    text = "Les #chlorophylles de l\u2019été"
    hive.call("ada", "messages.post", channel_id=channel_id, text=text)
    hive.waits_for_search("bob", "chlorophylle", 1)
    for pocket in (False, True):
        bob = opens("bob", locale="fr-FR", pocket=pocket)
        bob.goes_to("/search?q=chlo")
        people = bob.page.get_by_role("region", name="Personnes")
        expect(people.get_by_role("link", name="Chloé")).to_be_visible()
        knowing = bob.page.get_by_role("region", name="Qui s\u2019y connaît")
        expect(knowing.get_by_role("link", name="Qui s\u2019y connaît")).to_be_visible()
        expect(bob.page.get_by_role("link", name="#chlorophylles").first).to_be_visible()
        expect(bob.page.get_by_role("article").locator("mark").first).to_be_visible()
        assert faults_in_all_looks(bob.page) == []
        bob.page.get_by_role("region", name="Canaux").get_by_role("link", name="chloris").click()
        bob.sees("chlorophylles")


@pytest.mark.parametrize(
    ("query", "locale", "said"),
    [
        ("roses before:tomorrowish", "en-GB", "before:2026-05-31"),
        ("roses before:demain", "fr-FR", "n\u2019est pas un jour"),
        ("ro\0ses", "en-GB", "signs that no message can hold"),
        ("has:cheese", "en-GB", "has:file, has:image"),
        ("x" * 501, "en-GB", "longer than 500"),
        ("roses from:@nobody", "en-GB", "Nobody here is called @nobody."),
        ("roses in:nowhere", "en-GB", "There is no channel called nowhere"),
        ("nothing-like-it has:file", "en-GB", "No message fits all of this."),
    ],
)
def test_a_search_in_vain_says_what_to_change(
    opens: Opens, query: str, locale: str, said: str
) -> None:
    ada = opens("ada", locale=locale)
    ada.goes_to(f"/search?q={quote(query)}")
    expect(ada.page.locator(".empty")).to_contain_text(said)
    expect(ada.page.locator(".empty button")).to_have_count(0)
    assert faults_in_all_looks(ada.page) == []


@both
def test_the_box_offers_what_is_found_as_one_types(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said, name = client_words(language), f"fox-{language}"
    channel_id = hive.channel("ada", name, "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text=f"Foxglove #foxfire {name}")
    hive.call("ada", "profiles.update", values={"skills": ["Fox tracks"]})
    hive.call("ada", "faq.add", question="Where do foxes sleep?", answer="There.", language="en")
    hive.waits_for_search("bob", f'foxglove "{name}"', 1)
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    bob.goes_to("/search?q=")
    box = bob.page.get_by_role("combobox", name=said("search_messages"))
    offered = bob.page.get_by_role("listbox", name=said("search_found"))
    box.click()
    by, within = said("operator_from"), said("operator_in")
    expect(offered.get_by_role("option", name=re.compile(f"^{by}"))).to_be_visible()
    box.fill("fox")
    skill = said("because_skill", word="Fox tracks")
    for found in (name, "#foxfire", skill, "Where do foxes sleep?", "Foxglove"):
        expect(offered.get_by_role("option").filter(has_text=found).first).to_be_visible()
    assert faults_in_all_looks(bob.page) == []
    box.fill(f"foxglove {by}ad")
    offered.get_by_role("option", name=re.compile("^Ada")).click()
    expect(box).to_have_value(f"foxglove {by}ada ")
    box.press_sequentially(f"{within}{name[:-1]}")
    expect(offered.get_by_role("option")).to_have_text([name])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(f"foxglove {by}ada {within}{name} ")
    box.press("Enter")
    expect(bob.page.get_by_role("article").filter(has_text="Foxglove")).to_have_count(1)
    expect(offered).to_have_count(0)


@both
def test_every_operator_is_completed_and_narrows(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said, name = client_words(language), f"orchard-{language}"
    channel_id = hive.channel("ada", name, "bob")
    word = f"damson{language}"
    where = {"channel_id": channel_id}
    text = f"A {word} for @bob https://trees.example/"
    found = hive.call("ada", "messages.post", text=text, **where)["id"]
    hive.call("ada", "pins.add", message_id=found)
    hive.call("ada", "messages.post", text=f"Another {word}", **where)
    hive.waits_for_search("bob", word, 2)
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    page = bob.page
    bob.goes_to("/search?q=")
    box = page.get_by_role("combobox", name=said("search_messages"))
    offered = page.get_by_role("listbox", name=said("search_found"))
    values = {
        "from": ("Ada", "ada"), "to": (said("you"), said("operator_me")), "in": (name, name),
        "has": (said("filter_has_link"), "link"), "is": (said("filter_is_pinned"), "pinned"),
        "since": (said("filter_week"), ""), "after": (said("filter_month"), ""),
    }  # fmt: skip
    typed = word
    for operator, (shown, value) in values.items():
        sign = said(f"operator_{operator}")
        box.fill(f"{typed} {sign[:-1]}")
        offered.get_by_role("option", name=re.compile(f"^{re.escape(sign)}(?!@)")).click()
        expect(box).to_have_value(f"{typed} {sign}")
        offered.get_by_role("option", name=re.compile(f"^{re.escape(shown)}")).first.click()
        expect(box).to_have_value(re.compile(rf"^{re.escape(f'{typed} {sign}{value}')}\S* $"))
        typed = box.input_value().rstrip()
    box.press("Enter")
    cards = page.get_by_role("article")
    expect(cards).to_have_count(1)
    expect(cards.locator("mark").first).to_have_text(word)
    chips = page.get_by_role("group", name=said("filters"))
    for key in ("filter_has_link", "filter_is_pinned"):
        chips.get_by_role("button", name=said("filter_remove", filter=said(key))).click()
    expect(page.get_by_role("combobox", name=said("search_messages"))).not_to_have_value(
        re.compile("link")
    )
    for operator in ("before", "on", "with"):
        sign = said(f"operator_{operator}")
        box.fill(sign[: -2 if sign.endswith("@") else -1])
        expect(
            offered.get_by_role("option", name=re.compile(f"^{re.escape(sign)}"))
        ).to_be_visible()
    box.fill(f"{word} {said('operator_before')}2001-01-01")
    box.press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    expect(cards).to_have_count(0)
    assert faults_in_all_looks(page) == []
