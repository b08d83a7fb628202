"""Who knows by what they wrote: accepted answers and recommended messages."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import NotFound
from tests.house import House


async def asked(house: House, who: Actor, query: str) -> dict[str, list[str]]:
    found = (await house.ask(who, "profiles.experts", query=query)).items
    return {one.person.handle: [reason.kind for reason in one.reasons] for one in found}


async def answered(house: House, kind: str = "public") -> dict[str, Any]:
    """Ada asks about varroa in a channel, and accepts bob's answer."""
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    made = await house.ask(ada, "channels.create", name="hives", kind=kind)
    await house.ask(ada, "channels.invite", channel_id=made.id, person_ids=[bob.person_id])
    where = {"channel_id": made.id}
    root = await house.ask(
        ada, "messages.post", **where, text="What helps against **varroa** mites, @bob?"
    )
    reply = await house.ask(bob, "messages.post", **where, text="Acid.", thread_id=root.id)
    await house.ask(ada, "posts.accept", thread_id=root.id, reply_id=reply.id)
    return {"ada": ada, "bob": bob, "chloe": chloe, "root": root, "reply": reply}


async def test_who_gave_the_accepted_answer_knows_about_the_question(house: House) -> None:
    hive = await answered(house)
    assert await asked(house, hive["chloe"], "varroa") == {"bob": ["answer"]}
    found = (await house.ask(hive["chloe"], "profiles.experts", query="varr mites")).items
    reason = found[0].reasons[0]
    assert reason.message_id == hive["reply"].id
    assert reason.label.startswith("What helps against varroa mites")
    assert hive["bob"].person_id not in reason.label
    await house.ask(hive["ada"], "posts.accept", thread_id=hive["root"].id, reply_id=None)
    assert await asked(house, hive["chloe"], "varroa") == {}


async def test_what_one_may_not_read_names_nobody(house: House) -> None:
    hive = await answered(house, "private")
    assert await asked(house, hive["chloe"], "varroa") == {}
    assert await asked(house, hive["ada"], "varroa") == {"bob": ["answer"]}


async def test_what_others_recommend_speaks_for_its_author(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["chloe"], "channels.join", channel_id=hive["root"].channel_id)
    for who in ("ada", "chloe", "bob"):
        await house.ask(hive[who], "recommendations.add", message_id=hive["root"].id)
    assert await asked(house, hive["chloe"], "mites") == {"bob": ["answer"], "ada": ["recommended"]}
    for who in ("chloe", "bob"):
        await house.ask(hive[who], "recommendations.remove", message_id=hive["root"].id)
    assert await asked(house, hive["chloe"], "mites") == {"bob": ["answer"]}


async def test_a_person_contests_a_reason_and_may_take_that_back(house: House) -> None:
    hive = await answered(house)
    reply_id = hive["reply"].id
    with pytest.raises(NotFound):
        await house.ask(hive["chloe"], "profiles.contest", message_id=reply_id)
    await house.ask(hive["bob"], "profiles.contest", message_id=reply_id)
    assert await asked(house, hive["chloe"], "varroa") == {}
    await house.ask(hive["bob"], "profiles.contest", message_id=reply_id, contested=False)
    assert await asked(house, hive["chloe"], "varroa") == {"bob": ["answer"]}


async def test_what_was_deleted_speaks_for_nobody(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["bob"], "messages.delete", message_id=hive["reply"].id)
    assert await asked(house, hive["chloe"], "varroa") == {}


async def test_an_edited_message_speaks_by_its_new_words_alone(house: House) -> None:
    hive = await answered(house)
    root_id, reply_id = hive["root"].id, hive["reply"].id
    await house.ask(hive["bob"], "recommendations.add", message_id=root_id)
    await house.ask(hive["ada"], "messages.edit", message_id=root_id, text="Against hornets?")
    assert await asked(house, hive["chloe"], "varroa") == {}
    both = {"bob": ["answer"], "ada": ["recommended"]}
    assert await asked(house, hive["chloe"], "hornets") == both
    await house.ask(hive["bob"], "messages.edit", message_id=reply_id, text="A harp trap.")
    assert await asked(house, hive["chloe"], "acid") == {}
    found = (await house.ask(hive["chloe"], "profiles.experts", query="hornets harp")).items
    assert [one.reasons[0].label for one in found] == ["Against hornets?"]


MARKED = "## [Hornets](https://hive.example)\n- ~~by~~ `trap`, @bob\n- in #hives\n> *or not*"


@pytest.mark.parametrize("edited", [False, True], ids=["posted", "edited"])
async def test_a_reason_is_shown_without_marks_and_names(house: House, edited: bool) -> None:
    hive = await answered(house)
    where = {"channel_id": hive["root"].channel_id}
    text = "Soon." if edited else MARKED
    said = await house.ask(hive["ada"], "messages.post", **where, text=text)
    await house.ask(hive["bob"], "recommendations.add", message_id=said.id)
    if edited:
        await house.ask(hive["ada"], "messages.edit", message_id=said.id, text=MARKED)
    found = (await house.ask(hive["chloe"], "profiles.experts", query="hornets")).items
    assert found[0].reasons[0].label == "Hornets by trap, in or not"


async def test_what_was_contested_stays_so_when_it_is_edited(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["bob"], "profiles.contest", message_id=hive["reply"].id)
    await house.ask(hive["ada"], "messages.edit", message_id=hive["root"].id, text="Varroa again?")
    assert await asked(house, hive["chloe"], "varroa") == {}


async def test_guests_take_nobodys_place_among_those_who_know(house: House) -> None:
    hive = await answered(house)
    gus = await house.add("gus")
    where = {"channel_id": hive["root"].channel_id}
    await house.ask(hive["ada"], "channels.invite", **where, person_ids=[gus.person_id])
    for text in ("Varroa by thousands", "Varroa once more"):
        said = await house.ask(gus, "messages.post", **where, text=text)
        await house.ask(hive["ada"], "recommendations.add", message_id=said.id)
    people = {"query": "varroa", "limit": 1}
    found = (await house.ask(hive["chloe"], "profiles.experts", **people)).items
    assert [one.person.handle for one in found] == ["gus"]
    await house.ask(hive["ada"], "people.set_role", person_id=gus.person_id, role="guest")
    found = (await house.ask(hive["chloe"], "profiles.experts", **people)).items
    assert [one.person.handle for one in found] == ["bob"]


async def test_who_does_not_want_to_be_asked_is_not_named_for_answers_either(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["bob"], "profiles.update", unasked=True)
    assert await asked(house, hive["chloe"], "varroa") == {}


async def test_what_was_contested_is_not_brought_back_by_one_more_voice(house: House) -> None:
    hive = await answered(house)
    reply_id = hive["reply"].id
    await house.ask(hive["bob"], "profiles.contest", message_id=reply_id)
    await house.ask(hive["chloe"], "channels.join", channel_id=hive["root"].channel_id)
    await house.ask(hive["chloe"], "recommendations.add", message_id=reply_id)
    await house.ask(hive["ada"], "posts.accept", thread_id=hive["root"].id, reply_id=None)
    await house.ask(hive["ada"], "posts.accept", thread_id=hive["root"].id, reply_id=reply_id)
    assert await asked(house, hive["chloe"], "varroa") == {}
    assert await asked(house, hive["chloe"], "acid") == {}
