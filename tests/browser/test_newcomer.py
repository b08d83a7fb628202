"""The first minutes: an empty workspace, an invitation, somebody who never met # or @."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.hive import PASSWORD, Hive, furnished, serving
from tests.browser.window import DESK, POCKET


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server with Ada alone, its owner."""
    with serving(furnished(tmp_path_factory.mktemp("empty"), {"ada": "Ada"})) as hive:
        yield hive


class Newcomer:
    """A person with a French phone and a link; counts what they have to do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words: list[str] = []
        self.fields = 0
        self.presses = 0
        page.on("console", self._note)

    def fills(self, name: str, text: str) -> None:
        """Fill a field of a form."""
        self.page.get_by_label(name, exact=True).fill(text)
        self.fields += 1

    def presses_on(self, control: Locator) -> None:
        """Press a button or a link."""
        control.click()
        self.presses += 1

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.words.append(message.text)


def test_the_first_visit_says_what_to_do_and_crosses_it_out(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    steps = ada.page.get_by_role("region", name="First steps")
    expect(steps.get_by_role("listitem")).to_have_count(3)
    steps.get_by_role("button", name="Say hello").click()
    expect(ada.composer).to_be_focused()
    ada.writes("Hello everybody")
    expect(steps.get_by_role("listitem").filter(has_text="Say hello")).to_contain_text("(done)")
    steps.get_by_role("button", name="Name your first channel").click()
    dialog = ada.page.get_by_role("dialog", name="Create a channel")
    dialog.get_by_label("Name").fill("chantier-lyon")
    dialog.get_by_role("button", name="Create", exact=True).click()
    expect(ada.page.get_by_role("heading", level=1, name="chantier-lyon")).to_be_visible()
    ada.opens("general")
    first = steps.get_by_role("listitem").filter(has_text="Name your first channel")
    expect(first).to_contain_text("(done)")
    people = steps.get_by_role("link", name="Invite people")
    expect(people).to_have_attribute("href", "/admin#invitations")


ENGLISH = {
    "name": "Your name",
    "email": "E-mail",
    "password": "Password",
    "enter": "Join",
    "channels": "Join 3 channels",
    "people": "Follow 3 people",
    "hello": "Say hello",
    "done": "(done)",
    "join": "Join #",
    "follow": "Follow",
    "following": "Following",
    "like": "Hello, I am…",
    "send": "Send",
    "open": "Open the channel",
    "hint": "Hint",
    "told": "A channel is a conversation about one subject.",
}
FRENCH = {
    "name": "Votre nom",
    "email": "Adresse e-mail",
    "password": "Mot de passe",
    "enter": "Rejoindre",
    "channels": "Rejoignez 3 canaux",
    "people": "Suivez 3 personnes",
    "hello": "Dites bonjour",
    "done": "(fait)",
    "join": "Rejoindre #",
    "follow": "Suivre",
    "following": "Abonné",
    "like": "Bonjour, je suis…",
    "send": "Envoyer",
    "open": "Ouvrir le canal",
    "hint": "Astuce",
    "told": "Un canal est une conversation sur un sujet.",
}


@pytest.fixture(scope="module")
def colleagues(hive: Hive) -> None:
    """Enough people and channels for a newcomer's first steps."""
    for handle in ("mia", "ned"):
        hive.add(handle, handle.title())
    for name in ("apiary", "honey", "wax"):
        hive.channel("ada", name)


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket-fr"])
def test_a_newcomer_is_invited_and_led_through_the_first_steps(
    hive: Hive, colleagues: None, browser: Browser, opens: Opens, pocket: bool
) -> None:
    words, hello = (FRENCH, "Bonjour à tous") if pocket else (ENGLISH, "Good day to all")
    greeting = f"The honey is on the shelf. {words['hello']}"
    ada = opens("ada").page
    ada.goto(f"{hive.url}/admin/profiles")
    ada.get_by_label("Welcome message").fill(greeting)
    ada.get_by_role("button", name="Save message").click()
    expect(ada.get_by_text("The welcome message is saved.")).to_be_visible()
    invitation = hive.call("ada", "invitations.create")
    context = browser.new_context(
        viewport=POCKET if pocket else DESK,  # type: ignore[arg-type]
        has_touch=pocket,
        is_mobile=pocket,
        locale="fr-FR" if pocket else "en-GB",
        reduced_motion="reduce",
    )
    lea = Newcomer(context.new_page())
    pages: list[str] = []
    lea.page.on("domcontentloaded", lambda page: pages.append(page.url))
    lea.page.goto(f"{hive.url}/invite/{invitation['secret']}")
    lea.fills(words["name"], "Léa Moreau")
    lea.fills(words["email"], f"{'lea' if pocket else 'leo'}@example.org")
    lea.fills(words["password"], PASSWORD)
    lea.presses_on(lea.page.get_by_role("button", name=words["enter"]))
    start = lea.page.locator(".start")
    expect(start).to_contain_text(greeting)
    channels = start.get_by_role("region", name=words["channels"])
    for name in ("apiary", "honey", "wax"):
        lea.presses_on(channels.get_by_role("button", name=f"{words['join']}{name}"))
    expect(channels).to_contain_text(words["done"])
    people = start.get_by_role("region", name=words["people"])
    follow = people.get_by_role("button", name=words["follow"], exact=True)
    followed = people.get_by_role("button", name=words["following"], exact=True)
    for count in (1, 2, 3):
        lea.presses_on(follow.first)
        expect(followed).to_have_count(count)
    expect(people).to_contain_text(words["done"])
    greet = start.get_by_role("region", name=words["hello"])
    greet.get_by_placeholder(words["like"]).fill(hello)
    lea.presses_on(greet.get_by_role("button", name=words["send"], exact=True))
    expect(greet).to_contain_text(words["done"])
    lea.presses_on(greet.get_by_role("link", name=words["open"]))
    expect(lea.page.get_by_role("log")).to_contain_text(hello)
    hint = lea.page.get_by_role("complementary", name=words["hint"])
    expect(hint).to_contain_text(words["told"])
    expect(lea.page.get_by_role("textbox").last).to_be_in_viewport(ratio=1)
    assert (len(pages), lea.fields, lea.presses) == (2, 3, 9)
    assert lea.words == []
    context.close()


