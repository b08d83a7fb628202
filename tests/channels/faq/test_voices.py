"""Each person has one voice on an entry, wherever and however often they ask; nobody's is told."""

from __future__ import annotations

from sqlalchemy import select

from channels.core.actor import Actor
from channels.faq.tables import FaqVoiceRow
from persistence.bulk import table_of
from tests.channels.faq.scene import Scene
from tests.house import House

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
