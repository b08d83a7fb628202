"""Dialogues of two, and of a few."""

import pytest

from tests.world import Refused, World


async def test_the_same_two_people_always_share_one_conversation(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    from_ada = await ada.call("channels.open_direct", person_ids=[bob.id])
    from_bob = await bob.call("channels.open_direct", person_ids=[ada.id])
    assert from_ada["id"] == from_bob["id"]
    assert (from_ada["kind"], from_ada["name"]) == ("direct", "")
    assert from_ada["member_ids"] == sorted([ada.id, bob.id])
    await bob.hears("channel.joined")
    await ada.posts(from_ada["id"], "Between us.")
    await bob.hears("message.posted", text="Between us.")
    await chloe.hears_nothing("message.posted")
    with pytest.raises(Refused, match="not_found"):
        await chloe.call("messages.history", channel_id=from_ada["id"])
    assert from_ada["id"] not in {one["id"] for one in (await chloe.call("channels.list"))["items"]}


async def test_a_conversation_with_oneself_is_a_notebook(world: World) -> None:
    (ada,) = await world.members("ada")
    notes = await ada.call("channels.open_direct", person_ids=[ada.id])
    await ada.posts(notes["id"], "Buy honey.")
    assert (await ada.call("channels.open_direct", person_ids=[ada.id]))["id"] == notes["id"]
    assert notes["member_ids"] == [ada.id]


async def test_a_few_people_share_a_group_whatever_the_order(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    group = await ada.call("channels.open_direct", person_ids=[bob.id, chloe.id])
    again = await chloe.call("channels.open_direct", person_ids=[ada.id, bob.id, bob.id])
    assert (group["kind"], again["id"]) == ("group", group["id"])
    await chloe.posts(group["id"], "Three of us.")
    await ada.hears("message.posted", text="Three of us.")
    await bob.hears("message.posted", text="Three of us.")


async def test_a_group_holds_nine_people_at_most(world: World) -> None:
    (ada,) = await world.members("ada")
    others = [(await world.member(f"person{number}")).id for number in range(9)]
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("channels.open_direct", person_ids=others)
    assert refused.value.field == "person_ids"
    group = await ada.call("channels.open_direct", person_ids=others[:8])
    assert group["member_count"] == 9


async def test_a_direct_conversation_is_not_left_named_archived_or_widened(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    direct = (await ada.call("channels.open_direct", person_ids=[bob.id]))["id"]
    for op, args in (
        ("channels.leave", {}),
        ("channels.update", {"topic": "Us"}),
        ("channels.archive", {}),
        ("channels.invite", {"person_ids": [chloe.id]}),
        ("channels.remove", {"person_id": bob.id}),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            await ada.call(op, channel_id=direct, **args)


async def test_who_left_a_group_opens_a_new_one_with_the_same_people(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    old = (await ada.call("channels.open_direct", person_ids=[bob.id, chloe.id]))["id"]
    await chloe.call("channels.leave", channel_id=old)
    await ada.posts(old, "Chloe is out.")
    await bob.hears("message.posted", text="Chloe is out.")
    with pytest.raises(Refused, match="not_found"):
        await chloe.call("channels.get", channel_id=old)
    new = await chloe.call("channels.open_direct", person_ids=[ada.id, bob.id])
    assert new["id"] != old
    assert new["member_count"] == 3
    assert (await bob.call("channels.open_direct", person_ids=[ada.id, chloe.id]))["id"] == new[
        "id"
    ]
    assert (await bob.call("channels.get", channel_id=old))["member_count"] == 2


async def test_a_conversation_with_nobody_known_or_a_closed_account_is_not_opened(
    world: World,
) -> None:
    ada, bob = await world.members("ada", "bob")
    await world.system(
        "people.set_active", world.command("people.set_active", person_id=bob.id, active=False)
    )
    answers = []
    for person_id in (bob.id, "U0000000000000"):
        with pytest.raises(Refused, match="not_found") as refused:
            await ada.call("channels.open_direct", person_ids=[person_id])
        answers.append(refused.value.field)
    assert answers == ["person_ids", "person_ids"]
    with pytest.raises(Refused, match="invalid"):
        await ada.call("channels.open_direct", person_ids=[])
