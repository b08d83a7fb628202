"""Posts: written and kept, acknowledged, closed; questions and their answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window
from tests.browser.words import REGIONS, Said, both, client_words

sizes = pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])


def begins_a_post(window: Window, said: Said) -> Locator:
    """Open the dialog; it is there and takes words once its title does."""
    page = window.page
    if window.pocket:
        page.get_by_role("button", name=said("add_to_message")).click()
        page.get_by_role("menuitem", name=said("post.write")).click()
    else:
        page.get_by_role("button", name=said("post.write")).click()
    dialog = page.get_by_role("dialog", name=re.compile("^" + said("post.write_in", place="")))
    expect(dialog.get_by_role("textbox", name=said("post.title"))).to_be_visible()
    return dialog


@both
def test_a_post_is_begun_kept_announced_understood_and_closed(
    opens: Opens, hive: Hive, pocket: bool, language: str
) -> None:
    said, locale = client_words(language), REGIONS[language]
    name = f"gates-{language}"
    channel_id = hive.channel("ada", name, "bob")
    ada = opens("ada", pocket=pocket, locale=locale)
    bob = opens("bob", pocket=not pocket, locale=locale)
    ada.opens(name)
    dialog = begins_a_post(ada, said)
    words = dialog.get_by_role("textbox", name=said("post.words"))
    dialog.get_by_role("textbox", name=said("post.title")).fill("The gates close at eight")
    words.fill("Tell your guests.")
    dialog.get_by_role("button", name=said("post.later")).click()
    expect(dialog).to_have_count(0)
    dialog = begins_a_post(ada, said)
    title = dialog.get_by_role("textbox", name=said("post.title"))
    expect(title).to_have_value("The gates close at eight")
    expect(words).to_have_value("Tell your guests.")
    dialog.get_by_role("radio", name=said("post.kind_announcement")).check()
    dialog.get_by_role("checkbox", name=said("post.wants_ack")).check()
    dialog.get_by_label(said("post.label")).select_option(label=said("post.label_todo"))
    assert faults_in_all_looks(ada.page) == []
    dialog.get_by_role("button", name=said("post.publish"), exact=True).click()
    expect(dialog).to_have_count(0)
    ada.sees_once("Tell your guests.")
    expect(ada.message("Tell your guests.")).to_contain_text(said("post.label_todo"))
    expect(ada.page.get_by_role("heading", name="The gates close at eight")).to_be_visible()
    ada.page.get_by_role("button", name=re.compile("^0 (of|sur) 1 ")).click()
    acks = ada.page.get_by_role("dialog", name=said("post.ack_title"))
    remind = acks.get_by_role("button", name=said("post.ack_remind"))
    remind.click()
    expect(acks).to_contain_text(said("post.ack_reminded", when=""))
    expect(remind).to_be_disabled()
    acks.get_by_role("button", name=said("close")).click()
    bob.opens(name)
    bob.page.get_by_role("button", name=said("post.ack")).click()
    expect(bob.page.get_by_text(said("post.acked"))).to_be_visible()
    ada.page.get_by_role("button", name=re.compile("^1 (of|sur) 1 ")).click()
    expect(acks).to_contain_text(said("post.ack_all"))
    acks.get_by_role("button", name=said("post.ack_have", count=1)).click()
    expect(acks).to_contain_text("Bob")
    acks.get_by_role("button", name=said("close")).click()
    ada.chooses("Tell your guests.", said("post.close"))
    expect(ada.message("Tell your guests.")).to_contain_text(said("post.closed"))
    thread_id = hive.call("bob", "messages.history", channel_id=channel_id)["items"][0]["id"]
    bob.goes_to(f"/c/{channel_id}/t/{thread_id}")
    expect(bob.page.get_by_role("alert")).to_contain_text(said("post.closed_hint"))


@both
def test_who_may_only_ask_asks_accepts_and_shares(
    opens: Opens, hive: Hive, pocket: bool, language: str
) -> None:
    said, locale = client_words(language), REGIONS[language]
    name, other = f"asking-{language}", f"other-{language}"
    channel_id = hive.channel("ada", name, "bob")
    hive.channel("bob", other)
    bob = opens("bob", pocket=pocket, locale=locale)
    bob.opens(name)
    expect(bob.composer).to_be_visible()
    ada = opens("ada", pocket=pocket, locale=locale)
    ada.opens(name)
    ada.page.get_by_role("button", name=said("details_of", name=name)).click()
    ada.page.get_by_role("button", name=said("edit_channel"), exact=True).click()
    editing = ada.page.get_by_role("dialog", name=said("edit_channel"))
    editing.get_by_role("radio", name=said("post.who_authors")).check()
    assert faults_in_all_looks(ada.page) == []
    editing.get_by_role("button", name=said("save_changes")).click()
    expect(editing).to_have_count(0)
    expect(bob.composer).to_have_count(0)
    bob.page.get_by_role("button", name=said("post.ask_question")).click()
    dialog = bob.page.get_by_role("dialog", name=said("post.ask_in", place=f"#{name}"))
    dialog.get_by_role("textbox", name=said("post.question")).fill("Where is the key?")
    dialog.get_by_role("button", name=said("post.ask"), exact=True).click()
    expect(bob.page.get_by_role("heading", name="Where is the key?")).to_be_visible()
    expect(bob.page.locator(".message--pending")).to_have_count(0)
    thread_id = hive.call("bob", "messages.history", channel_id=channel_id)["items"][0]["id"]
    where = {"channel_id": channel_id, "thread_id": thread_id}
    hive.call("ada", "messages.post", text="Under the third pot.", **where)
    bob.goes_to(f"/c/{channel_id}/t/{thread_id}")
    bob.sees("Under the third pot.")
    bob.chooses("Under the third pot.", said("post.accept"))
    expect(bob.message("Under the third pot.")).to_contain_text(said("post.accepted"))
    expect(bob.page.get_by_text(said("post.label_answered"), exact=True).last).to_be_visible()
    bob.chooses("Under the third pot.", said("post.share"))
    sharing = bob.page.get_by_role("dialog", name=said("post.share_title"))
    sharing.get_by_role("textbox", name=said("post.share_words")).fill("Found:")
    sharing.get_by_role("button", name=other).click()
    sharing.get_by_role("button", name=said("post.share_do"), exact=True).click()
    bob.page.get_by_role("button", name=said("post.shared_show"), exact=True).click()
    expect(bob.page.get_by_role("log", name=other)).to_be_visible()
    bob.sees("Found:")
    expect(bob.message("Found:")).to_contain_text("Under the third pot.")
    assert faults_in_all_looks(bob.page) == []


@both
def test_what_is_interesting_is_recommended_and_filed(
    opens: Opens, hive: Hive, pocket: bool, language: str
) -> None:
    said_in, name = client_words(language), f"reading-{language}"
    channel_id = hive.channel("ada", name, "bob")
    said = f"How to read a brood frame ({name})"
    hive.call("ada", "messages.post", channel_id=channel_id, text=said)
    ada = opens("ada", pocket=not pocket)
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    ada.opens(name)
    bob.opens(name)
    bob.chooses(said, said_in("recommend.do"))
    expect(ada.message(said).get_by_role("button", name="Recommended by Bob")).to_be_visible()
    bob.chooses(said, said_in("archive.interesting"))
    filing = bob.page.get_by_role("dialog", name=said_in("archive.file_title"))
    expect(filing.get_by_role("button", name=said_in("archive.file"))).to_be_enabled()
    filing.get_by_role("combobox", name=said_in("archive.folder")).select_option(
        label=said_in("archive.new_folder")
    )
    filing.get_by_role("textbox", name=said_in("archive.folder_name")).fill(f"Bees {name}")
    filing.get_by_role("textbox", name=said_in("archive.note")).fill("For the course in May")
    assert faults_in_all_looks(bob.page) == []
    filing.get_by_role("button", name=said_in("archive.file")).click()
    bob.page.get_by_role("button", name=said_in("archive.show")).click()
    expect(bob.page).to_have_title(re.compile(f"{said_in('archive.title')} · "))
    bob.page.get_by_role("textbox", name=said_in("archive.search")).fill("course read")
    card = bob.page.get_by_role("article").filter(has_text=said)
    expect(card).to_contain_text("For the course in May")
    bob.page.get_by_role("button", name=f"Bees {name}").first.click()
    expect(card).to_contain_text(f"Bees {name}")
    assert faults_in_all_looks(bob.page) == []
    card.get_by_role("button", name=said_in("archive.change")).click()
    filing.get_by_role("button", name=said_in("archive.take_out")).click()
    expect(bob.page.get_by_role("heading", name=said_in("archive.found_nothing"))).to_be_visible()


@both
def test_a_thread_is_labelled_closed_and_opened_again_and_shared_with_rights_kept(
    opens: Opens, hive: Hive, pocket: bool, language: str
) -> None:
    said, name = client_words(language), f"stands-{language}"
    channel_id = hive.channel("ada", name, "bob")
    closed_id = hive.channel("ada", f"closed-{language}", kind="private")
    where = {"channel_id": channel_id}
    root = hive.call("ada", "messages.post", text="We keep the paper forms", **where)["id"]
    kept = {"channel_id": closed_id, "text": "Forty thousand, not public yet"}
    secret = hive.call("ada", "messages.post", **kept)["id"]
    hive.call("ada", "posts.share", shared_id=secret, text="For the board:", **where)
    bob = opens("bob", pocket=not pocket, locale=REGIONS[language])
    bob.goes_to(f"/c/{channel_id}/t/{root}")
    answers = bob.page.get_by_role("textbox").last
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    ada.opens(name)
    expect(ada.message("For the board:")).to_contain_text("Forty thousand")
    ada.chooses("We keep the paper forms", said("post.label"))
    ada.page.get_by_role("menuitem", name=said("post.label_decided"), exact=True).click()
    for window in (ada, bob):
        expect(window.message("We keep")).to_contain_text(said("post.label_decided"))
    ada.chooses("We keep the paper forms", said("post.close"))
    expect(bob.page.get_by_role("alert")).to_contain_text(said("post.closed_hint"))
    ada.chooses("We keep the paper forms", said("post.reopen"))
    expect(bob.page.get_by_role("alert")).to_have_count(0)
    answers.fill("Until March")
    answers.press("Enter")
    bob.sees("Until March")
    bob.goes_to(f"/c/{channel_id}")
    expect(bob.message("For the board:")).to_contain_text(said("post.shared_hidden"))
    for told in ("Forty thousand", "closed-"):
        expect(bob.page.get_by_text(told)).to_have_count(0)
    assert faults_in_all_looks(bob.page) == []


def test_a_wall_is_found_by_its_person_and_goes_by_their_name(hive: Hive, opens: Opens) -> None:
    bob = opens("bob")
    bob_id = hive.call("bob", "people.me")["id"]
    bob.goes_to(f"/people/{bob_id}")
    bob.page.get_by_role("button", name="My wall").click()
    expect(bob.page.get_by_role("heading", level=1, name="Bob’s wall")).to_be_visible()
    expect(bob.page.get_by_role("textbox", name="My wall")).to_be_visible()
    bob.writes("The first swarm of the year")
    bob.sees_once("The first swarm of the year")
    chloe = opens("chloe", pocket=True, locale="fr-FR")
    chloe.goes_to("/channels")
    listed = chloe.page.get_by_role("list", name="Tous les canaux")
    expect(listed.get_by_role("link", name="general", exact=True)).to_be_visible()
    expect(listed.get_by_text("wall-bob")).to_have_count(0)
    chloe.goes_to(f"/people/{bob_id}")
    chloe.page.get_by_role("button", name="Mur", exact=True).click()
    expect(chloe.page.get_by_role("heading", level=1, name="Le mur de Bob")).to_be_visible()
    chloe.sees_once("The first swarm of the year")
    expect(chloe.page.get_by_text("Rejoignez ce mur pour le suivre")).to_be_visible()


@sizes
def test_a_pin_ends_on_a_day_of_ones_choice(opens: Opens, hive: Hive, pocket: bool) -> None:
    name = f"pinned-{pocket}".lower()
    channel_id = hive.channel("ada", name, "bob")
    hive.call("ada", "messages.post", channel_id=channel_id, text="The hall is ours")
    ada, bob = opens("ada", pocket=pocket), opens("bob", pocket=not pocket, locale="fr-FR")
    ada.opens(name)
    bob.page.goto(f"{hive.url}/c/{channel_id}/pins")
    ada.chooses("The hall is ours", "Pin until…")
    dialog = ada.page.get_by_role("dialog", name="Pin this message")
    day = dialog.get_by_label("Last day")
    day.fill("2001-01-01")
    expect(dialog.get_by_role("alert")).to_contain_text("today or a later day")
    expect(dialog.get_by_role("button", name="Pin", exact=True)).to_be_disabled()
    day.fill("2098-11-30")
    assert faults_in_all_looks(ada.page) == []
    dialog.get_by_role("button", name="Pin", exact=True).click()
    expect(ada.message("The hall is ours")).to_contain_text("Pinned until 30 Nov 2098")
    pin = bob.page.get_by_role("list", name="Messages épinglés").get_by_role("article")
    expect(pin).to_contain_text("jusqu’au dimanche 30 novembre 2098 à 23:59")
    pin.get_by_role("button", name="Changer la durée d’épinglage").click()
    changing = bob.page.get_by_role("dialog", name="Durée d’épinglage")
    expect(changing.get_by_label("Dernier jour")).to_have_value("2098-11-30")
    changing.get_by_role("radio", name="Jusqu’à ce que quelqu’un le désépingle").check()
    changing.get_by_role("button", name="Enregistrer").click()
    expect(pin).to_contain_text("Épinglé par Ada")
    expect(pin).not_to_contain_text("2098")
    expect(ada.message("The hall is ours")).not_to_contain_text("2098")
    hive.call("ada", "pins.remove", message_id=pin_id(hive, channel_id))
    expect(bob.page.get_by_role("heading", name="Rien d’épinglé")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_post_asks_for_stands_in_line_on_a_phone(
    opens: Opens, hive: Hive, language: str
) -> None:
    said, locale = client_words(language), REGIONS[language]
    name = f"in-line-{language}"
    hive.channel("ada", name, "bob")
    ada = opens("ada", pocket=True, locale=locale)
    ada.opens(name)
    dialog = begins_a_post(ada, said)
    dialog.get_by_label(said("post.pin"), exact=True).select_option("until")
    asks = dialog.locator(".post-form__asks :is(select, input[type=date])")
    expect(asks).to_have_count(3)
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes(asks)]
    assert len(set(edges)) == 1
    assert len({box["y"] for box in boxes(dialog.locator(".post-kinds__one"))}) == 1


def boxes(places: Locator) -> list[FloatRect]:
    """Where these stand on the screen."""
    found = [place.bounding_box() for place in places.all()]
    return [box for box in found if box is not None]


def pin_id(hive: Hive, channel_id: str) -> str:
    """The message that the channel has pinned."""
    (pin,) = hive.call("ada", "pins.list", channel_id=channel_id)["items"]
    return str(pin["message"]["id"])
