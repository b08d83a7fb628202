"""A newcomer finds people and channels: profile, directory, chart; catalogue, asking, home."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_person_says_who_they_are_and_is_found_by_it(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    word = "Varroa" if pocket else "Swarms"
    bob_id, ada_id = [hive.call(name, "people.me")["id"] for name in ("bob", "ada")]
    values = {"department": [f"Apiary {word}"], "manager": [ada_id], "phones": ["+33 1 23 45 67"]}
    hive.call("bob", "profiles.update", values=values)
    bob = opens("bob", pocket=pocket)
    bob.goes_to("/me/profile")
    page = bob.page
    skills = page.get_by_role("combobox", name="Skills", exact=True)
    expect(skills).to_be_visible()
    skills.fill(f"{word}, First aid {word}")
    skills.press("Enter")
    expect(page.get_by_role("button", name=f"Take {word} out")).to_be_visible()
    page.get_by_role("combobox", name="Who sees: Site").select_option("me")
    page.get_by_role("textbox", name="Site", exact=True).fill("Lyon")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()

    ada = opens("ada", pocket=pocket)
    ada.goes_to("/people")
    page = ada.page
    page.get_by_role("searchbox", name="Find by name, job or skill").fill(word)
    expect(page.get_by_role("status").filter(has_text="1 person")).to_be_visible()
    page.get_by_role("list", name="Directory").get_by_role("link", name="Bob").click()
    shown = page.get_by_role("article", name="Bob")
    expect(shown.get_by_role("link", name=f"First aid {word}")).to_be_visible()
    expect(shown.get_by_role("link", name="Call")).to_have_attribute("href", "tel:+331234567")
    expect(shown.get_by_text("Lyon")).to_have_count(0)
    shown.get_by_role("link", name="Show in the org chart").click()
    tree = page.get_by_role("tree", name="Org chart")
    expect(tree.get_by_role("treeitem", name="Bob").last).to_have_attribute("aria-current", "true")
    tree.get_by_role("treeitem", name="Bob").last.focus()
    page.keyboard.press("Home")
    focused = page.locator("[data-person]:focus")
    expect(focused).to_have_attribute("data-person", ada_id)
    page.keyboard.press(" ")
    expect(tree.get_by_role("treeitem", name="Bob")).to_have_count(0)
    page.keyboard.press(" ")
    expect(tree.get_by_role("treeitem", name="Bob")).to_have_count(1)
    page.keyboard.press("End")
    expect(focused).to_have_attribute("data-person", bob_id)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Bob")).to_be_visible()


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_channel_is_found_in_the_catalogue_and_its_owner_lets_one_in(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    name = "board-pocket" if pocket else "board-desk"
    channel_id = hive.channel("ada", name, kind="private")
    home = {"door": "request", "section": "work", "rules": "What is said here stays here."}
    hive.call("ada", "homes.furnish", channel_id=channel_id, **home)
    minutes = {"title": "Minutes", "url": "https://bees.example/minutes"}
    hive.call("ada", "bookmarks.add", channel_id=channel_id, **minutes)
    chloe, ada = opens("chloe", pocket=pocket), opens("ada", pocket=pocket)
    ada.goes_to("/channels")
    chloe.goes_to("/channels?section=work")
    page = chloe.page
    page.get_by_role("button", name=f"Ask to join {name}").click()
    page.get_by_label("A word to its owners").fill("I keep the minutes.")
    page.get_by_role("dialog").get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("button", name=f"Take back the request to join {name}")).to_be_visible()

    requests = ada.page.get_by_role("region", name="Requests to join")
    expect(requests).to_contain_text("I keep the minutes.")
    requests.get_by_role("button", name="Let Chloé in").click()
    expect(requests).to_have_count(0)

    listed = page.get_by_role("list", name="All channels")
    listed.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("What is said here stays here.")
    kept = page.get_by_role("region", name="Bookmarks")
    expect(kept.get_by_role("link", name="Minutes")).to_have_attribute("href", minutes["url"])
    page.get_by_role("button", name=f"Open #{name}").click()
    expect(page.get_by_role("textbox", name=f"Write in #{name}")).to_be_visible()


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_profile_shows_what_somebody_posted_and_then_what_else_they_wrote(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    name = "combs-pocket" if pocket else "combs-desk"
    channel_id = hive.channel("bob", name, "ada")
    hive.call("bob", "messages.post", channel_id=channel_id, text=f"A line of {name}")
    post = {"title": f"News of {name}", "text": "All is well."}
    hive.call("bob", "posts.write", channel_id=channel_id, **post)
    bob_id = hive.call("bob", "people.me")["id"]
    ada = opens("ada", pocket=pocket)
    ada.goes_to(f"/people/{bob_id}")
    shown = ada.page.get_by_role("article", name="Bob").first
    expect(shown.get_by_role("heading", name="Recent", exact=False)).to_have_text(
        ["Recent posts", "Recent messages"]
    )
    posts, messages = [
        shown.locator("section").filter(has=ada.page.get_by_role("heading", name=heading))
        for heading in ("Recent posts", "Recent messages")
    ]
    posted = posts.locator(".card").filter(has_text=f"News of {name}")
    expect(posted).to_have_count(1)
    expect(posted).to_contain_text(name)
    expect(messages.locator(".card").filter(has_text=f"A line of {name}")).to_have_count(1)
    expect(messages.locator(".card").filter(has_text=f"News of {name}")).to_have_count(0)
