"""A recommendation has a name: who recommends a message, in the order of doing so."""

from __future__ import annotations

from channels.core.actor import Actor
from persistence.streams import channel_stream
from tests.house import House


async def test_who_recommends_is_shown_in_order_and_once(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    message = await house.ask(ada, "messages.post", channel_id=garden, text="Honey is in.")
    for person in (chloe, bob, bob, ada):
        await house.ask(person, "recommendations.add", message_id=message.id)
    shown = await house.ask(ada, "messages.get", message_id=message.id)
    people = [chloe.person_id, bob.person_id, ada.person_id]
    assert shown.recommended_by == people
    for _ in range(2):
        await house.ask(bob, "recommendations.remove", message_id=message.id)
    shown = await house.ask(ada, "messages.get", message_id=message.id)
    assert shown.recommended_by == [chloe.person_id, ada.person_id]
    names = [name for name, _ in await house.heard(channel_stream(garden))]
    assert names.count("recommendation.added") == 3
    assert names.count("recommendation.removed") == 1


async def test_a_deleted_message_is_recommended_by_nobody(
    house: House, ada: Actor, bob: Actor, garden: str
) -> None:
    root = await house.ask(ada, "messages.post", channel_id=garden, text="Honey is in.")
    await house.ask(bob, "messages.post", channel_id=garden, text="Ah.", thread_id=root.id)
    await house.ask(bob, "recommendations.add", message_id=root.id)
    await house.ask(ada, "messages.delete", message_id=root.id)
    (place,) = (await house.ask(bob, "messages.history", channel_id=garden)).items
    assert (place.deleted, place.recommended_by) == (True, [])
