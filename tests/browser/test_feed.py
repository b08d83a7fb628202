"""The feed and the page of a hashtag, at both sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive


@pytest.mark.parametrize("pocket", [False, True])
def test_the_feed_is_read_answered_and_followed(hive: Hive, opens: Opens, pocket: bool) -> None:
    name = "beds-pocket" if pocket else "beds-desk"
    channel_id = hive.channel("bob", name, "ada")
    root = hive.call("bob", "messages.post", channel_id=channel_id, text=f"Dig here? #{name}-spade")
    hive.call("bob", "messages.post", channel_id=channel_id, thread_id=root["id"], text="Or there?")
    ada = opens("ada", pocket=pocket)
    ada.page.get_by_role("link", name="Feed").first.click()
    card = ada.page.get_by_role("article", name="Conversation begun by Bob").first
    expect(card).to_contain_text("Dig here?")
    expect(card).to_contain_text("Or there?")
    assert faults(ada.page) == []

    card.get_by_role("button", name="Reply", exact=True).click()
    field = card.get_by_role("textbox", name="Reply")
    expect(field).to_be_visible()
    field.fill("There, please")
    card.get_by_role("button", name="Send", exact=True).click()
    sent = card.locator(".message:not(.message--pending)").filter(has_text="There, please")
    expect(sent).to_have_count(1)

    hive.call("bob", "messages.post", channel_id=channel_id, text=f"Done. #{name}-hoe")
    new = ada.page.get_by_role("button", name="1 new")
    expect(new).to_be_visible()
    expect(card).to_contain_text("Dig here?")  # nothing has moved
    new.click()
    expect(card).to_contain_text("Done.")

    ada.page.get_by_role("link", name=f"#{name}-spade").first.click()
    expect(ada.page.get_by_role("heading", name=f"#{name}-spade")).to_be_visible()
    expect(ada.page.get_by_text("Dig here?")).to_be_visible()
    ada.page.get_by_role("button", name="Follow", exact=True).click()
    expect(ada.page.get_by_text("1 follower")).to_be_visible()
    assert faults(ada.page) == []
    stances = hive.call("ada", "follows.list")["items"]
    assert {"kind": "hashtag", "target": f"{name}-spade", "stance": "follow"} in stances

    # what is followed comes from elsewhere too, and as live
    ada.goes_to("/feed")
    expect(ada.page.get_by_role("article", name="Conversation begun by Bob").first).to_be_visible()
    shed = hive.channel("bob", f"{name}-shed")
    hive.call("bob", "messages.post", channel_id=shed, text=f"Found it #{name}-spade")
    new.click()
    expect(ada.page.get_by_text("Found it")).to_be_visible()


def test_a_hashtag_is_completed_as_it_is_spelt(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("bob", "spelt", "ada")
    hive.call("bob", "messages.post", channel_id=channel_id, text="It is hot #ÉtéChaud")
    ada = opens("ada")
    ada.goes_to(f"/c/{channel_id}")
    expect(ada.composer).to_be_visible()
    ada.composer.press_sequentially("In #etec")
    expect(ada.page.get_by_role("option", name="#ÉtéChaud")).to_be_visible()
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("In #ÉtéChaud ")


def test_a_post_is_begun_kept_and_sent_from_the_feed(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "harvest", "bob")
    notices = hive.channel("ada", "notices", "bob")
    hive.call("ada", "channels.update", channel_id=notices, posting="owners")
    bob = opens("bob", pocket=True, locale="fr-FR")
    bob.goes_to("/feed")
    write = bob.page.get_by_role("button", name="Écrire une publication")
    write.click()
    where = bob.page.get_by_role("dialog", name="Où publier")
    expect(where.get_by_role("button", name="Mon mur")).to_be_visible()
    expect(where.get_by_role("button", name="notices")).to_have_count(0)
    where.get_by_role("button", name="harvest").click()
    writer = bob.page.get_by_role("dialog", name="Publier dans #harvest")
    writer.get_by_role("textbox", name="Titre").fill("The honey is in")
    writer.get_by_role("button", name="Garder le brouillon").click()
    write.click()
    expect(where.get_by_role("button", name="harvest")).to_contain_text("The honey is in")
    assert faults(bob.page) == []
    where.get_by_role("button", name="harvest").click()
    writer.get_by_role("textbox", name="Texte").fill("Forty jars.")
    writer.get_by_role("button", name="Publier", exact=True).click()
    card = bob.page.get_by_role("article", name="Conversation commencée par Bob").first
    expect(card.get_by_role("heading", name="The honey is in")).to_be_visible()
    (post,) = hive.call("ada", "messages.history", channel_id=channel_id)["items"]
    assert (post["title"], post["text"]) == ("The honey is in", "Forty jars.")


@pytest.fixture
def orchard(hive: Hive) -> dict[str, str]:
    """Two channels of Bob's and Ada's with ten threads; Chloé is in both. Ids by name."""
    ids = {name: hive.channel("bob", name, "ada", "chloe") for name in ("orchard", "pond")}
    for number in range(7):
        said = f"Tree {number} is pruned #pruning" + " and watered, row by row." * 12
        hive.call("bob", "messages.post", channel_id=ids["orchard"], text=said)
    hive.call("ada", "messages.post", channel_id=ids["pond"], text="@chloe, who feeds the fish?")
    notice = {"title": "The pond is closed", "text": "Until May.", "kind": "announcement"}
    hive.call("ada", "posts.write", channel_id=ids["pond"], **notice)
    hive.call("bob", "messages.post", channel_id=ids["orchard"], text="Ladders are back #ladders")
    return ids


def test_the_feed_in_french_on_a_phone(hive: Hive, opens: Opens, orchard: dict[str, str]) -> None:
    chloe = opens("chloe", pocket=True, locale="fr-FR")
    chloe.goes_to("/feed")
    page = chloe.page
    cards = page.locator(".feed-card")
    expect(cards.first).to_contain_text("Ladders are back")

    filters = page.get_by_role("group", name="Afficher")
    for name, only in (("Annonces", "Until May."), ("Mentions", "who feeds the fish?")):
        filters.get_by_role("button", name=name).click()
        expect(cards).to_have_count(1)
        expect(cards).to_contain_text(only)
    filters.get_by_role("button", name="Abonnements").click()
    expect(page.get_by_role("heading", name="Vous ne suivez encore personne")).to_be_visible()
    filters.get_by_role("button", name="Tous").click()

    # what is new moves nothing of what is being read
    expect(cards.nth(4)).to_be_visible()
    cards.nth(4).scroll_into_view_if_needed()
    read = cards.nth(4).bounding_box()
    for text in ("One", "Two", "Three"):
        args = {"channel_id": orchard["orchard"], "text": f"{text} more #baskets"}
        hive.call("bob", "messages.post", **args)
    pill = page.get_by_role("button", name="3 nouveaux")
    expect(pill).to_be_visible()
    assert cards.nth(4).bounding_box() == read
    pill.click()
    expect(cards.first).to_contain_text("Three more")

    # by points: the announcement first, and what names one once that counts for more
    settings = page.get_by_role("dialog", name="Réglages du fil")
    page.get_by_role("button", name="Réglages du fil").click()
    settings.get_by_role("radio", name="Pour moi").check()
    settings.get_by_role("slider", name="On me mentionne").fill("0")
    settings.get_by_role("button", name="Enregistrer").click()
    expect(cards.first).to_contain_text("Until May.")
    page.get_by_role("button", name="Réglages du fil").click()
    settings.get_by_role("slider", name="On me mentionne").fill("10")
    settings.get_by_role("button", name="Enregistrer").click()
    expect(cards.first).to_contain_text("who feeds the fish?")

    # what is muted from a card goes at once, can be undone, and comes back from the settings;
    # of a muted channel what names one stays, and what is announced
    for shown, muted, left in (
        ("who feeds the fish?", "#pond", 1),
        ("Three more", "#baskets", 0),
        ("Ladders are back", "Bob", 0),
    ):
        mutes = page.get_by_role("menuitem", name=f"Masquer {muted}")
        undo = page.locator(".toast", has_text=muted).get_by_role("button", name="Annuler")
        for regrets in (True, False):
            cards.filter(has_text=shown).get_by_role("button", name="Plus", exact=True).click()
            mutes.click()
            expect(undo).to_be_visible()
            expect(cards.filter(has_text=shown)).to_have_count(left)
            if regrets:
                undo.click()
                expect(undo).to_have_count(0)
                expect(cards.filter(has_text=shown)).to_have_count(1)
    expect(cards).to_have_count(2)
    page.get_by_role("button", name="Réglages du fil").click()
    for muted in ("#pond", "#baskets", "Bob"):
        settings.get_by_role("button", name=f"Ne plus masquer {muted}").click()
    settings.get_by_role("button", name="Fermer").click()
    expect(cards.first).to_contain_text("who feeds the fish?")
    expect(cards.filter(has_text="Three more")).to_have_count(1)
    assert faults(page) == []
