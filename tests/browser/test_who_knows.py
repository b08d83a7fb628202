"""The directory, the chart and who knows about what, as people use them at the desk and away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window
from tests.browser.words import REGIONS, both, client_words

PEOPLE = (
    "E-mail,Name,Job title,Department,Site,Manager,Skills\n"
    "zelda@hive.example,Zelda Zimmer,Head,Honey,Lyon,,Wax\n"
    "yann@hive.example,Yann Yvon,Keeper,Honey,Lyon,zelda@hive.example,Wax; Queens\n"
    "yves@hive.example,Yves Yeo,Keeper,Honey,Nantes,zelda@hive.example,Queens\n"
    "xena@hive.example,Xena Xu,Driver,Lorries,Nantes,yann@hive.example,Lorries\n"
)


@pytest.fixture(scope="module", autouse=True)
def staff(hive: Hive, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Four people by a file, with managers."""
    file = tmp_path_factory.mktemp("staff") / "people.csv"
    file.write_text(PEOPLE)
    hive.run("import", "people", str(file))


def listed(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name=name).get_by_role("listitem")


@both
def test_the_directory_is_narrowed_by_what_is_counted(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    department, site, skill = (said(f"facet_{one}") for one in ("department", "site", "skill"))
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    ada.goes_to("/people")
    page, people = ada.page, listed(ada.page, said("directory"))
    page.get_by_role("button", name=department, exact=True).click()
    menu = page.get_by_role("menu", name=department)
    expect(menu.get_by_role("menuitem", name="Honey")).to_contain_text("3")
    menu.get_by_role("menuitem", name="Honey").click()
    expect(people).to_have_count(3)
    page.get_by_role("button", name=skill, exact=True).click()
    counted = page.get_by_role("menu", name=skill).get_by_role("menuitem")
    expect(counted).to_contain_text(["Queens", "Wax"])
    counted.filter(has_text="Queens").click()
    expect(people).to_have_count(2)
    page.get_by_role("button", name=site, exact=True).click()
    page.get_by_role("menuitem", name="Nantes").click()
    expect(people).to_have_count(1)
    expect(people).to_contain_text("Honey · Nantes")
    assert faults(page) == []
    page.get_by_role("button", name=said("narrow_no_more", name=department, value="Honey")).click()
    one = "1 personne" if pocket else "1 person"
    expect(page.get_by_role("status").filter(has_text=one)).to_be_visible()


def test_on_the_phone_an_initial_leads_to_its_names(hive: Hive, opens: Opens) -> None:
    ada = opens("ada", pocket=True, locale="fr-FR")
    ada.goes_to("/people")
    page = ada.page
    letters = page.get_by_role("group", name="Par initiale")
    expect(letters.get_by_role("button", name="Q", exact=True)).to_be_disabled()
    letter = letters.get_by_role("button", name="Y", exact=True)
    letter.tap()
    expect(letter).to_have_attribute("aria-pressed", "true")
    expect(listed(page, "Annuaire")).to_have_count(2)
    box = letter.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert 0 <= box["x"] <= 390 - box["width"]
    letter.tap()
    expect(listed(page, "Annuaire").filter(has_text="Zelda")).to_have_count(1)


def width_of(page: Page, name: str) -> float:
    box = page.get_by_role("treeitem", name=name).locator(".chart__card").first.bounding_box()
    assert box is not None
    return box["width"]


def test_the_drawn_chart_grows_by_the_wheel_and_by_keys(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    ada.goes_to("/people/chart")
    page = ada.page
    zelda = page.get_by_role("treeitem", name="Zelda Zimmer")
    zelda.locator(".chart__card").first.hover()
    before = width_of(page, "Zelda")
    page.mouse.wheel(0, 100)  # alone it scrolls
    page.keyboard.down("Control")
    page.mouse.wheel(0, 100)
    page.keyboard.up("Control")
    expect(page.get_by_role("tree")).to_have_css("zoom", "0.85")
    assert width_of(page, "Zelda") < before
    zelda.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.get_by_role("tree")).to_have_css("zoom", "1.25")
    expect(page.get_by_role("button", name="Zoom in")).to_be_disabled()
    page.keyboard.press("-")
    expect(page.get_by_role("tree")).to_have_css("zoom", "1")


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket-fr"])
def test_who_is_not_in_the_chart_is_told_beside_it_by_keys_too(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    told = "pas encore dans l’organigramme" if pocket else "not in the chart yet"
    people = "Pas encore dans l’organigramme" if pocket else "Not in the chart yet"
    ada = opens("ada", pocket=pocket, locale="fr-FR" if pocket else "en-GB")
    ada.goes_to("/people/chart")
    page = ada.page
    expect(page.get_by_role("treeitem", name="Zelda Zimmer")).to_be_visible()
    turn = page.get_by_role("button", name=told)
    expect(turn).to_contain_text("3")
    expect(turn).to_have_attribute("aria-expanded", "false")
    turn.focus()
    page.keyboard.press("Enter")
    apart = listed(page, people)
    expect(apart).to_contain_text(["Ada", "Bob", "Chloé"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(apart.first.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Ada")).to_be_visible()


def pinch(window: Window, apart: tuple[int, ...]) -> None:
    """Two fingers on the chart that stand so far apart, one after the other."""
    touches = window.context.new_cdp_session(window.page)
    for at, far in enumerate(apart):
        points = [{"x": 195 - far / 2, "y": 500}, {"x": 195 + far / 2, "y": 500}]
        kind = "touchMove" if at else "touchStart"
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touches.detach()


def test_on_the_phone_the_chart_is_a_list_that_can_be_drawn_and_pinched(
    hive: Hive, opens: Opens
) -> None:
    said = client_words("fr")
    ada = opens("ada", pocket=True, locale="fr-FR")
    ada.goes_to("/people/chart")
    page = ada.page
    expect(page.get_by_role("treeitem", name="Zelda Zimmer")).to_be_visible()
    expect(page.get_by_role("button", name=said("zoom_in"))).to_have_count(0)
    page.get_by_role("button", name=said("show_drawn")).tap()
    tree = page.get_by_role("tree")
    expect(tree).to_have_css("zoom", "1")
    pinch(ada, (200, 150, 110, 80))
    expect(tree).to_have_css("zoom", "0.55")
    pinch(ada, (80, 110))
    expect(tree).to_have_css("zoom", "0.7")
    assert page.evaluate("visualViewport.scale") == 1
    page.get_by_role("button", name=said("show_as_list")).tap()
    expect(page.get_by_role("button", name=said("zoom_in"))).to_have_count(0)


def test_who_knows_is_said_with_reasons_that_the_named_hide_and_contest(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "swarming", "bob", "chloe")
    root = hive.call(
        "ada", "messages.post", channel_id=channel_id, text="How is a swarm caught kindly?"
    )
    where = {"channel_id": channel_id, "thread_id": root["id"]}
    reply = hive.call("bob", "messages.post", **where, text="With a box and patience.")
    hive.call("ada", "posts.accept", thread_id=root["id"], reply_id=reply["id"])
    hive.call("bob", "profiles.update", values={"skills": ["Swarm catching"]})
    chloe = opens("chloe")
    chloe.goes_to("/people/experts")
    asked = chloe.page.get_by_role("searchbox", name="Who knows about…")
    asked.fill("swarm")
    asked.press("Enter")
    named = listed(chloe.page, "Who knows").filter(has_text="Bob")
    expect(named).to_contain_text("Skill: Swarm catching")
    reason = named.get_by_role("link", name="Accepted answer: How is a swarm")
    expect(reason).to_have_attribute("href", f"/c/{channel_id}/{reply['id']}")

    bob = opens("bob", pocket=True, locale="fr-FR")
    bob.goes_to("/me/profile")
    page = bob.page
    page.get_by_role("link", name="Ce qui me désigne").tap()
    page.get_by_role("button", name="Masquer : Swarm catching").tap()
    expect(page.get_by_role("button", name="Annuler : Swarm catching")).to_be_visible()
    page.get_by_role("button", name="Pas une raison : How is a swarm").tap()
    contested = page.get_by_role("button", name="Annuler : How is a swarm")
    expect(contested).to_be_visible()
    chloe.page.reload()
    expect(chloe.page.get_by_text("Nobody")).to_be_visible()
    contested.tap()
    expect(page.get_by_role("button", name="Pas une raison : How is a swarm")).to_be_visible()
    chloe.page.reload()
    expect(named.get_by_role("link", name="Accepted answer")).to_be_visible()
    expect(named).not_to_contain_text("Skill:")
