"""People from a CSV file: tried, told row by row, brought in if asked, and how they come in."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import PASSWORD, Hive
from tests.browser.window import DESK, POCKET

HERE = "/admin/people/import"


class Words(NamedTuple):
    """What the page says, and the file that it gets."""

    locale: str
    handle: str
    head: str
    choose: str
    try_it: str
    nothing_yet: str
    bad_rows: str
    line: str
    faults: tuple[str, ...]
    leave_out: str
    bring: str
    done: str
    onward: str
    link: str
    shown: str
    open_it: str
    password: str
    save: str
    start: str


ENGLISH = Words(
    locale="en-GB",
    handle="quentin",
    head="E-mail,Full name,Department,Phone",
    choose="CSV file",
    try_it="Try the file",
    nothing_yet="Nothing is written yet.",
    bad_rows="Bad rows",
    line="Line 3",
    faults=(
        "Write an e-mail address, such as ada@example.org.E-mail: “nobody”",
        "Write a phone number with digits, such as +33 1 23 45 67 89.Phone: “call <me>”",
    ),
    leave_out="Leave the bad row out and keep the good ones",
    bring="Bring one person in",
    done="Done: one person is made or changed.",
    onward="How the new people get in",
    link="Link to get in: Rosa Rossi",
    shown="The link for a new password",
    open_it="Choose your password",
    password="New password",
    save="Save and sign in",
    start="Getting started",
)
FRENCH = Words(
    locale="fr-FR",
    handle="wilma",
    head="Courriel;Nom complet;Service;Téléphone",
    choose="Fichier CSV",
    try_it="Essayer le fichier",
    nothing_yet="Rien n’est encore écrit.",
    bad_rows="Lignes en erreur",
    line="Ligne 3",
    faults=(
        "Adresse e-mail\u00a0: «\u00a0nobody\u00a0»",
        "Téléphone\u00a0: «\u00a0call <me>\u00a0»",
    ),
    leave_out="Laisser de côté la ligne en erreur et garder les bonnes",
    bring="Importer une personne",
    done="une personne est ajoutée ou modifiée.",
    onward="Comment les nouvelles personnes entrent",
    link="Lien d’entrée\u00a0: Rosa Rossi",
    shown="Le lien pour un nouveau mot de passe",
    open_it="Choisissez votre mot de passe",
    password="Nouveau mot de passe",
    save="Enregistrer et se connecter",
    start="Premiers pas",
)


def files(words: Words) -> tuple[str, str]:
    """(one good row and a bad one, the good one alone)."""
    sign = words.head[len("E-mail")] if words is ENGLISH else ";"
    good = sign.join([f"{words.handle}@hive.example", "Rosa Rossi", "Garden", "+33 1 23 45 67 89"])
    bad = sign.join(["nobody", "Zed", "", "call <me>"])
    return f"{words.head}\n{good}\n{bad}\n", f"{words.head}\n{good}\n"


def tries(page: Page, words: Words, text: str) -> None:
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=text.encode())
    page.get_by_label(words.choose).set_input_files(file)
    page.get_by_role("button", name=words.try_it).click()


def listed(hive: Hive, handle: str) -> int:
    return len(hive.call("ada", "people.list", query=handle)["items"])


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["desk", "pocket-fr"])
def test_a_file_is_tried_and_its_good_rows_brought_in_only_if_asked(
    hive: Hive, opens: Opens, browser: Browser, words: Words
) -> None:
    pocket = words is FRENCH
    ada = opens("ada", pocket=pocket, locale=words.locale)
    page = ada.page
    page.goto(hive.url + HERE)
    mixed, _ = files(words)
    tries(page, words, mixed)
    expect(page.get_by_text(words.nothing_yet)).to_be_visible()
    bad = page.get_by_role("list", name=words.bad_rows).get_by_role("listitem")
    expect(bad).to_have_count(len(words.faults))
    for row, fault in zip(bad.all(), words.faults, strict=True):
        expect(row).to_contain_text(words.line)
        expect(row).to_contain_text(fault)
    assert listed(hive, words.handle) == 0

    bring = page.get_by_role("button", name=words.bring)
    bring.click()  # nobody said what becomes of the bad row
    asked = page.get_by_role("checkbox", name=words.leave_out)
    expect(asked).to_be_focused()
    assert listed(hive, words.handle) == 0
    asked.check()
    bring.click()
    expect(page.get_by_role("status")).to_contain_text(words.done)
    expect(page.get_by_role("heading", name=words.onward)).to_be_visible()
    expect(bad).to_have_count(len(words.faults))
    assert listed(hive, words.handle) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{hive.url}/admin?q={words.handle}#people")
    page.get_by_role("button", name=words.link).click()
    link = page.get_by_label(words.shown).input_value()
    comes_in(browser, words, link)


def comes_in(browser: Browser, words: Words, link: str) -> None:
    """Whose account it is stands there; a password leads to the first steps."""
    context = browser.new_context(
        viewport=POCKET if words is FRENCH else DESK,  # type: ignore[arg-type]
        locale=words.locale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name=words.open_it)).to_be_visible()
    expect(page.get_by_text("Rosa Rossi")).to_be_visible()
    expect(page.get_by_text(f"{words.handle}@hive.example")).to_be_visible()
    page.get_by_label(words.password).fill(PASSWORD)
    page.get_by_role("button", name=words.save).click()
    expect(page.get_by_role("heading", level=1, name=words.start)).to_be_visible()
    context.close()


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["desk", "pocket-fr"])
def test_a_file_that_says_nothing_new_brings_nobody(hive: Hive, opens: Opens, words: Words) -> None:
    _, good = files(words)
    good = good.replace(words.handle, f"{words.handle}2")
    ada = opens("ada", pocket=words is FRENCH, locale=words.locale)
    page = ada.page
    page.goto(hive.url + HERE)
    tries(page, words, good)
    page.get_by_role("button", name=words.bring).click()
    expect(page.get_by_role("status")).to_contain_text(words.done)
    tries(page, words, good)
    expect(page.get_by_text(words.nothing_yet)).to_be_visible()
    expect(page.get_by_role("button", name=words.bring)).to_have_count(0)
