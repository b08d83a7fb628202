"""Without a network the server's own pages say so in the app, and keep what was filled in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.window import Window

KEPT = """async () => {
    if (!navigator.serviceWorker.controller) return false;
    const names = (await caches.keys()).filter((name) => name.startsWith("ruche-shell-"));
    for (const name of names) if (await (await caches.open(name)).match("/")) return true;
    return false;
}"""
FORGETS = """async () => {
    for (const name of await caches.keys()) await (await caches.open(name)).delete("/");
}"""


def _is_kept(window: Window) -> None:
    """The service worker is there and holds the shell."""
    for _ in range(300):
        if window.page.evaluate(KEPT):  # wait_for_function takes a promise for true
            return
        window.page.wait_for_timeout(100)
    raise AssertionError("no shell is kept")


def test_the_settings_wait_for_the_network_in_the_app(hive: Hive, opens: Opens) -> None:
    chloe = opens("chloe", locale="fr-FR")
    _is_kept(chloe)
    hive.stop()
    chloe.page.goto(f"{hive.url}/settings")
    expect(chloe.page.get_by_role("heading", name="Vous êtes hors ligne")).to_be_visible()
    expect(chloe.page.get_by_role("link", name="Retour à la discussion")).to_be_visible()
    hive.start()
    settings = chloe.page.get_by_role("heading", name="Réglages", exact=True)
    expect(settings).to_be_visible(timeout=90_000)  # it is asked for again from time to time
    chloe.forgives_the_network()


def test_a_form_that_cannot_be_sent_keeps_what_was_filled_in(hive: Hive, opens: Opens) -> None:
    bob = opens("bob")
    _is_kept(bob)
    bob.page.goto(f"{hive.url}/settings")
    title = bob.page.get_by_label("Title")
    title.fill("Beekeeper")
    hive.stop()
    title.press("Enter")
    expect(bob.page.get_by_text("this may not be saved")).to_be_visible()
    expect(title).to_have_value("Beekeeper")
    hive.start()
    title.press("Enter")
    expect(bob.page.get_by_text("Your profile is saved.")).to_be_visible()
    assert hive.call("bob", "people.me")["title"] == "Beekeeper"
    bob.forgives_the_network()


def test_a_sign_out_that_gets_no_answer_says_so_and_keeps_nothing(hive: Hive, opens: Opens) -> None:
    chloe = opens("chloe")
    _is_kept(chloe)
    chloe.page.goto(f"{hive.url}/settings")
    out = chloe.page.get_by_role("button", name="Sign out", exact=True)
    expect(out).to_be_visible()
    hive.stop()
    out.click()
    expect(chloe.page.get_by_role("heading", name="You may still be signed in")).to_be_visible()
    assert not chloe.page.evaluate(KEPT)
    hive.start()
    chloe.page.get_by_role("link", name="Back to the chat").click()
    expect(chloe.page.locator(".channel-list")).to_be_visible()
    chloe.forgives_the_network()


def test_without_a_shell_a_plain_page_says_it(hive: Hive, opens: Opens) -> None:
    ada = opens("ada", locale="fr-FR")
    _is_kept(ada)
    hive.stop()
    ada.page.evaluate(FORGETS)
    for path in ("/sign-in", "/"):
        ada.page.goto(hive.url + path)
        expect(ada.page.get_by_role("heading", name="Vous êtes hors ligne")).to_be_visible()
    hive.start()
    ada.goes_to("/")
    ada.forgives_the_network()
