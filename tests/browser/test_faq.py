"""The FAQ: an accepted answer becomes an entry in two clicks, and the bot gives it to the next."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive
from tests.browser.words import REGIONS, both, client_words

ASKED, ANSWER = "Where is the key of the shed?", "Under the third hive."
NEAR = {
    "en": (
        ("How do I feed the bees in winter?", "With fondant, from above."),
        ("How do I feed the bees in spring?", "With thin syrup."),
        ("How do I feed a swarm of bees?", "Not on the first day."),
    ),
    "fr": (
        ("Comment nourrir les abeilles en hiver ?", "Au candi, par le dessus."),
        ("Comment nourrir les abeilles au printemps ?", "Au sirop léger."),
        ("Comment nourrir un essaim d’abeilles ?", "Pas le premier jour."),
    ),
}


@both
def test_an_accepted_answer_becomes_an_entry_that_answers_the_next_question(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    name = "pocket" if pocket else "desk"
    asked = f"{ASKED[:-1]} of the {name}?"
    channel_id = hive.channel("ada", f"faq-{name}", "bob")
    place = {"channel_id": channel_id}
    root = hive.call("bob", "posts.write", title=asked, kind="question", **place)
    reply = hive.call("ada", "messages.post", text=ANSWER, thread_id=root["id"], **place)
    hive.call("bob", "posts.accept", thread_id=root["id"], reply_id=reply["id"])
    hive.call("ada", "faq.configure", **place)
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    ada.goes_to(f"/c/{channel_id}/t/{root['id']}")
    answer = ada.page.locator(f".pane [data-id='{reply['id']}']")
    answer.get_by_role("button", name=said("faq_add_from")).click()
    dialog = ada.page.get_by_role("dialog", name=said("faq_add"))
    expect(dialog.get_by_label(said("faq_question"), exact=True)).to_have_value(asked)
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value(ANSWER)
    dialog.get_by_role("button", name=said("save_entry")).click()
    expect(dialog).to_have_count(0)
    ada.page.wait_for_function("() => !history.state?.covered")  # its step back is taken
    ada.goes_to("/faq")
    ada.page.get_by_role("searchbox", name=said("faq_search")).fill(f"shed {name} key")
    expect(ada.page.get_by_role("article", name=asked)).to_contain_text(ANSWER)
    again = f"Anybody knows where the shed key of the {name} is?"
    said_again = hive.call("bob", "messages.post", text=again, **place)
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    bob.goes_to(f"/c/{channel_id}/t/{said_again['id']}")
    helped = bob.page.get_by_role("button", name=said("faq_helped"), exact=True)
    helped.click()
    expect(helped).to_have_attribute("aria-pressed", "true")
    ada.goes_to("/faq")
    card = ada.page.get_by_role("article", name=asked)
    expect(card).to_contain_text({"en": "helped 1 time", "fr": "a aidé 1 fois"}[language])
    report = ada.page.locator(".faq-report")
    expect(report).to_contain_text({"en": "confirmed as helpful", "fr": "jugées utiles"}[language])


@both
def test_an_answer_has_its_link_and_the_two_next_which_who_asked_may_choose(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    channel_id = hive.channel("ada", f"asked-{language}", "bob")
    hive.call("ada", "faq.configure", channel_id=channel_id)
    _takes_in(hive, "ada", NEAR[language])
    first, *others = (question for question, _ in NEAR[language])
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    page = bob.page
    asked = hive.call("bob", "messages.post", channel_id=channel_id, text=first)
    bob.goes_to(f"/c/{channel_id}/t/{asked['id']}")
    replies = page.get_by_role("log", name=said("replies"))
    expect(replies).to_contain_text(NEAR[language][0][1])
    for other in others:
        expect(replies.get_by_role("button", name=other)).to_be_visible()
    replies.get_by_role("button", name=others[0]).click()
    expect(replies).to_contain_text(NEAR[language][1][1])
    expect(replies.get_by_role("button", name=first)).to_be_visible()
    replies.get_by_role("link", name={"en": "In the FAQ", "fr": "Dans la FAQ"}[language]).click()
    expect(page.get_by_role("article", name=others[0])).to_be_visible()


@both
def test_a_sheet_with_a_bad_row_comes_in_and_what_came_is_found_and_pinned(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    question = f"Who paints the fence ({language})?"
    sheet = (
        f"question,answer,review_on\n{question},The wardens.,\n,Nobody asked.,\nWhen?,Now.,soon\n"
    )
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    page = ada.page
    ada.goes_to("/faq")
    page.get_by_role("button", name=said("more"), exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name=said("faq_import")).click()
    file = {"name": "faq.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    chooser.value.set_files(file)  # type: ignore[arg-type]
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(said("faq_imported", added=1, changed=0))
    bad = dialog.get_by_role("listitem")
    expect(bad).to_have_count(2)
    expect(bad.first).to_contain_text("3")
    expect(bad.last).to_contain_text("review_on")
    dialog.get_by_role("button", name=said("close"), exact=True).last.click()
    expect(dialog).to_have_count(0)
    page.get_by_role("searchbox", name=said("faq_search")).fill(question)
    card = page.get_by_role("article", name=question)
    expect(card).to_contain_text("The wardens.")
    page.get_by_role("searchbox", name=said("faq_search")).fill("")
    card.get_by_role("button", name=said("faq_actions", question=question)).click()
    page.get_by_role("menuitem", name=said("pin"), exact=True).click()
    expect(card).to_contain_text(said("pinned"))
    page.reload()
    expect(page.get_by_role("article").first).to_contain_text(said("pinned"))
    expect(card).to_contain_text(said("pinned"))


def _takes_in(hive: Hive, handle: str, entries: tuple[tuple[str, str], ...]) -> None:
    for question, answer in entries:
        hive.call(handle, "faq.add", question=question, answer=answer)


@both
def test_what_is_written_of_an_entry_is_there_again_after_the_dialog_has_gone(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    ada = opens("ada", pocket=pocket, locale=REGIONS[language])
    page = ada.page
    ada.goes_to("/faq")
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    dialog = page.get_by_role("dialog", name=said("faq_add"))
    dialog.get_by_label(said("faq_answer_label"), exact=True).fill(ANSWER)
    if pocket:
        page.go_back()
    else:
        page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=said("faq_go_on")).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value(ANSWER)
    page.mouse.click(2, 2)  # beside it
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value(ANSWER)
    dialog.get_by_role("button", name=said("post.discard")).click()
    expect(page.get_by_text(said("draft_deleted"))).to_be_visible()
    page.get_by_role("button", name=said("faq_add_short"), exact=True).click()
    expect(dialog.get_by_label(said("faq_answer_label"), exact=True)).to_have_value("")


@both
def test_what_the_faq_does_not_know_goes_on_in_the_channel(
    hive: Hive, opens: Opens, pocket: bool, language: str
) -> None:
    said = client_words(language)
    name = f"unknown-{language}"
    channel_id = hive.channel("ada", name, "bob")
    asked = "Zebra quagga okapi ?"
    bob = opens("bob", pocket=pocket, locale=REGIONS[language])
    page = bob.page
    bob.goes_to(f"/c/{channel_id}")
    expect(page.get_by_role("log", name=name)).to_be_visible()  # a key before it is for nobody
    bob.composer.fill("/faq ")
    bob.composer.press("Enter")
    expect(page.get_by_role("button", name=said("faq_browse"))).to_be_visible()
    bob.composer.fill(f"/faq {asked}")
    bob.composer.press("Enter")
    page.get_by_role("button", name=said("post.ask_in", place=f"#{name}")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(said("post.question"), exact=True)).to_have_value(asked)
    dialog.get_by_role("button", name=said("post.ask"), exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator("[data-id]").get_by_role("heading", name=asked)).to_be_visible()
    (post,) = hive.call("ada", "messages.history", channel_id=channel_id)["items"][:1]
    assert (post["title"], post["post"]["kind"]) == (asked, "question")
