"""Dialogues of many who do the same thing in the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from tests.world import Person, World


async def crowd(world: World, count: int) -> list[Person]:
    return [await world.member(f"person{number}") for number in range(count)]


async def outcomes(world: World, *calls: tuple[Person, str, dict[str, Any]]) -> list[Any]:
    """Ask all at once, through the door; answers and errors in order."""
    call = world.server.core.dispatcher.call
    return await asyncio.gather(
        *(call(person.actor, op, world.command(op, **args)) for person, op, args in calls),
        return_exceptions=True,
    )


async def test_forty_people_join_at_once_and_all_are_in(world: World) -> None:
    (ada,) = await world.members("ada")
    people = await crowd(world, 40)
    garden = await ada.creates("garden")
    joins = [(person, "channels.join", {"channel_id": garden}) for person in people]
    answers = await outcomes(world, *joins)
    assert [type(answer).__name__ for answer in answers] == ["ChannelView"] * 40
    assert sorted(answer.member_count for answer in answers) == list(range(2, 42))
    assert (await ada.call("channels.get", channel_id=garden))["member_count"] == 41


async def test_people_write_while_others_join_leave_and_delete(world: World) -> None:
    (ada,) = await world.members("ada")
    people = await crowd(world, 20)
    garden = await ada.creates("garden")
    inside, outside = people[:10], people[10:]
    ids = [person.id for person in inside]
    await ada.call("channels.invite", channel_id=garden, person_ids=ids)
    old = [await ada.posts(garden, f"Old {n}.") for n in range(10)]
    where = {"channel_id": garden}
    calls: list[tuple[Person, str, dict[str, Any]]] = []
    for number in range(10):
        calls += [
            (inside[number], "messages.post", {**where, "text": f"New {number}."}),
            (outside[number], "channels.join", where),
            (ada, "messages.delete", {"message_id": old[number]["id"]}),
        ]
    answers = await outcomes(world, *calls)
    assert Counter(type(answer).__name__ for answer in answers) == Counter(
        MessageView=10, ChannelView=10, Done=10
    )
    history = await ada.call("messages.history", channel_id=garden)
    assert {one["text"] for one in history["items"]} == {f"New {n}." for n in range(10)}


async def test_of_all_who_make_a_channel_of_one_name_one_succeeds(world: World) -> None:
    await world.members("ada")
    people = await crowd(world, 8)
    calls = [(person, "channels.create", {"name": "garden"}) for person in people]
    names = Counter(type(answer).__name__ for answer in await outcomes(world, *calls))
    assert names == Counter(ChannelView=1, Conflict=7)


async def test_two_who_open_a_conversation_at_once_meet_in_it(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    answers = await outcomes(
        world,
        *[(ada, "channels.open_direct", {"person_ids": [bob.id]})] * 4,
        *[(bob, "channels.open_direct", {"person_ids": [ada.id]})] * 4,
    )
    assert len({answer.id for answer in answers}) == 1


async def test_a_message_changed_while_it_is_deleted_leaves_nothing_behind(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    for number in range(10):
        message = await bob.posts(general, f"{number}")
        named = {"message_id": message["id"]}
        await outcomes(
            world,
            (bob, "messages.edit", {**named, "text": f"{number} @ada"}),
            (bob, "messages.delete", named),
            (bob, "messages.edit", {**named, "text": f"{number} @ada again"}),
            (ada, "reactions.add", {**named, "emoji": "bee"}),
            (ada, "pins.add", named),
            (ada, "saved.add", named),
        )
    (read,) = (await ada.call("reads.list"))["items"]
    assert (read["unread"], read["mentions"]) == (0, 0)
    assert (await ada.call("pins.list", channel_id=general))["items"] == []
    async with world.server.core.store.read() as snapshot:
        for table in ("reaction", "pin", "saved", "mention"):
            found = await snapshot.connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
            assert found.scalar_one() == 0, table


async def test_one_emoji_chosen_twice_at_once_is_there_once(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    message = await ada.posts(await world.general(), "Honey is in.")
    react = {"message_id": message["id"], "emoji": "bee"}
    await outcomes(
        world, *[(bob, "reactions.add", react)] * 5, *[(ada, "reactions.add", react)] * 5
    )
    shown = await ada.call("messages.get", message_id=message["id"])
    assert [sorted(one["person_ids"]) for one in shown["reactions"]] == [sorted([ada.id, bob.id])]
