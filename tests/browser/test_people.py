"""People after an import: whom completion and pickers name first, and what one sees of oneself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.slack.archive import at, said, simple

STRANGERS = ("ben", "bennie", "benny")


@pytest.fixture(scope="module", autouse=True)
def crowd(hive: Hive, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Strangers of an import, and a colleague whose handle comes after theirs."""
    users = [
        {"id": f"U0{name.upper()}", "name": name, "profile": {"real_name": name.title()}}
        for name in STRANGERS
    ]
    archive = tmp_path_factory.mktemp("export") / "export.zip"
    simple(archive, [said("U0BEN", at(1), "Long ago")], **{"users.json": users})
    hive.run("import", "slack", str(archive))
    hive.add("zbenoit", "Benoît")


def test_enter_mentions_who_can_sign_in_not_a_stranger(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "completed", "zbenoit")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Who knows?")
    ada = opens("ada")
    ada.opens("completed")
    ada.composer.press_sequentially("Ask @ben")
    option = ada.page.get_by_role("option", name="Benoît")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(ada.page.get_by_role("option")).to_have_count(1 + len(STRANGERS))
    ada.composer.press("Enter")
    expect(ada.composer).to_have_value("Ask @zbenoit ")
    ada.composer.press_sequentially("and @benyo")
    expect(option).to_have_attribute("aria-selected", "true")


def test_those_in_the_channel_are_not_offered_again(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "picked", "bob", "zbenoit")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Who is missing?")
    ada = opens("ada")
    ada.opens("picked")
    ada.page.get_by_role("button", name="members: see who").click()
    ada.page.get_by_role("button", name="Add people").click()
    dialog = ada.page.get_by_role("dialog")
    found = dialog.get_by_role("list", name="People")
    expect(found.get_by_role("button").first).to_contain_text("Chloé")
    expect(found.get_by_role("button", name="Benoît")).to_have_count(0)
    dialog.get_by_role("searchbox").fill("benoit")
    expect(found.get_by_role("listitem")).to_contain_text("Already here")
    expect(dialog.get_by_role("link", name="Invite people")).to_be_visible()
    dialog.get_by_role("searchbox").fill("chole")
    expect(found.get_by_role("button")).to_have_count(1)
    expect(found.get_by_role("button")).to_contain_text("Chloé")
    expect(dialog.get_by_role("link", name="Invite people")).to_have_count(0)


def test_without_network_the_bar_and_my_own_line_say_so(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    line = ada.page.locator(".my-line")
    expect(line).to_contain_text("Online")
    ada.context.set_offline(True)
    expect(ada.page.get_by_text("Offline. What you write")).to_be_visible()
    expect(line).to_contain_text("Offline")
    ada.context.set_offline(False)
    expect(line).to_contain_text("Online")
    ada.words.clear()  # the browser tells of calls into the dead network


def test_marks_stand_in_the_line_of_the_message(hive: Hive, opens: Opens) -> None:
    channel_id = hive.channel("ada", "marked")
    first = hive.call("ada", "messages.post", channel_id=channel_id, text="First line")
    second = hive.call("ada", "messages.post", channel_id=channel_id, text="Second line")
    hive.call("ada", "messages.edit", message_id=second["id"], text="Second, changed")
    for message in (first, second):
        hive.call("ada", "pins.add", message_id=message["id"])
    ada = opens("ada")
    ada.opens("marked")
    for text, mark in (("Second, changed", "(edited)"), ("Second, changed", "Pinned")):
        box = ada.message(text).get_by_text(mark).bounding_box()
        line = ada.message(text).locator(".text").bounding_box()
        assert box is not None
        assert line is not None
        assert line["y"] <= box["y"]
        assert box["y"] + box["height"] <= line["y"] + line["height"] + 1
        assert line["height"] < 30
    expect(ada.message("First line").locator(".message__heading")).to_contain_text("Pinned")


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_guest_writes_to_those_with_whom_they_share_a_channel(
    hive: Hive, opens: Opens, pocket: bool
) -> None:
    handle = "pia" if pocket else "gil"
    hive.add(handle, handle.title(), "guest")
    guest = opens(handle, pocket=pocket)
    if pocket:
        guest.goes_to("/direct")
    page = guest.page
    expect(page.get_by_text("everybody with whom you share a channel")).to_be_visible()
    expect(page.get_by_role("button", name="New message")).to_have_count(0)
    channel_id = hive.channel("bob", f"with-{handle}")
    person_id = hive.call(handle, "people.me")["id"]
    hive.call("bob", "channels.invite", channel_id=channel_id, person_ids=[person_id])
    page.get_by_role("button", name="New message").click()
    offered = page.get_by_role("list", name="People").get_by_role("button")
    expect(offered.filter(has_text="@bob")).to_be_visible()
    expect(offered.filter(has_text="@chloe")).to_have_count(0)
    offered.filter(has_text="@bob").click()
    page.get_by_role("button", name="Open conversation").click()
    expect(page.get_by_role("textbox", name="Write to Bob")).to_be_visible()
    guest.writes("Hello Bob")
    guest.sees("Hello Bob")