def test_hints_come_one_at_a_time_and_only_once(hive: Hive, opens: Opens) -> None:
    hive.add("noe", "Noé")
    noe = opens("noe")
    noe.opens("general")
    hint = noe.page.get_by_role("complementary", name="Hint")
    expect(hint).to_contain_text("A channel is a conversation about one subject.")
    expect(hint).to_have_count(1)
    log = noe.page.get_by_role("log").bounding_box()
    strip = hint.bounding_box()
    assert log is not None
    assert strip is not None
    assert strip["y"] + strip["height"] <= log["y"]
    hint.get_by_role("button", name="Got it").click()
    expect(hint).to_have_count(0)
    other = opens("noe")
    other.opens("general")
    expect(other.page.get_by_role("complementary", name="Hint")).to_contain_text("Call somebody")
    other.page.get_by_role("button", name="No more hints").click()
    expect(other.page.get_by_role("complementary", name="Hint")).to_have_count(0)
    other.page.reload()
    expect(other.composer).to_be_visible()
    expect(other.page.get_by_role("complementary", name="Hint")).to_have_count(0)


def test_a_draft_that_was_left_is_said_to_be_kept(hive: Hive, opens: Opens) -> None:
    hive.add("yan", "Yan")
    second: str = hive.call("ada", "channels.create", name="second", kind="public")["id"]
    yan_id = hive.call("yan", "people.me")["id"]
    hive.call("ada", "channels.invite", channel_id=second, person_ids=[yan_id])
    yan = opens("yan")
    yan.opens("general")
    yan.composer.fill("Not finished")
    yan.opens("second")
    hint = yan.page.get_by_role("complementary", name="Hint")
    expect(hint).to_contain_text("Nothing is lost.")
    yan.opens("general")
    expect(yan.composer).to_have_value("Not finished")
