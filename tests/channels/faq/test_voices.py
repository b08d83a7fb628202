"""Each person has one voice on an entry, wherever and however often they ask; nobody's is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from channels.core.actor import Actor
from channels.faq.tables import FaqVoiceRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete
from tests.channels.faq.scene import Scene, on_both_stores
from tests.house import House

pytestmark = on_both_stores

ASKED = "What is the password of the guest network?"


async def rates_aside(scene: Scene, actor: Actor, helped: bool) -> None:
    told = await scene.house.ask(actor, "faq.answer", channel_id=scene.garden, question=ASKED)
    mine = {"question_id": told.faq.question_id, "helped": helped}
    await scene.house.ask(actor, "faq.rate_aside", **mine)


async def voices(scene: Scene, actor: Actor) -> tuple[int, int]:
    entry = await scene.house.ask(actor, "faq.get", entry_id=scene.ids["wifi"])
    return entry.helped, entry.unhelped


async def test_who_asks_again_and_again_is_counted_once(
    scene: Scene, bob: Actor, chloe: Actor
) -> None:
    for _ in range(3):
        await rates_aside(scene, bob, helped=True)
    assert await voices(scene, bob) == (1, 0)
    await rates_aside(scene, chloe, helped=True)
    assert await voices(scene, bob) == (2, 0)


async def test_the_last_word_counts_whether_said_aside_or_in_a_channel(
    scene: Scene, bob: Actor
) -> None:
    await rates_aside(scene, bob, helped=True)
    (answer,) = await scene.asks(bob, ASKED)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=False)
    assert await voices(scene, bob) == (0, 1)
    (again,) = await scene.asks(bob, ASKED + " Please.")
    await scene.house.ask(bob, "faq.rate", message_id=again.id, helped=True)
    assert await voices(scene, bob) == (1, 0)


async def test_no_table_tells_whose_voice_it_is_and_a_removed_entry_keeps_none(
    scene: Scene, house: House, ada: Actor, bob: Actor
) -> None:
    await rates_aside(scene, bob, helped=True)
    async with house.store.read() as snapshot:
        (row,) = await snapshot.all(select(table_of(FaqVoiceRow)))
    assert bob.person_id not in " ".join(row)
    await house.ask(ada, "faq.remove", entry_id=scene.ids["wifi"])
    async with house.store.read() as snapshot:
        assert await snapshot.all(select(table_of(FaqVoiceRow))) == []


async def rated_before_there_were_voices(scene: Scene, bob: Actor) -> Any:
    """An answer that helped, as it was counted before anybody's voice was kept."""
    (answer,) = await scene.asks(bob, ASKED)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=True)
    forget = Delete(FaqVoiceRow, {"entry_id": scene.ids["wifi"]})
    await scene.house.store.write(Decision(changes=[forget]))
    return answer


async def test_a_word_of_before_there_were_voices_is_taken_back_not_counted_beside(
    scene: Scene, bob: Actor
) -> None:
    answer = await rated_before_there_were_voices(scene, bob)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=False)
    assert await voices(scene, bob) == (0, 1)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=True)
    assert await voices(scene, bob) == (1, 0)


async def test_a_word_that_was_taken_back_takes_nobody_else_s_with_it(
    scene: Scene, bob: Actor, chloe: Actor
) -> None:
    await rates_aside(scene, chloe, helped=True)
    (answer,) = await scene.asks(bob, ASKED)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=True)
    told = await scene.house.ask(bob, "faq.answer", channel_id=scene.garden, question=ASKED)
    question_id = told.faq.question_id
    again = {"question_id": question_id, "entry_id": scene.ids["wifi"]}
    await scene.house.ask(bob, "faq.rate_aside", question_id=question_id, helped=True)
    await scene.house.ask(bob, "faq.choose_aside", channel_id=scene.garden, **again)
    assert await voices(scene, bob) == (1, 0)
    await scene.house.ask(bob, "faq.rate", message_id=answer.id, helped=False)
    assert await voices(scene, bob) == (1, 1)


async def test_who_chooses_another_entry_takes_back_what_they_said_of_the_first(
    scene: Scene, bob: Actor
) -> None:
    (answer,) = await scene.asks(bob, "@faq keys of the honey store, and bee suits, where?")
    first, other = (one.entry_id for one in answer.faq.others[:2])
    house, asked = scene.house, {"message_id": answer.id}
    await house.ask(bob, "faq.choose", entry_id=first, **asked)
    await house.ask(bob, "faq.rate", helped=True, **asked)
    assert (await house.ask(bob, "faq.get", entry_id=first)).helped == 1
    await house.ask(bob, "faq.choose", entry_id=other, **asked)
    for entry_id in (first, other):
        assert (await house.ask(bob, "faq.get", entry_id=entry_id)).helped == 0
