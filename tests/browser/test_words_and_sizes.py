"""French throughout, narrow screens, looks, and the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


def test_a_french_browser_reads_french(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "francais", "chloe")
    chloe = opens("chloe", locale="fr-FR")
    chloe.opens("francais")
    expect(chloe.page.locator("html")).to_have_attribute("lang", "fr")
    chloe.composer.fill("Bonjour à tous")
    chloe.page.get_by_role("button", name="Envoyer", exact=True).click()
    chloe.sees("Bonjour à tous")
    expect(chloe.page.get_by_role("combobox", name="Chercher un message")).to_be_visible()
    expect(chloe.page.get_by_role("separator", name="Aujourd’hui")).to_be_visible()


def test_the_server_refuses_in_french(opens: Opens) -> None:
    chloe = opens("chloe", locale="fr-FR")
    chloe.page.get_by_role("button", name="Ajouter un canal").click()
    chloe.page.get_by_role("menuitem", name="Créer un canal").click()
    dialog = chloe.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill("!!!")
    dialog.get_by_role("textbox").first.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text(
        "Le nom d’un canal se compose de lettres, de chiffres, de tirets"
        " et de traits de soulignement."
    )
    chloe.words = [word for word in chloe.words if "422" not in word]


@pytest.mark.parametrize("width", [768, 1024])
@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_words_in_the_search_field_fit(opens: Opens, width: int, locale: str) -> None:
    ada = opens("ada", locale=locale)
    ada.page.set_viewport_size({"width": width, "height": 700})
    field = ada.page.locator(".sidebar input[name=q]")
    expect(field).to_have_css("text-overflow", "ellipsis")
    words, room = field.evaluate(
        """(field) => {
            const style = getComputedStyle(field);
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = `${style.fontSize} ${style.fontFamily}`;
            const around = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
            return [pen.measureText(field.placeholder).width, field.clientWidth - around];
        }"""
    )
    assert words <= room


@pytest.mark.parametrize("path", ["/", "/direct", "/threads", "/search", "/me", "/saved"])
def test_nothing_is_wider_than_a_small_phone(hive: Hive, opens: Opens, path: str) -> None:
    ada = opens("ada", pocket=True)
    ada.page.set_viewport_size({"width": 360, "height": 640})
    ada.goes_to(path)
    assert ada.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_channel_fits_a_small_phone_and_its_targets_a_thumb(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "a-channel-with-a-name-that-is-much-too-long-for-a-phone")
    ada = opens("ada", pocket=True)
    ada.page.set_viewport_size({"width": 360, "height": 640})
    ada.opens("a-channel-with")
    ada.writes("https://example.org/" + "long" * 60)
    assert ada.page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(ada.composer).to_be_in_viewport()
    small = ada.page.evaluate(
        """() => [...document.querySelectorAll(".bar button, .composer button")]
            .map((button) => [button.getAttribute("aria-label"), button.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44)
            .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []


FIELDS_THAT_ZOOM = """() => [...document.querySelectorAll("input, textarea, select")]
    .filter((field) => !["checkbox", "radio", "hidden", "file", "color"].includes(field.type))
    .filter((field) => field.checkVisibility() && parseFloat(getComputedStyle(field).fontSize) < 16)
    .map((field) => `${field.type} ${field.name || field.getAttribute("aria-label")}`)"""


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "on-its-side"])
def test_no_field_makes_a_phone_zoom(hive: Hive, opens: Opens, wide: bool) -> None:
    channel_id = hive.channel("ada", f"zoom-{wide}".lower())
    ada = opens("ada", pocket=True)
    if wide:
        ada.page.set_viewport_size({"width": 844, "height": 390})
    found: dict[str, list[str]] = {}
    for path in (f"/c/{channel_id}", "/search?q=bee", "/me", "/me/notifications", "/settings"):
        ada.page.goto(hive.url + path)
        expect(ada.page.locator(".waiting, .opening")).to_have_count(0)
        expect(
            ada.page.locator("input:visible, textarea:visible, select:visible").first
        ).to_be_visible()
        found[path] = ada.page.evaluate(FIELDS_THAT_ZOOM)
    ada.goes_to("/search?q=bee")
    ada.page.get_by_role("button", name="From", exact=True).click()
    expect(ada.page.get_by_role("searchbox", name="Find a person")).to_be_visible()
    found["a picker"] = ada.page.evaluate(FIELDS_THAT_ZOOM)
    assert {place: fields for place, fields in found.items() if fields} == {}


def test_everything_can_be_done_with_the_keyboard(hive: Hive, opens: Opens) -> None:
    hive.channel("ada", "keys", "bob")
    ada = opens("ada")
    ada.opens("keys")
    ada.writes("One for the keyboard")
    ada.sees_once("One for the keyboard")
    keyboard = ada.page.keyboard
    keyboard.press("Shift+F6")  # into the messages
    expect(ada.message("One for the keyboard")).to_be_focused()
    more = ada.message("One for the keyboard").get_by_role("button", name="More")
    for _ in range(12):
        keyboard.press("Tab")
        if more.evaluate("(button) => button === document.activeElement"):
            break
    expect(more).to_be_focused()
    keyboard.press("Enter")
    expect(ada.page.get_by_role("menuitem", name="Reply in thread")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(ada.page.get_by_role("menuitem", name="Edit")).to_be_focused()
    keyboard.press("Escape")
    expect(more).to_be_focused()


def test_the_chosen_theme_is_kept(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    ada.goes_to("/me")
    ada.page.get_by_role("radio", name="Dark").check()
    expect(ada.page.locator("html")).to_have_attribute("data-theme", "dark")
    ada.page.reload()
    expect(ada.page.locator("html")).to_have_attribute("data-theme", "dark")
    ground = ada.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(23, 20, 15)"


def test_a_status_is_seen_by_others(hive: Hive, opens: Opens) -> None:
    hive.call("ada", "channels.open_direct", person_ids=[hive.call("bob", "people.me")["id"]])
    ada, bob = opens("ada"), opens("bob")
    bob.page.get_by_role("button", name="Your menu").click()
    bob.page.get_by_role("menuitem", name="Set a status").click()
    bob.page.get_by_label("What are you up to?").fill("On site in Lyon")
    bob.page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(bob.page.locator(".my-line")).to_contain_text("On site in Lyon")
    ada.row("Bob").click()
    expect(ada.page.locator(".bar")).to_contain_text("On site in Lyon")
