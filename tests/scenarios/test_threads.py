"""Dialogues beneath a message."""

from typing import Any

import pytest

from tests.world import Person, Refused, World


async def answers(person: Person, root: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    return await person.posts(root["channel_id"], text, thread_id=root["id"], **more)


async def mark_of(person: Person, thread_id: str) -> dict[str, Any] | None:
    items = (await person.call("reads.list"))["items"]
    return next((one for one in items if one.get("thread_id") == thread_id), None)


async def test_replies_stand_in_their_thread_and_count_at_its_root(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    general = await world.general()
    root = await ada.posts(general, "Who has seen the queen?")
    first = await answers(bob, root, "Not me.")
    second = await answers(chloe, root, "I have.")
    heard = await ada.hears("message.posted", text="Not me.")
    assert heard["message"]["thread_id"] == root["id"]
    history = (await ada.call("messages.history", channel_id=general))["items"]
    assert [one["id"] for one in history] == [root["id"]]
    assert history[0]["thread"] == {
        "reply_count": 2,
        "last_reply_at": second["created_at"],
        "replier_ids": [bob.id, chloe.id],
    }
    replies = await bob.call("threads.replies", thread_id=root["id"])
    assert [one["id"] for one in replies["items"]] == [first["id"], second["id"]]


async def test_replies_are_paged_both_ways(world: World) -> None:
    (ada,) = await world.members("ada")
    root = await ada.posts(await world.general(), "Counting.")
    written = [(await answers(ada, root, f"{n}"))["seq"] for n in range(7)]
    for first, cursor in ({}, "after"), ({"before": 2**53 - 1}, "before"):
        found: list[int] = []
        page = await ada.call("threads.replies", thread_id=root["id"], limit=3, **first)
        while True:
            found += [one["seq"] for one in page["items"]]
            if page["next"] is None:
                break
            page = await ada.call(
                "threads.replies", thread_id=root["id"], limit=3, **{cursor: page["next"]}
            )
        assert found == (written if cursor == "after" else written[::-1])
    page = await ada.call("threads.replies", thread_id=root["id"], after=written[2], limit=500)
    assert [one["seq"] for one in page["items"]] == written[3:]
    with pytest.raises(Refused, match="invalid"):
        await ada.call("threads.replies", thread_id=root["id"], after=1, before=2)


async def test_a_reply_to_a_reply_is_in_the_same_thread(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    root = await ada.posts(await world.general(), "Root.")
    reply = await answers(bob, root, "Reply.")
    deeper = await answers(ada, reply, "To the reply.")
    assert deeper["thread_id"] == root["id"]
    replies = await ada.call("threads.replies", thread_id=reply["id"])
    assert [one["text"] for one in replies["items"]] == ["Reply.", "To the reply."]


async def test_a_reply_may_also_go_to_the_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    reply = await answers(bob, root, "For all of you.", also_to_channel=True)
    assert reply["also_to_channel"] is True
    history = (await ada.call("messages.history", channel_id=general))["items"]
    assert [one["id"] for one in history] == [reply["id"], root["id"]]
    alone = await ada.posts(general, "No thread.", also_to_channel=True)
    assert alone.get("also_to_channel", False) is False


async def test_a_deleted_root_with_replies_stays_as_an_empty_place(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Regrettable words.")
    reply = await answers(bob, root, "Indeed.")
    await ada.call("messages.delete", message_id=root["id"])
    assert (await bob.hears("message.deleted"))["stays"] is True
    (place,) = (await bob.call("messages.history", channel_id=general))["items"]
    assert (place["id"], place["deleted"], place["text"]) == (root["id"], True, "")
    assert place["thread"]["reply_count"] == 1
    assert place.get("spans", []) == []
    replies = await bob.call("threads.replies", thread_id=root["id"])
    assert [one["id"] for one in replies["items"]] == [reply["id"]]
    with pytest.raises(Refused, match="not_found") as refused:
        await answers(bob, root, "More.")
    assert refused.value.field == "thread_id"


async def test_a_deleted_reply_counts_no_more(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    reply = await answers(bob, root, "Reply.")
    await bob.call("messages.delete", message_id=reply["id"])
    (shown,) = (await ada.call("messages.history", channel_id=general))["items"]
    assert shown["thread"]["reply_count"] == 0
    assert (await ada.call("threads.replies", thread_id=root["id"]))["items"] == []
    assert (await ada.call("threads.list"))["items"] == []


async def test_a_thread_stays_in_its_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    root = await ada.posts(await world.general(), "Root.")
    garden = await ada.creates("garden")
    secret = await ada.posts(await ada.creates("secret", "private"), "Hidden root.")
    await bob.call("channels.join", channel_id=garden)
    answered = []
    for channel_id, thread_id in (
        (garden, root["id"]),
        (garden, "M0000000000000"),
        (await world.general(), secret["id"]),
    ):
        with pytest.raises(Refused) as refused:
            await bob.posts(channel_id, "Lost.", thread_id=thread_id)
        answered.append((refused.value.code, refused.value.detail, refused.value.field))
    assert len(set(answered)) == 1
    assert answered[0][0] == "not_found"


async def test_who_writes_or_is_named_in_a_thread_follows_it(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    dan = await world.member("dan")
    root = await ada.posts(await world.general(), "Root.")
    await answers(bob, root, "Ask @chloe.")
    followed = await ada.hears("thread.followed")
    assert (followed["thread_id"], followed["seq"]) == (root["id"], root["seq"])
    for person, unread, mentions in ((ada, 1, 0), (bob, 0, 0), (chloe, 1, 1)):
        mark = await mark_of(person, root["id"])
        assert mark is not None
        assert (mark["unread"], mark["mentions"]) == (unread, mentions)
        threads = (await person.call("threads.list"))["items"]
        assert [one["thread_id"] for one in threads] == [root["id"]]
        assert threads[0]["last_reply"]["text"] == f"Ask <@{chloe.id}>."
    assert await mark_of(dan, root["id"]) is None


async def test_a_thread_is_followed_and_left_by_choice(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    root = await ada.posts(await world.general(), "Root.")
    await answers(bob, root, "One.")
    await chloe.call("threads.follow", thread_id=root["id"])
    await chloe.call("threads.follow", thread_id=root["id"])
    mark = await mark_of(chloe, root["id"])
    assert mark is not None
    assert mark["unread"] == 0
    await answers(bob, root, "Two.")
    mark = await mark_of(chloe, root["id"])
    assert mark is not None
    assert mark["unread"] == 1
    await chloe.call("threads.unfollow", thread_id=root["id"])
    await chloe.hears("thread.unfollowed", thread_id=root["id"])
    await answers(bob, root, "Three, @chloe.")  # her choice holds
    assert await mark_of(chloe, root["id"]) is None
    assert (await chloe.call("threads.list"))["items"] == []
    await answers(chloe, root, "I am back.")
    assert await mark_of(chloe, root["id"]) is not None


async def test_followed_threads_come_the_latest_reply_first(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    roots = [await ada.posts(general, f"Root {n}.") for n in range(5)]
    for root in (roots[2], roots[0], roots[4], roots[1], roots[3]):
        await answers(bob, root, "Yes.")
    found, after = [], None
    while True:
        page = await ada.call("threads.list", limit=2, after=after)
        found += [one["root"]["text"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == [f"Root {n}." for n in (3, 1, 4, 0, 2)]


async def test_who_is_out_of_a_channel_follows_none_of_its_threads(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    secret = await ada.creates("secret", "private")
    await ada.call("channels.invite", channel_id=secret, person_ids=[bob.id])
    root = await bob.posts(secret, "Root.")
    await answers(ada, root, "Reply.")
    await ada.call("channels.remove", channel_id=secret, person_id=bob.id)
    assert secret not in {one["channel_id"] for one in (await bob.call("reads.list"))["items"]}
    assert (await bob.call("threads.list"))["items"] == []
    await answers(ada, root, "Still here, @bob?")
    assert secret not in {one["channel_id"] for one in (await bob.call("reads.list"))["items"]}


async def test_a_thread_followed_from_outside_is_forgotten_with_its_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    root = await ada.posts(garden, "Root.")
    await answers(ada, root, "First.")
    await bob.call("threads.follow", thread_id=root["id"])
    await answers(ada, root, "Second.")
    mark = await mark_of(bob, root["id"])
    assert mark is not None
    assert mark["unread"] == 1
    await ada.call("channels.update", channel_id=garden, kind="private")
    assert await mark_of(bob, root["id"]) is None
    assert (await bob.call("threads.list"))["items"] == []
