"""Owners are reminded when an entry's day has come; old questions become counts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from channels.core.actor import Actor
from channels.faq import reminding
from channels.faq.bot import BOT, BOT_ID
from channels.faq.keeping import DAY_MS, QUESTIONS_KEPT
from channels.faq.protocol import RemindOwner
from channels.faq.reminding import Reminder
from channels.faq.service import day_of
from channels.faq.tables import FaqDayRow, FaqQuestionRow
from persistence.bulk import table_of
from persistence.jobs import Worker
from persistence.tables import JobRow
from tests.channels.faq.scene import Scene, on_both_stores
from tests.house import House

pytestmark = on_both_stores

DAYS = 24 * 3_600


async def morning_comes(house: House, days: int = 1) -> None:
    """So many days go by, and what is due by then is done."""
    house.clock.advance(days * DAYS)
    reminder = Reminder(house.door.call, house.store, house.door.access)
    done = {"faq.learn": _nothing, "faq.answer": _nothing}
    await Worker(house.store, {**done, **reminder.handlers()}).run_due()


async def _nothing(body: Any) -> None: ...


async def told(house: House, actor: Actor) -> list[str]:
    """What the bot has written to somebody."""
    direct = await house.ask(actor, "channels.open_direct", person_ids=[BOT_ID])
    page = await house.ask(actor, "messages.history", channel_id=direct.id)
    return [one.text for one in page.items if one.author_id == BOT_ID]


async def adds(house: House, actor: Actor, question: str, days: int, **more: Any) -> Any:
    review_on = day_of(house.now_ms + days * DAY_MS)
    fields = {"question": question, "answer": "Yes.", "review_on": review_on, **more}
    return await house.ask(actor, "faq.add", **fields)


async def test_the_owner_is_told_once_when_the_day_has_come(
    house: House, ada: Actor, bob: Actor
) -> None:
    entry = await adds(house, bob, "Is the gate open?", days=3)
    await adds(house, bob, "And the *shed*?", days=3)
    await adds(house, bob, "Later?", days=300)
    await morning_comes(house)
    assert await told(house, bob) == []
    for _ in range(4):
        await morning_comes(house)
    (said,) = await told(house, bob)
    assert said.startswith("2 entries of the FAQ that are yours")
    assert f"/faq/{entry.id}" in said
    assert "Later?" not in said
    assert await told(house, ada) == []


async def test_a_new_day_reminds_again_and_a_new_owner_of_what_is_theirs(
    house: House, bob: Actor, chloe: Actor
) -> None:
    entry = await adds(house, bob, "Is the gate open?", days=1)
    await morning_comes(house, 2)
    later = day_of(house.now_ms + 5 * DAY_MS)
    await house.ask(bob, "faq.change", entry_id=entry.id, review_on=later)
    await house.ask(bob, "faq.change", entry_id=entry.id, owner_id=chloe.person_id)
    await morning_comes(house, 7)
    assert len(await told(house, bob)) == 1
    assert len(await told(house, chloe)) == 1


async def test_it_is_said_in_the_owner_s_language(house: House, bob: Actor) -> None:
    await house.ask(bob, "people.update", language="fr")
    await adds(house, bob, "Is the gate open?", days=1)
    await morning_comes(house, 2)
    assert (await told(house, bob))[0].startswith("Une de vos entrées de la FAQ est à revoir")


async def test_who_may_read_it_no_more_is_told_nothing(
    house: House, ada: Actor, bob: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    await adds(house, bob, "Where is the wine?", days=1, channel_id=cellar)
    await house.ask(ada, "channels.remove", channel_id=cellar, person_id=bob.person_id)
    await morning_comes(house, 2)
    assert await told(house, bob) == []


async def test_a_crash_after_the_message_says_it_no_second_time(house: House, bob: Actor) -> None:
    await adds(house, bob, "Is the gate open?", days=1)
    house.clock.advance(2 * DAYS)
    for door in (house.door, house.restarted().door):
        await Reminder(door.call, house.store, door.access).run({})
    assert len(await told(house, bob)) == 1


@pytest.mark.parametrize("days", [1, QUESTIONS_KEPT + 2])
async def test_old_questions_are_counts_by_day_and_the_report_is_the_same(
    scene: Scene, house: House, bob: Actor, days: int
) -> None:
    (answer,) = await scene.asks(bob, "What is the password of the guest network?")
    await house.ask(bob, "faq.rate", message_id=answer.id, helped=True)
    await scene.asks(bob, "Who won the race?")
    await house.ask(bob, "faq.answer", channel_id=scene.garden, question="Who won?")
    before = await house.ask(bob, "faq.report", days=366)
    assert (before.asked, before.confirmed) == (3, 1)
    await morning_comes(house, days)
    assert await house.ask(bob, "faq.report", days=366) == before
    async with house.store.read() as snapshot:
        left = await snapshot.all(select(table_of(FaqQuestionRow)))
        counts = await snapshot.all(select(table_of(FaqDayRow)))
    old = days > QUESTIONS_KEPT
    assert (len(left), sum(row.number for row in counts)) == ((0, 3) if old else (3, 0))
    shown = await house.ask(bob, "messages.get", message_id=answer.id)
    assert (shown.faq is None) == old
    await morning_comes(house, 400)
    async with house.store.read() as snapshot:
        assert await snapshot.all(select(table_of(FaqQuestionRow))) == []
    await house.ask(bob, "faq.answer", channel_id=scene.garden, question="Who won?")
    await morning_comes(house, 2)
    async with house.store.read() as snapshot:
        assert await snapshot.all(select(table_of(FaqDayRow))) == []
        kept = await snapshot.all(select(table_of(JobRow).c.kind))
    assert [row.kind for row in kept].count("faq.daily") == 1  # while there is one to fold


async def test_many_entries_are_told_in_several_messages_each_a_bounded_commit(
    house: House, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "TOLD_AT_ONCE", 2)
    for number in range(5):
        await adds(house, bob, f"Is gate {number} open?", days=1)
    await morning_comes(house, 2)
    said = await told(house, bob)
    named = [[number for number in range(5) if f"gate {number}" in one] for one in said]
    assert sorted(len(numbers) for numbers in named) == [1, 2, 2]
    assert sorted(number for numbers in named for number in numbers) == [0, 1, 2, 3, 4]
    await morning_comes(house)
    assert len(await told(house, bob)) == 3


async def test_one_command_notes_no_more_than_its_share(
    house: House, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "TOLD_AT_ONCE", 2)
    ids = [(await adds(house, bob, f"Gate {number}?", days=1)).id for number in range(3)]
    house.clock.advance(2 * DAYS)
    direct = await house.ask(bob, "channels.open_direct", person_ids=[BOT_ID])
    command = RemindOwner(channel_id=direct.id, owner_id=bob.person_id, entry_ids=ids)
    for count in (1, 2, 2):
        await house.door.call(BOT, "faq.remind", command)
        assert len(await told(house, bob)) == count
