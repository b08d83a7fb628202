"""Who sees what of a profile: what is kept to oneself or to one's team stays there."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive

PHONE = "+33 6 12 34 56 78"


class Words(NamedTuple):
    """What the editor says."""

    locale: str
    site: str
    phone: str
    mail: str
    sees: str
    everyone: str
    team: str
    me: str
    note: str
    save: str
    saved: str


ENGLISH = Words(
    locale="en-GB",
    site="Site",
    phone="Phone",
    mail="E-mail",
    sees="Who sees: ",
    everyone="Seen by everyone",
    team="Seen by my team",
    me="Seen by me alone",
    note="phone and e-mail are at first for your team alone: the manager whom you name",
    save="Save",
    saved="Your profile is saved.",
)
FRENCH = Words(
    locale="fr-FR",
    site="Site",
    phone="Téléphone",
    mail="E-mail",
    sees="Qui voit\u00a0: ",
    everyone="Visible par tous",
    team="Visible par mon équipe",
    me="Visible par moi seulement",
    note="téléphone et e-mail sont d’abord réservés à votre équipe",
    save="Enregistrer",
    saved="Votre profil est enregistré.",
)


def profile(page: Page, hive: Hive, person_id: str) -> Locator:
    page.goto(f"{hive.url}/people/{person_id}")
    shown = page.get_by_role("article", name="Bob")
    expect(shown).to_be_visible()
    return shown


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["desk", "pocket-fr"])
def test_what_is_for_me_or_my_team_is_shown_to_nobody_else(
    hive: Hive, opens: Opens, words: Words
) -> None:
    pocket = words is FRENCH
    where = "Nantes" if pocket else "Lyon"
    bob_id, ada_id = [hive.call(name, "people.me")["id"] for name in ("bob", "ada")]
    values: dict[str, list[str]] = {"manager": [ada_id], "site": [], "phones": []}
    hive.call("bob", "profiles.update", values=values, only={"site": "everyone"})
    bob = opens("bob", pocket=pocket, locale=words.locale)
    bob.goes_to("/me/profile")
    page = bob.page
    expect(page.get_by_text(words.note)).to_be_visible()
    phone = page.get_by_role("combobox", name=f"{words.sees}{words.phone}")
    expect(phone).to_have_value("team")
    expect(phone.get_by_role("option")).to_have_text([words.team, words.me])
    site = page.get_by_role("combobox", name=f"{words.sees}{words.site}")
    expect(site.get_by_role("option")).to_have_text([words.everyone, words.team, words.me])
    page.get_by_role("textbox", name=words.phone, exact=True).fill(PHONE)
    page.get_by_role("textbox", name=words.site, exact=True).fill(where)
    site.select_option("me")
    page.get_by_role("button", name=words.save, exact=True).click()
    expect(page.get_by_text(words.saved)).to_be_visible()
    mine = profile(page, hive, bob_id)
    expect(mine).to_contain_text(where)
    expect(mine).to_contain_text(PHONE)

    leads = profile(opens("ada", pocket=pocket, locale=words.locale).page, hive, bob_id)
    expect(leads).to_contain_text(PHONE)
    expect(leads).to_contain_text("bob@example.org")
    expect(leads).not_to_contain_text(where)

    chloe = opens("chloe", pocket=pocket, locale=words.locale)
    others = profile(chloe.page, hive, bob_id)
    for kept in (PHONE, "bob@example.org", where, words.phone, words.mail):
        expect(others).not_to_contain_text(kept)
    chloe.goes_to(f"/people?q={where}")
    expect(chloe.page.get_by_role("status").filter(has_text="0")).to_be_visible()
    told = hive.call("chloe", "profiles.get", person_id=bob_id)
    assert not {PHONE, where} & {one for value in told.get("values", []) for one in value["values"]}
