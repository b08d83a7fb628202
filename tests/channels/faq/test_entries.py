"""Entries: who reads them, who writes them, and how they are found and listed."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotAllowed, NotFound
from persistence.streams import WORKSPACE, channel_stream
from tests.house import House


async def adds(house: House, actor: Actor, question: str, **more: Any) -> Any:
    return await house.ask(actor, "faq.add", question=question, answer="So.", **more)


async def questions(house: House, actor: Actor, **fields: Any) -> list[str]:
    page = await house.ask(actor, "faq.list", **fields)
    return [entry.question for entry in page.items]


async def test_an_entry_is_there_for_members_and_not_for_guests(
    house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    made = await house.ask(
        ada,
        "faq.add",
        question=" When is  lunch? ",
        answer="At **noon**.",
        variants=["Food?", "Food?"],
    )
    assert (made.question, made.variants, made.language) == ("When is lunch?", ["Food?"], "en")
    assert [span.text for span in made.spans[:1]] == ["At "]
    assert await house.ask(bob, "faq.get", entry_id=made.id) == made
    assert await questions(house, gus) == []
    with pytest.raises(NotFound):
        await house.ask(gus, "faq.get", entry_id=made.id)
    with pytest.raises(NotAllowed):
        await adds(house, gus, "Am I?")


async def test_a_private_channel_s_entries_are_for_its_members(
    house: House, ada: Actor, bob: Actor, chloe: Actor, gus: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[gus.person_id])
    await adds(house, ada, "Where is the wine?", channel_id=cellar)
    assert await questions(house, gus) == ["Where is the wine?"]
    assert await questions(house, gus, query="wine") == ["Where is the wine?"]
    assert await questions(house, bob) == await questions(house, bob, query="wine") == []
    with pytest.raises(NotFound):
        await adds(house, bob, "Me too?", channel_id=cellar)
    with pytest.raises(NotFound):
        await questions(house, bob, channel_id=cellar)
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    assert await questions(house, bob, query="wine") == ["Where is the wine?"]
    names = [name for name, _ in await house.heard(channel_stream(cellar))]
    assert "faq.entry_changed" in names
    assert "faq.entry_changed" not in [name for name, _ in await house.heard(WORKSPACE)]


async def test_its_owner_and_administrators_change_an_entry(
    house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    made = await adds(house, bob, "Who feeds the cat?")
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "faq.change", entry_id=made.id, answer="Nobody.")
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "faq.remove", entry_id=made.id)
    changed = await house.ask(
        ada, "faq.change", entry_id=made.id, owner_id=chloe.person_id, review_on="2027-01-31"
    )
    assert (changed.owner_id, changed.answer) == (chloe.person_id, "So.")
    again = await house.ask(chloe, "faq.change", entry_id=made.id, review_on="2027-01-31")
    assert again == changed
    await house.ask(chloe, "faq.remove", entry_id=made.id)
    await house.ask(chloe, "faq.remove", entry_id=made.id)
    assert await questions(house, ada, query="cat") == []
    heard = [name for name, _ in await house.heard(WORKSPACE) if name.startswith("faq.")]
    assert heard == ["faq.entry_changed", "faq.entry_changed", "faq.entry_removed"]


async def test_a_channel_s_owner_changes_its_entries(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    plot = (await house.ask(bob, "channels.create", name="plot")).id
    await house.ask(chloe, "channels.join", channel_id=plot)
    made = await adds(house, chloe, "Which seeds?", channel_id=plot)
    changed = await house.ask(bob, "faq.change", entry_id=made.id, pinned=True)
    assert changed.pinned


async def test_pinned_entries_come_first_and_pages_follow_one_another(
    house: House, ada: Actor, bob: Actor
) -> None:
    for letter in "DACBE":
        made = await adds(house, ada, f"{letter}?")
        if letter in "BD":
            await house.ask(ada, "faq.change", entry_id=made.id, pinned=True)
    seen, after = [], None
    while True:
        page = await house.ask(bob, "faq.list", limit=2, after=after)
        seen += [entry.question for entry in page.items]
        after = page.next
        if after is None:
            break
    assert seen == ["B?", "D?", "A?", "C?", "E?"]


async def test_what_is_to_be_looked_at_again_is_listed(house: House, ada: Actor) -> None:
    await adds(house, ada, "Old?", review_on="2026-01-01")
    await adds(house, ada, "New?", review_on="2030-01-01")
    await adds(house, ada, "Never?")
    assert await questions(house, ada, review_by="2027-01-01") == ["Old?"]
    assert await questions(house, ada, query="old new never", review_by="2027-01-01") == ["Old?"]


async def test_a_question_finds_what_was_just_changed(house: House, ada: Actor) -> None:
    made = await adds(house, ada, "Where is the ladder?")
    assert await questions(house, ada, query="ladder") == ["Where is the ladder?"]
    await house.ask(ada, "faq.change", entry_id=made.id, question="Where is the smoker?")
    assert await questions(house, ada, query="ladder") == []
    assert await questions(house, ada, query="smok") == ["Where is the smoker?"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": "  "}, "question"),
        ({"answer": " \n "}, "answer"),
        ({"message_id": "M0000000000000"}, "message_id"),
    ],
)
async def test_nonsense_is_refused(
    house: House, ada: Actor, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises((Invalid, NotFound)) as refused:
        await house.ask(ada, "faq.add", **{"question": "A?", "answer": "B.", **fields})
    assert refused.value.field == field


async def test_an_entry_comes_from_a_message_that_one_may_read(
    house: House, ada: Actor, bob: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    said = await house.ask(ada, "messages.post", channel_id=cellar, text="Behind the door.")
    made = await adds(house, ada, "Where?", message_id=said.id)
    assert made.message_id == said.id
    with pytest.raises(NotFound):
        await adds(house, bob, "Where?", message_id=said.id)
