"""A week in the life of a company network: posts, the feed, questions, people, what was missed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import Person, Refused, Role, World


async def cards(person: Person, **asked: Any) -> list[tuple[str, str]]:
    """Title or text of each thread of somebody's feed, and the first reason why it is there."""
    items = (await person.call("feed.list", **asked))["items"]
    return [
        (one["root"].get("title") or one["root"]["text"], one["reasons"][0]["kind"])
        for one in items
    ]


async def test_an_announcement_is_read_understood_and_asked_about(any_world: World) -> None:
    ada = await any_world.member("ada", Role.OWNER)
    bob, chloe = await any_world.members("bob", "chloe")
    news = (await ada.call("channels.create", name="news"))["id"]
    await ada.call("channels.update", channel_id=news, posting="authors")
    for one in (bob, chloe):
        await one.call("channels.join", channel_id=news)
    with pytest.raises(Refused, match="not_allowed"):
        await bob.posts(news, "Me too!")
    said = {"channel_id": news, "title": "The meadow is closed", "kind": "announcement"}
    post = await ada.call("posts.write", **said, text="Until May.", wants_ack=True)
    assert await cards(bob, show="announcements") == [("The meadow is closed", "announcement")]
    await bob.posts(news, "Also the path?", thread_id=post["id"])
    await bob.call("posts.acknowledge", message_id=post["id"])
    assert (await ada.call("posts.acks", message_id=post["id"]))["person_ids"] == [chloe.id]
    with pytest.raises(Refused, match="not_allowed"):
        await bob.call("posts.acks", message_id=post["id"])
    await ada.call("posts.close", thread_id=post["id"])
    with pytest.raises(Refused):
        await chloe.posts(news, "And the pond?", thread_id=post["id"])


async def test_a_question_makes_somebody_known_for_their_answer(any_world: World) -> None:
    ada = await any_world.member("ada", Role.OWNER)
    bob, chloe = await any_world.members("bob", "chloe")
    general = await any_world.general()
    asked = {"channel_id": general, "title": "How does one treat varroa?", "kind": "question"}
    question = await ada.call("posts.write", **asked)
    reply = await bob.posts(general, "Oxalic acid, in December.", thread_id=question["id"])
    assert (await cards(ada))[0] == ("How does one treat varroa?", "answer")
    await ada.call("posts.accept", thread_id=question["id"], reply_id=reply["id"])
    found = (await chloe.call("profiles.experts", query="varroa"))["items"]
    assert [one["person"]["id"] for one in found] == [bob.id]
    await bob.call("profiles.contest", message_id=reply["id"])
    assert (await chloe.call("profiles.experts", query="varroa"))["items"] == []


async def test_what_one_follows_comes_from_everywhere_and_what_one_mutes_does_not(
    any_world: World,
) -> None:
    ada = await any_world.member("ada", Role.OWNER)
    bob, chloe = await any_world.members("bob", "chloe")
    shed = (await bob.call("channels.create", name="shed"))["id"]
    closed = (await bob.call("channels.create", name="closed", kind="private"))["id"]
    await ada.connects()
    for kind, target in (("person", bob.id), ("hashtag", "honey")):
        await ada.call("follows.set", kind=kind, target=target, stance="follow")
    await bob.call("posts.write", channel_id=shed, title="New shelves")
    await ada.hears("feed.moved")
    await bob.call("posts.write", channel_id=closed, title="For two")
    await chloe.call("channels.join", channel_id=shed)
    jar = await chloe.posts(shed, "Whose is the #Honey?")
    assert await cards(ada) == [("Whose is the #Honey?", "hashtag"), ("New shelves", "person")]
    saved = {"message_id": jar["id"], "folder_name": "Kitchen", "note": "Ask again in June"}
    await ada.call("archive.add", **saved)
    kept = (await ada.call("archive.list", query="june"))["items"]
    assert [one["message"]["id"] for one in kept] == [jar["id"]]
    await ada.call("follows.set", kind="person", target=bob.id, stance="mute")
    assert await cards(ada) == [("Whose is the #Honey?", "hashtag")]


async def test_who_was_away_finds_what_they_may_read_until_they_have(any_world: World) -> None:
    ada = await any_world.member("ada", Role.OWNER)
    (bob,) = await any_world.members("bob")
    general = await any_world.general()
    closed = (await ada.call("channels.create", name="closed", kind="private"))["id"]
    await ada.call("channels.invite", channel_id=closed, person_ids=[bob.id])
    await ada.call("posts.write", channel_id=general, title="Frost tonight")
    await ada.call("posts.write", channel_id=closed, title="The budget")
    told = [title for title, _ in await cards(bob, show="unread")]
    assert told == ["The budget", "Frost tonight"]
    await ada.call("channels.remove", channel_id=closed, person_id=bob.id)
    assert [title for title, _ in await cards(bob, show="unread")] == ["Frost tonight"]
    marks = {one.get("channel_id"): one for one in (await bob.call("reads.list"))["items"]}
    await bob.call("reads.mark", channel_id=general, seq=marks[general]["head"])
    assert await cards(bob, show="unread") == []
    assert [title for title, _ in await cards(bob)] == ["Frost tonight"]


async def test_a_channel_is_joined_by_asking_and_a_profile_shows_what_its_owner_lets(
    any_world: World,
) -> None:
    ada = await any_world.member("ada", Role.OWNER)
    bob, chloe = await any_world.members("bob", "chloe")
    club = (await bob.call("channels.create", name="club"))["id"]
    await bob.call("homes.furnish", channel_id=club, door="request")
    with pytest.raises(Refused):
        await chloe.call("channels.join", channel_id=club)
    await chloe.call("homes.ask", channel_id=club, words="I keep two hives.")
    (asked,) = (await bob.call("homes.requests"))["items"]
    assert asked["person_id"] == chloe.id
    await bob.call("homes.answer", channel_id=club, person_id=chloe.id, accept=True)
    await chloe.posts(club, "Thank you")

    values = {"skills": ["Grafting"], "about": ["Keeper since 1999"]}
    await chloe.call("profiles.update", values=values, only={"about": "me"})
    assert (await shown(bob, chloe)) == {"skills": ["Grafting"]}
    assert (await shown(chloe, chloe)) == {**values, "email": ["chloe@example.org"]}
    listed = (await ada.call("profiles.list", skill="grafting"))["items"]
    assert [one["person"]["id"] for one in listed] == [chloe.id]


async def shown(reader: Person, whose: Person) -> dict[str, list[str]]:
    """The fields of a profile that somebody sees."""
    profile = await reader.call("profiles.get", person_id=whose.id)
    return {one["key"]: one["values"] for one in profile["values"]}
