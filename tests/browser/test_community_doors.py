"""Communities: furnishing a home and finding all in it; the catalogue, and each way in."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


class Words(NamedTuple):
    """What the pages say; `mark` tells the channels of one journey from the other's."""

    locale: str
    mark: str
    catalogue: str
    find: str
    clubs: str
    known: str
    active: str
    join: str
    ask: str
    by_invitation: str
    none: str
    edit: str
    purpose: str
    section: str
    theme: str
    rules: str
    on_request: str
    save: str
    run_by: str
    members: str
    pinned: str
    files: str
    links: str


ENGLISH = Words(
    locale="en-GB",
    mark="desk",
    catalogue="All channels",
    find="Find a channel",
    clubs="Clubs",
    known="People you know are there",
    active="Last active",
    join="Join #",
    ask="Ask to join ",
    by_invitation="By invitation",
    none="No channel of that name.",
    edit="Edit the home page",
    purpose="Purpose",
    section="Section",
    theme="Theme",
    rules="Rules",
    on_request="On request",
    save="Save",
    run_by="Run by",
    members="2 members",
    pinned="Pinned messages",
    files="Latest files",
    links="Latest links",
)
FRENCH = Words(
    locale="fr-FR",
    mark="pocket",
    catalogue="Tous les canaux",
    find="Trouver un canal",
    clubs="Clubs",
    known="Des personnes que vous connaissez y sont",
    active="Dernière activité",
    join="Rejoindre #",
    ask="Demander à entrer dans ",
    by_invitation="Sur invitation",
    none="Aucun canal de ce nom.",
    edit="Modifier la page d’accueil",
    purpose="But",
    section="Rubrique",
    theme="Thème",
    rules="Règles",
    on_request="Sur demande",
    save="Enregistrer",
    run_by="Responsables",
    members="2 membres",
    pinned="Messages épinglés",
    files="Derniers fichiers",
    links="Derniers liens",
)
BOTH = pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["desk", "pocket-fr"])


@BOTH
def test_an_owner_furnishes_a_home_and_all_that_was_kept_is_there(
    hive: Hive, opens: Opens, words: Words
) -> None:
    name = f"hives-{words.mark}"
    channel_id = hive.channel("ada", name, "bob")
    here = {"channel_id": channel_id}
    said = hive.call("ada", "messages.post", **here, text="Read https://bees.example first")
    hive.call("ada", "pins.add", message_id=said["id"])
    file_id = hive.upload("bob", f"harvest-{words.mark}.csv", b"kilos\n12\n")
    hive.call("bob", "messages.post", **here, text="The harvest", file_ids=[file_id])
    hive.waits_for_search("ada", f"has:file in:{name}", 1)
    hive.waits_for_search("ada", f"has:link in:{name}", 1)
    ada = opens("ada", pocket=words is FRENCH, locale=words.locale)
    ada.goes_to(f"/c/{channel_id}/home")
    page = ada.page
    page.get_by_role("button", name=words.edit).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words.purpose, exact=True).fill("Where hives are kept.")
    dialog.get_by_label(words.section, exact=True).select_option("clubs")
    dialog.get_by_label(words.theme).fill(f"Bees {words.mark}")
    dialog.get_by_label(words.rules, exact=True).fill("- Be **kind**\n- One subject a thread")
    way_in = dialog.get_by_role("radio", name=words.on_request)
    way_in.click()
    expect(way_in).to_be_checked()
    dialog.get_by_role("button", name=words.save, exact=True).click()
    expect(dialog).to_have_count(0)

    home = page.get_by_role("article", name=name).first
    expect(home).to_contain_text("Where hives are kept.")
    expect(home).to_contain_text(f"{words.on_request} · {words.clubs} · Bees {words.mark}")
    expect(home.locator("li").filter(has_text="Be kind").locator("strong")).to_have_text("kind")
    expect(part(home, words.run_by).get_by_role("link", name="Ada")).to_be_visible()
    expect(home.get_by_role("link", name=words.members)).to_be_visible()
    expect(part(home, words.pinned)).to_contain_text("Read https://bees.example first")
    expect(part(home, words.files)).to_contain_text(f"harvest-{words.mark}.csv")
    expect(part(home, words.links)).to_contain_text("Read https://bees.example first")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def part(home: Locator, title: str) -> Locator:
    """A part of a home, by its heading."""
    heading = home.page.get_by_role("heading", name=title, exact=True)
    return home.locator("section").filter(has=heading)


def entry(page: Page, words: Words, name: str) -> Locator:
    """A channel's line in the catalogue."""
    rows = page.get_by_role("list", name=words.catalogue).get_by_role("listitem")
    return rows.filter(has_text=name)


@BOTH
def test_each_way_in_is_told_and_leads_where_it_says(
    hive: Hive, opens: Opens, words: Words
) -> None:
    doors = ("open", "request", "invitation", "hidden")
    names = {door: f"way-{door}-{words.mark}" for door in doors}
    for door, name in names.items():
        channel_id = hive.channel("ada", name)
        theme = "Bees" if door == "open" else "Wax"
        home = {"door": door, "section": "clubs", "theme": f"{theme} of {words.mark}"}
        hive.call("ada", "homes.furnish", channel_id=channel_id, **home)
        hive.call("ada", "messages.post", channel_id=channel_id, text="Good day")
    chloe = opens("chloe", pocket=words is FRENCH, locale=words.locale)
    chloe.goes_to("/channels?section=clubs")
    page = chloe.page
    expect(page.get_by_role("link", name=words.clubs)).to_have_attribute("aria-current", "page")
    page.get_by_role("searchbox", name=words.find).fill(f"way {words.mark}")
    expect(entry(page, words, "way-")).to_have_count(3)
    expect(entry(page, words, names["open"])).to_contain_text(words.active)
    expect(entry(page, words, names["request"])).not_to_contain_text(words.active)
    closed = entry(page, words, names["invitation"])
    expect(closed).to_contain_text(words.by_invitation)
    expect(closed.get_by_role("button")).to_have_count(0)
    expect(closed.get_by_role("link")).to_have_count(0)
    ask = entry(page, words, names["request"]).get_by_role("button")
    expect(ask).to_have_accessible_name(f"{words.ask}{names['request']}")

    chip = page.get_by_role("button", name=f"Bees of {words.mark}")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(entry(page, words, "way-")).to_have_count(1)
    chip.click()
    page.get_by_role("searchbox", name=words.find).fill(names["hidden"])
    expect(page.get_by_text(words.none)).to_be_visible()
    page.get_by_role("searchbox", name=words.find).fill(names["open"])
    page.get_by_role("button", name=f"{words.join}{names['open']}").click()
    expect(page.get_by_role("log", name=names["open"])).to_contain_text("Good day")


@BOTH
def test_where_people_are_whom_one_knows_is_offered_first(
    hive: Hive, opens: Opens, words: Words
) -> None:
    name = f"near-{words.mark}"
    hive.channel("ada", f"together-{words.mark}", "bob", "chloe")
    hive.channel("ada", name, "chloe")
    bob = opens("bob", pocket=words is FRENCH, locale=words.locale)
    bob.goes_to("/channels")
    page = bob.page
    offered = page.get_by_role("region", name=words.known)
    row = offered.get_by_role("listitem").filter(has_text=name)
    expect(row).to_contain_text("2")
    row.get_by_role("button", name=f"{words.join}{name}").click()
    expect(page.get_by_role("log", name=name)).to_be_visible()
    page.go_back()
    expect(entry(page, words, name)).to_be_visible()
    expect(offered.get_by_role("listitem").filter(has_text=name)).to_have_count(0)
