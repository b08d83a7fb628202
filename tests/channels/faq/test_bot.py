"""The bot answers questions: where it is wanted, from what may be read there, only when sure."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotAllowed, NotFound
from channels.faq.answering import Answerer
from channels.faq.bot import BOT_ID
from channels.faq.library import Library
from channels.faq.tables import FaqQuestionRow
from persistence.bulk import table_of
from tests.channels.faq.scene import Scene, on_both_stores
from tests.house import House


async def test_a_question_is_answered_in_its_thread_with_a_link_and_other_candidates(
    scene: Scene, bob: Actor
) -> None:
    (answer,) = await scene.asks(bob, "What's the guest network's password?")
    assert "beside the door" in answer.text
    assert f"/faq/{scene.ids['wifi']}" in answer.text
    card = answer.faq
    assert (card.outcome, card.entry_id, card.asker_id) == (
        "answered",
        scene.ids["wifi"],
        bob.person_id,
    )
    assert scene.ids["wifi"] not in [one.entry_id for one in card.others]


async def test_french_is_answered_in_french(scene: Scene, bob: Actor) -> None:
    (answer,) = await scene.asks(bob, "J’ai perdu mon badge, je fais quoi ?")
    assert "Prévenez l'accueil" in answer.text
    assert "Dans la FAQ" in answer.text


@pytest.mark.parametrize(
    "said",
    [
        "The guest network password is on the door.",
        "Is anybody hungry?",
        "lol",
        "https://a.example/?",
    ],
)
async def test_talk_and_what_nobody_has_written_down_are_left_alone(
    scene: Scene, bob: Actor, said: str
) -> None:
    assert await scene.asks(bob, said) == []


async def test_it_is_silent_where_nobody_wants_it_but_answers_when_named(
    scene: Scene, house: House, ada: Actor, bob: Actor
) -> None:
    await house.ask(ada, "faq.configure", channel_id=scene.garden, answers=False)
    assert await scene.asks(bob, "What is the password of the guest network?") == []
    (answer,) = await scene.asks(bob, "@faq What is the password of the guest network")
    assert answer.faq.outcome == "answered"
    (unsure,) = await scene.asks(bob, "@faq who won the password race yesterday")
    assert unsure.faq.outcome == "unsure"
    assert "no sure answer" in unsure.text
    aside = {"channel_id": scene.garden, "question": "who won the password race yesterday"}
    told = (await house.ask(bob, "faq.answer", **aside)).text
    assert "no sure answer" in told
    closest = [line for said in (told, unsure.text) for line in said.split("\n")[2:]]
    assert closest
    assert all(line.startswith("- [") and "/faq/" in line for line in closest)  # can be opened


async def test_in_a_direct_message_it_answers_without_a_thread(
    scene: Scene, house: House, bob: Actor
) -> None:
    direct = await house.ask(bob, "channels.open_direct", person_ids=[BOT_ID])
    (answer,) = await scene.asks(bob, "password of the guest network", direct.id)
    assert (answer.thread_id, answer.faq.outcome) == (None, "answered")


async def test_it_says_only_what_the_asker_may_read_and_whoever_reads_it_there(
    scene: Scene, house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    await house.ask(ada, "faq.configure", channel_id=cellar)
    await house.ask(
        ada, "faq.add", question="Where is the red wine?", answer="Shelf 9.", channel_id=cellar
    )
    asked = "Where is the red wine?"
    assert "Shelf 9" in (await scene.asks(bob, asked, cellar))[0].text
    assert await scene.asks(bob, asked) == []  # bob may know, the garden may not
    direct = (await house.ask(bob, "channels.open_direct", person_ids=[BOT_ID])).id
    assert "Shelf 9" in (await scene.asks(bob, asked, direct))[0].text
    hers = (await house.ask(chloe, "channels.open_direct", person_ids=[BOT_ID])).id
    assert "Shelf 9" not in (await scene.asks(chloe, asked, hers))[0].text
    found = await house.ask(chloe, "faq.ask", question=asked)
    assert "Where is the red wine?" not in [entry.question for entry in found.entries]


async def test_a_guest_is_told_nothing_of_the_workspace(
    scene: Scene, house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    asked = "What is the password of the guest network?"
    assert await scene.asks(bob, asked) != []
    await house.ask(ada, "channels.invite", channel_id=scene.garden, person_ids=[gus.person_id])
    assert await scene.asks(gus, asked) == []
    assert await scene.asks(bob, asked) == []  # gus would read it too


async def test_where_it_is_not_sure_it_asks_the_person_that_the_channel_names(
    scene: Scene, house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    await house.ask(ada, "faq.configure", channel_id=scene.garden, asks_id=chloe.person_id)
    (handed,) = await scene.asks(bob, "Who mends the roof?")
    assert f"<@{chloe.person_id}>" in handed.text
    assert handed.faq.outcome == "handed"
    calls = await house.ask(chloe, "reads.calls")
    assert calls is not None
    with pytest.raises(Invalid):
        await house.ask(ada, "faq.configure", channel_id=scene.garden, asks_id="U0000000000000")


async def test_an_answer_calls_nobody(scene: Scene, house: House, ada: Actor, bob: Actor) -> None:
    await house.ask(
        ada,
        "faq.add",
        question="Whom to tell of *mice*?",
        answer="Tell @bob, @channel, @here or <!channel>; mail to a@b.example.",
    )
    (answer,) = await scene.asks(bob, "Whom to tell of mice?")
    assert {span.t if hasattr(span, "t") else type(span).__name__ for span in answer.spans}
    assert not [one for one in answer.spans if type(one).__name__ in ("Person", "Broadcast")]
    assert "@channel" in answer.text


async def test_the_asker_chooses_another_entry(scene: Scene, bob: Actor, chloe: Actor) -> None:
    (answer,) = await scene.asks(bob, "@faq keys of the honey store, and bee suits, where?")
    other = answer.faq.others[0].entry_id
    house = scene.house
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "faq.choose", message_id=answer.id, entry_id=other)
    with pytest.raises(NotFound):
        await house.ask(bob, "faq.choose", message_id=answer.id, entry_id="K0000000000000")
    await house.ask(bob, "faq.choose", message_id=answer.id, entry_id=other)
    shown = await house.ask(bob, "messages.get", message_id=answer.id)
    assert (shown.faq.entry_id, f"/faq/{other}" in shown.text) == (other, True)
    assert len(shown.faq.others) == len(answer.faq.others) - (answer.faq.entry_id is None)


async def test_what_helped_is_learnt_once_and_may_be_taken_back(
    scene: Scene, bob: Actor, chloe: Actor
) -> None:
    house = scene.house
    (answer,) = await scene.asks(bob, "What is the password of the guest network?")
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "faq.rate", message_id=answer.id, helped=True)
    for helped in (True, True, False):
        await house.ask(bob, "faq.rate", message_id=answer.id, helped=helped)
    entry = await house.ask(bob, "faq.get", entry_id=scene.ids["wifi"])
    assert (entry.helped, entry.unhelped) == (0, 1)
    assert (await house.ask(bob, "messages.get", message_id=answer.id)).faq.rating == "unhelped"
    plain = await house.ask(bob, "messages.post", channel_id=scene.garden, text="Well.")
    with pytest.raises(NotFound):
        await house.ask(bob, "faq.rate", message_id=plain.id, helped=True)


async def test_what_did_not_help_is_handed_over(
    scene: Scene, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    house = scene.house
    await house.ask(ada, "faq.configure", channel_id=scene.garden, asks_id=chloe.person_id)
    (answer,) = await scene.asks(bob, "What is the password of the guest network?")
    await house.ask(bob, "faq.rate", message_id=answer.id, helped=False)
    page = await house.ask(bob, "threads.replies", thread_id=answer.thread_id)
    assert f"<@{chloe.person_id}>" in page.items[-1].text
    report = await house.ask(bob, "faq.report")
    assert (report.asked, report.answered, report.denied, report.handed_over) == (1, 1, 1, 1)


async def test_the_report_counts_and_names_nobody(scene: Scene, bob: Actor) -> None:
    house = scene.house
    (answer,) = await scene.asks(bob, "What is the password of the guest network?")
    await house.ask(bob, "faq.rate", message_id=answer.id, helped=True)
    await scene.asks(bob, "Who won the race?")
    await scene.asks(bob, "@faq and the other race")
    report = await house.ask(bob, "faq.report", days=7)
    assert (report.asked, report.answered, report.confirmed) == (3, 1, 1)
    assert (report.unsure, report.silent) == (1, 1)


async def test_a_question_is_answered_once_though_the_job_runs_again(
    scene: Scene, bob: Actor
) -> None:
    house = scene.house
    asked = "What is the password of the guest network?"
    said = await house.ask(bob, "messages.post", channel_id=scene.garden, text=asked)
    body = {"message_id": said.id, "addressed": False}
    for door in (house.door, house.restarted().door):
        answerer = Answerer(door.call, house.store, door.access, Library(house.store))
        await answerer.answer(body)
    await scene.works()
    assert len(await scene.follows(bob, said)) == 1


async def test_an_accepted_answer_is_known_where_its_thread_may_be_read(
    scene: Scene, house: House, bob: Actor, chloe: Actor
) -> None:
    asked = "Which paint for the northern hives?"
    root = await house.ask(
        bob, "posts.write", channel_id=scene.garden, title=asked, kind="question"
    )
    await scene.works()
    reply = await house.ask(
        chloe, "messages.post", channel_id=scene.garden, text="Linseed *oil*.", thread_id=root.id
    )
    accept = {"thread_id": root.id, "reply_id": reply.id}
    await house.ask(bob, "posts.accept", **accept)
    (answer,) = await scene.asks(chloe, "Which paint do the northern hives get?")
    assert "Linseed" in answer.text
    assert f"/c/{scene.garden}/{reply.id}" in answer.text
    assert asked not in [one.question for one in (await house.ask(bob, "faq.list")).items]
    words = {"question": asked, "answer": "Linseed oil, twice."}
    entry = await house.ask(chloe, "faq.add", message_id=reply.id, **words)
    (answer,) = await scene.asks(chloe, "Which paint do the northern hives get?")
    assert answer.faq.entry_id == entry.id  # in the place of its thread
    assert asked not in [one.question for one in answer.faq.others]
    await house.ask(chloe, "faq.remove", entry_id=entry.id)
    await house.ask(bob, "posts.accept", thread_id=root.id)
    assert await scene.asks(chloe, "Which paint for the northern hives then?") == []
    await house.ask(bob, "posts.accept", **accept)
    await house.ask(chloe, "messages.delete", message_id=reply.id)
    assert await scene.asks(chloe, "Which paint, for northern hives?") == []


async def test_the_answer_to_a_deleted_question_is_said_no_more(
    scene: Scene, house: House, bob: Actor, chloe: Actor
) -> None:
    asked = "Which paint for the northern hives?"
    root = await house.ask(
        bob, "posts.write", channel_id=scene.garden, title=asked, kind="question"
    )
    await scene.works()
    reply = await house.ask(
        chloe, "messages.post", channel_id=scene.garden, text="Linseed oil.", thread_id=root.id
    )
    await house.ask(bob, "posts.accept", thread_id=root.id, reply_id=reply.id)
    await house.ask(bob, "messages.delete", message_id=root.id)
    assert await scene.asks(chloe, "Which paint do the northern hives get?") == []


async def test_bots_do_not_ask_one_another(scene: Scene, house: House, ada: Actor) -> None:
    card = house.door.access
    person = await card.peek_person(BOT_ID)
    assert person is not None
    assert person.bot
    assert (person.handle, person.name) == ("faq", "FAQ")
    again = await house.ask(ada, "faq.configure", channel_id=scene.garden)
    assert again.answers
    settings = await house.ask(ada, "faq.settings", channel_id=scene.garden)
    assert settings == again


@on_both_stores
async def test_who_asks_aside_is_answered_alone_from_what_they_may_read(
    scene: Scene, house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    wine = "Where is the red wine?"
    await house.ask(ada, "faq.add", question=wine, answer="Shelf 9.", channel_id=cellar)
    aside = {"channel_id": scene.garden, "question": wine}
    told = await house.ask(bob, "faq.answer", **aside)
    assert "Shelf 9" in told.text
    assert (told.author_id, told.seq) == (BOT_ID, 0)
    assert "Shelf 9" not in (await house.ask(chloe, "faq.answer", **aside)).text
    page = await house.ask(bob, "messages.history", channel_id=scene.garden)
    assert all(one.id != told.id for one in page.items)
    with pytest.raises(NotFound):
        await house.ask(chloe, "faq.answer", channel_id=cellar, question=wine)


async def test_who_asks_aside_is_spoken_to_in_the_language_they_chose(
    scene: Scene, house: House, ada: Actor, bob: Actor
) -> None:
    for shelf in ("red", "white"):
        question = f"Where is the {shelf} wine?"
        await house.ask(ada, "faq.add", question=question, answer=f"Shelf {shelf}.")
    await house.ask(bob, "people.update", language="fr")
    aside = {"channel_id": scene.garden, "question": "red wine"}
    told = await house.ask(bob, "faq.answer", **aside)
    assert "[Dans la FAQ]" in told.text
    other = {"question_id": told.faq.question_id, "entry_id": told.faq.others[0].entry_id}
    again = await house.ask(bob, "faq.choose_aside", channel_id=scene.garden, **other)
    assert ("Shelf white." in again.text, "[Dans la FAQ]" in again.text) == (True, True)


NEVER_WRITTEN = "zebra quagga okapi?"


@on_both_stores
async def test_what_nobody_has_written_down_goes_on_where_it_was_asked(
    scene: Scene, house: House, ada: Actor, bob: Actor
) -> None:
    aside = {"channel_id": scene.garden, "question": NEVER_WRITTEN}
    told = await house.ask(bob, "faq.answer", **aside)
    assert (told.text, told.faq.outcome) == ("The FAQ does not know this yet.", "unsure")
    assert told.faq.asked == NEVER_WRITTEN  # to be asked in the channel
    await house.ask(ada, "faq.configure", channel_id=scene.garden, asks_id=ada.person_id)
    told = await house.ask(bob, "faq.answer", **aside)
    assert told.text == f"The FAQ does not know this yet. <@{ada.person_id}> may know."
    assert (await house.ask(ada, "mentions.list")).items == []  # nobody else has heard of it


async def test_somebody_whom_a_channel_names_and_who_has_left_is_not_named_aside(
    scene: Scene, house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    place = {"channel_id": scene.garden}
    await house.ask(ada, "faq.configure", asks_id=chloe.person_id, **place)
    await house.ask(chloe, "channels.leave", **place)
    told = await house.ask(bob, "faq.answer", question=NEVER_WRITTEN, **place)
    assert "may know" not in told.text


async def test_in_a_direct_message_what_it_does_not_know_is_sent_to_a_channel(
    scene: Scene, house: House, bob: Actor
) -> None:
    direct = await house.ask(bob, "channels.open_direct", person_ids=[BOT_ID])
    (unsure,) = await scene.asks(bob, NEVER_WRITTEN, direct.id)
    assert unsure.text.startswith("The FAQ does not know this yet. Ask in a channel")


@on_both_stores
async def test_what_is_asked_aside_can_be_chosen_from_rated_and_is_counted_without_names(
    scene: Scene, house: House, bob: Actor, chloe: Actor
) -> None:
    aside = {"channel_id": scene.garden}
    asked = "keys of the honey store, and bee suits, where?"
    told = await house.ask(bob, "faq.answer", question=asked, **aside)
    card = told.faq
    offered = [card.entry_id, *[one.entry_id for one in card.others]]
    other = card.others[0].entry_id
    mine = {"question_id": card.question_id}
    with pytest.raises(NotFound):
        await house.ask(bob, "faq.choose_aside", entry_id=scene.ids["wifi"], **mine, **aside)
    shown = await house.ask(bob, "faq.choose_aside", entry_id=other, **mine, **aside)
    assert f"/faq/{other}" in shown.text
    assert (shown.faq.outcome, shown.faq.entry_id, shown.faq.question_id) == (
        "answered",
        other,
        card.question_id,
    )
    assert {other, *[one.entry_id for one in shown.faq.others]} == set(filter(None, offered))
    for helped in (False, True, True):
        await house.ask(bob, "faq.rate_aside", helped=helped, **mine)
    entry = await house.ask(bob, "faq.get", entry_id=other)
    assert (entry.helped, entry.unhelped) == (1, 0)
    report = await house.ask(bob, "faq.report")
    assert (report.asked, report.answered, report.confirmed, report.denied) == (1, 1, 1, 0)
    async with house.store.read() as snapshot:
        (row,) = await snapshot.all(select(table_of(FaqQuestionRow)))
    kept = " ".join(str(value) for value in row)
    assert not [said for said in (bob.person_id, scene.garden, told.id, "keys") if said in kept]


async def test_nobody_rates_a_question_that_was_not_asked_aside(
    scene: Scene, house: House, bob: Actor, chloe: Actor
) -> None:
    (answer,) = await scene.asks(bob, "What is the password of the guest network?")
    page = await house.ask(bob, "messages.get", message_id=answer.thread_id)
    assert answer.faq.question_id == ""
    for question_id in (page.id, answer.id, "unknown"):
        with pytest.raises(NotFound):
            await house.ask(chloe, "faq.rate_aside", question_id=question_id, helped=True)


async def test_a_guest_keeps_the_thread_where_the_workspace_s_entry_took_its_place(
    scene: Scene, house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    asked = "Which paint for the northern hives?"
    place = {"channel_id": scene.garden}
    await house.ask(ada, "channels.invite", person_ids=[gus.person_id], **place)
    root = await house.ask(bob, "posts.write", title=asked, kind="question", **place)
    reply = await house.ask(bob, "messages.post", text="Linseed oil.", thread_id=root.id, **place)
    await house.ask(bob, "posts.accept", thread_id=root.id, reply_id=reply.id)
    words = {"question": asked, "answer": "Linseed oil, twice."}
    entry = await house.ask(bob, "faq.add", message_id=reply.id, **words)
    theirs = await house.ask(gus, "faq.ask", question=asked)
    assert [one.answer for one in theirs.entries] == ["Linseed oil."]
    found = await house.ask(bob, "faq.ask", question=asked)
    assert entry.id == found.entries[0].id
    assert "Linseed oil." not in [one.answer for one in found.entries]


async def test_an_accepted_answer_of_a_closed_channel_goes_with_the_right_to_read_it(
    scene: Scene, house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    both = [bob.person_id, chloe.person_id]
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=both)
    asked = "Which paint for the northern hives?"
    root = await house.ask(bob, "posts.write", channel_id=cellar, title=asked, kind="question")
    oil = {"channel_id": cellar, "text": "Linseed oil.", "thread_id": root.id}
    reply = await house.ask(chloe, "messages.post", **oil)
    await house.ask(bob, "posts.accept", thread_id=root.id, reply_id=reply.id)

    async def aside(actor: Actor) -> Any:
        return await house.ask(actor, "faq.answer", channel_id=scene.garden, question=asked)

    known = await aside(bob)
    assert "Linseed" in known.text
    await house.ask(ada, "channels.remove", channel_id=cellar, person_id=bob.person_id)
    forgotten = await aside(bob)
    assert "Linseed" not in forgotten.text
    assert root.id not in forgotten.text
    assert "Linseed" in (await aside(chloe)).text  # who is still there
    chosen = {"question_id": known.faq.question_id, "entry_id": known.faq.entry_id}
    with pytest.raises(NotFound):
        await house.ask(bob, "faq.choose_aside", channel_id=scene.garden, **chosen)
