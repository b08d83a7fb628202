"""What stands in a feed, in which order, and why."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from channels.core.errors import Invalid
from channels.feed.filling import roots_in, rows_for
from channels.messages.tables import MessageRow
from persistence.decision import Decision, Insert, Update
from tests.channels.feed.conftest import Hive


async def test_a_line_comes_into_the_feed_with_its_first_answer(hive: Hive) -> None:
    await hive.says("bob", "garden", "Good morning")
    asked = await hive.says("bob", "garden", "Who waters the roses?")
    assert await hive.feed("ada") == []
    await hive.says("chloe", "garden", "I do.", asked)
    assert await hive.feed("ada") == ["Who waters the roses?"]


async def test_a_line_with_a_hashtag_is_in_the_feed_at_once(hive: Hive) -> None:
    await hive.says("bob", "garden", "The first swarm is out #bees")
    assert await hive.feed("ada") == ["The first swarm is out #bees"]


async def test_the_last_active_thread_comes_first(hive: Hive) -> None:
    old = await hive.says("bob", "garden", "old #a")
    await hive.says("bob", "garden", "young #a")
    assert await hive.feed("ada") == ["young #a", "old #a"]
    await hive.says("chloe", "garden", "Still true?", old)
    assert await hive.feed("ada") == ["old #a", "young #a"]


async def test_a_card_shows_the_last_two_replies_and_the_whole_count(hive: Hive) -> None:
    root = await hive.says("bob", "garden", "Which hive?")
    for number in range(4):
        await hive.says("chloe", "garden", f"answer {number}", root)
    (item,) = (await hive.ask("ada", "feed.list")).items
    assert [reply.text for reply in item.replies] == ["answer 2", "answer 3"]
    assert item.root.thread.reply_count == 4


async def test_pages_follow_one_another_without_holes_or_repeats(hive: Hive) -> None:
    await hive.channel("meadow", "bob", "ada")
    for number in range(23):
        await hive.says("bob", ("garden", "meadow")[number % 2], f"{number} #a")
    for order in ("activity", "score"):
        assert await all_pages(hive, "ada", order=order, limit=5) == [
            f"{number} #a" for number in reversed(range(23))
        ]


async def all_pages(hive: Hive, who: str, **asked: Any) -> list[str]:
    found, after = [], None
    while True:
        page = await hive.ask(who, "feed.list", after=after, **asked)
        found += [item.root.text for item in page.items]
        after = page.next
        if after is None:
            return found


async def test_what_is_written_meanwhile_moves_no_page_of_the_scores(hive: Hive) -> None:
    for number in range(6):
        await hive.says("bob", "garden", f"{number} #a")
    first = await hive.ask("ada", "feed.list", order="score", limit=3)
    await hive.says("chloe", "garden", "news #a")
    second = await hive.ask("ada", "feed.list", order="score", limit=3, after=first.next)
    texts = [item.root.text for item in [*first.items, *second.items]]
    assert texts == [f"{number} #a" for number in reversed(range(6))]


async def test_who_is_put_out_sees_nothing_more_of_it(hive: Hive) -> None:
    await hive.channel("cellar", "ada", "bob", kind="private")
    await hive.says("ada", "cellar", "Secret honey #secret @bob")
    await hive.follows("bob", "hashtag", "secret")
    await hive.follows("bob", "person", hive.id_of("ada"))
    for show in ("all", "unread", "mentions", "following"):
        assert await hive.feed("bob", show=show) == ["Secret honey #secret @bob"], show
    await hive.ask(
        "ada", "channels.remove", channel_id=hive.channels["cellar"], person_id=hive.id_of("bob")
    )
    for show in ("all", "unread", "mentions", "following"):
        assert await hive.feed("bob", show=show) == [], show
    assert await hive.feed("bob", hashtag="secret") == []


async def test_a_guest_sees_only_their_own_channels(hive: Hive) -> None:
    await hive.says("ada", "garden", "For members #bees")
    await hive.follows("gil", "hashtag", "bees")
    assert await hive.feed("gil") == []
    await hive.channel("gate", "ada", "gil")
    await hive.says("ada", "gate", "For guests #bees")
    assert await hive.feed("gil") == ["For guests #bees"]


async def test_people_and_hashtags_one_follows_bring_what_one_is_not_in(hive: Hive) -> None:
    await hive.channel("orchard", "bob")
    await hive.says("bob", "orchard", "Apples are ripe #apples")
    await hive.says("bob", "orchard", "Pears too #pears")
    assert await hive.feed("ada") == []
    await hive.follows("ada", "hashtag", "Apples")
    assert await hive.feed("ada") == ["Apples are ripe #apples"]
    await hive.follows("ada", "person", hive.id_of("bob"))
    assert await hive.feed("ada") == ["Pears too #pears", "Apples are ripe #apples"]


@pytest.mark.parametrize("hidden", ["channel", "person", "hashtag"])
async def test_what_is_muted_is_not_there(hive: Hive, hidden: str) -> None:
    await hive.says("bob", "garden", "Noise #noise")
    await hive.channel("meadow", "chloe", "ada")
    await hive.says("chloe", "meadow", "Music #music")
    if hidden == "channel":
        await hive.ask("ada", "channels.configure", channel_id=hive.channels["garden"], muted=True)
    else:
        target = hive.id_of("bob") if hidden == "person" else "noise"
        await hive.follows("ada", hidden, target, "mute")
    for order in ("activity", "score"):
        assert await hive.feed("ada", order=order) == ["Music #music"]


async def test_of_a_thread_what_a_muted_person_replied_is_left_out(hive: Hive) -> None:
    root = await hive.says("ada", "garden", "Who waters?")
    for who, text in (("chloe", "I"), ("bob", "Noise"), ("chloe", "Today"), ("bob", "More noise")):
        await hive.says(who, "garden", text, root)
    await hive.follows("ada", "person", hive.id_of("bob"), "mute")

    async def replies(who: str) -> list[str]:
        (item,) = (await hive.ask(who, "feed.list")).items
        return [reply.text for reply in item.replies]

    assert await replies("ada") == ["I", "Today"]
    assert (await replies("chloe"))[-1] == "More noise"


async def test_of_a_muted_channel_announcements_and_what_names_me_still_come(hive: Hive) -> None:
    garden = hive.channels["garden"]
    await hive.ask("ada", "channels.configure", channel_id=garden, muted=True)
    await hive.says("bob", "garden", "Noise #noise")
    await hive.says("bob", "garden", "The key, @ada?")
    asked = await hive.says("bob", "garden", "And the spade?")
    await hive.says("chloe", "garden", "@ada has it.", asked)
    told = {"channel_id": garden, "title": "Closed", "text": "Till May."}
    hive.house.clock.advance(1)
    await hive.ask("bob", "posts.write", kind="announcement", **told)
    named = ["And the spade?", "The key, @ada?"]
    for order in ("activity", "score"):
        assert set(await hive.feed("ada", order=order)) == {"Till May.", *named}
    assert await hive.feed("ada", show="announcements") == ["Till May."]
    assert await hive.feed("ada", show="mentions") == named
    assert await hive.feed("ada", show="following") == []
    await hive.follows("ada", "person", hive.id_of("bob"), "mute")
    assert await hive.feed("ada") == []


async def test_to_be_named_by_somebody_muted_is_no_mention(hive: Hive) -> None:
    asked = await hive.says("chloe", "garden", "Who has the key?")
    await hive.says("bob", "garden", "@ada has it.", asked)
    begun = await hive.says("bob", "garden", "And the spade?")
    await hive.says("chloe", "garden", "@ada knows.", begun)
    assert await hive.feed("ada", show="mentions") == ["And the spade?", "Who has the key?"]
    await hive.follows("ada", "person", hive.id_of("bob"), "mute")
    assert await hive.feed("ada", show="mentions") == []
    (item,) = (await hive.ask("ada", "feed.list", order="score")).items
    assert item.root.text == "Who has the key?"
    assert "mention" not in [reason.kind for reason in item.reasons]
    await hive.says("chloe", "garden", "@ada, is it so?", asked)
    assert await hive.feed("ada", show="mentions") == ["Who has the key?"]


async def test_a_line_that_names_somebody_is_for_them_alone(hive: Hive) -> None:
    line = await hive.says("bob", "garden", "Can you look, @ada?")
    assert await hive.feed("ada") == ["Can you look, @ada?"]
    assert await hive.feed("ada", show="mentions") == ["Can you look, @ada?"]
    assert await hive.feed("chloe") == []
    await hive.says("ada", "garden", "Done.", line)
    assert await hive.feed("chloe") == ["Can you look, @ada?"]


async def test_a_post_is_in_the_feed_and_an_announcement_on_a_list_of_its_own(hive: Hive) -> None:
    garden = hive.channels["garden"]
    for kind in ("post", "announcement"):
        hive.house.clock.advance(1)
        await hive.ask("ada", "posts.write", channel_id=garden, title="T", text=kind, kind=kind)
    assert await hive.feed("bob") == ["announcement", "post"]
    (item,) = (await hive.ask("bob", "feed.list", show="announcements")).items
    assert [reason.kind for reason in item.reasons] == ["announcement", "channel"]
    await hive.ask("ada", "messages.edit", message_id=item.root.id, text="edited")
    assert await hive.feed("bob", show="announcements") == ["edited"]


async def test_direct_messages_are_no_news(hive: Hive) -> None:
    opened = await hive.ask("ada", "channels.open_direct", person_ids=[hive.id_of("bob")])
    hive.channels["direct"] = opened.id
    root = await hive.says("ada", "direct", "Between us, @bob #bees")
    await hive.says("bob", "direct", "Yes.", root)
    for show in ("all", "unread", "mentions", "following"):
        assert await hive.feed("bob", show=show) == []


async def test_unread_is_what_the_marks_say(hive: Hive) -> None:
    root = await hive.says("ada", "garden", "Mine #a")
    await hive.says("bob", "garden", "Yours #b")
    await hive.ask("ada", "reads.mark", channel_id=hive.channels["garden"], seq=10_000)
    assert await hive.feed("ada", show="unread") == []
    await hive.says("bob", "garden", "And now?", root)
    assert await hive.feed("ada", show="unread") == ["Mine #a"]
    await hive.ask("ada", "reads.mark", thread_id=root, seq=10_000)
    assert await hive.feed("ada", show="unread") == []


async def test_each_card_says_why_it_is_here(hive: Hive) -> None:
    await hive.follows("ada", "person", hive.id_of("bob"))
    await hive.follows("ada", "hashtag", "bees")
    await hive.ask("ada", "channels.configure", channel_id=hive.channels["garden"], starred=True)
    await hive.says("bob", "garden", "Look, @ada #Bees")
    await hive.says("ada", "garden", "Mine #wax")
    mine, theirs = (await hive.ask("ada", "feed.list")).items
    assert [reason.kind for reason in mine.reasons] == ["mine", "starred"]
    assert [(one.kind, one.person_id or one.tag, one.points) for one in theirs.reasons] == [
        ("mention", "", 8),
        ("person", hive.id_of("bob"), 5),
        ("hashtag", "Bees", 4),
        ("starred", "", 3),
    ]


async def test_the_reader_says_what_counts(hive: Hive) -> None:
    await hive.follows("ada", "person", hive.id_of("bob"))
    await hive.says("bob", "garden", "Bob's #a")
    await hive.says("chloe", "garden", "@ada, see this")
    by_score = {"order": "score"}
    assert await hive.feed("ada", **by_score) == ["@ada, see this", "Bob's #a"]
    weights = {"mention": 0, "person": 10, "age": 0}
    await hive.ask("ada", "feed.set_settings", weights=weights)
    assert await hive.feed("ada", **by_score) == ["Bob's #a", "@ada, see this"]
    settings = await hive.ask("ada", "feed.get_settings")
    assert (settings.order, settings.weights.person, settings.weights.starred) == (
        "activity",
        10,
        3,
    )


async def test_a_thread_goes_with_its_root_and_falls_back_with_its_replies(hive: Hive) -> None:
    await hive.says("bob", "garden", "between #a")
    root = await hive.says("bob", "garden", "later")
    reply = await hive.says("chloe", "garden", "yes", root)
    assert await hive.feed("ada") == ["later", "between #a"]
    await hive.ask("chloe", "messages.delete", message_id=reply)
    assert await hive.feed("ada") == ["between #a"]
    await hive.says("chloe", "garden", "no", root)
    assert await hive.feed("ada") == ["later", "between #a"]
    await hive.ask("bob", "messages.delete", message_id=root)
    assert await hive.feed("ada") == ["between #a"]


async def test_a_hashtag_may_come_and_go_with_an_edit(hive: Hive) -> None:
    line = await hive.says("bob", "garden", "Wax is here")
    await hive.ask("bob", "messages.edit", message_id=line, text="Wax is here #wax")
    assert await hive.feed("ada") == ["Wax is here #wax"]
    assert await hive.feed("ada", hashtag="WAX") == ["Wax is here #wax"]
    await hive.ask("bob", "messages.edit", message_id=line, text="Wax was here")
    assert await hive.feed("ada") == await hive.feed("ada", hashtag="wax") == []


@pytest.mark.parametrize(
    "after", ["", "x", "1", "1-2-3", "a-b-c-d-e", "1-2-M-x-M", "9" * 30 + "-M"]
)
async def test_a_place_that_no_page_gave_is_refused(hive: Hive, after: str) -> None:
    for order in ("activity", "score"):
        with pytest.raises(Invalid):
            await hive.ask("ada", "feed.list", after=after, order=order)


async def test_a_reply_that_is_deleted_takes_its_hashtag_out_of_the_feed(hive: Hive) -> None:
    root = await hive.says("bob", "garden", "Plain words")
    reply = await hive.says("chloe", "garden", "The #bees", root)
    assert await hive.feed("ada") == ["Plain words"]
    await hive.ask("chloe", "messages.delete", message_id=reply)
    assert await hive.feed("ada") == []


async def edited_beside_a_first_answer(hive: Hive) -> None:
    for number in range(8):
        root = await hive.says("bob", "garden", f"{number} #bees")
        await asyncio.gather(
            hive.ask("bob", "messages.edit", message_id=root, text=str(number)),
            hive.says("chloe", "garden", "Yes.", root),
        )
    assert sorted(await hive.feed("ada")) == [str(number) for number in range(8)]


async def deleted_beside_a_new_reply(hive: Hive) -> None:
    for number in range(8):
        root = await hive.says("bob", "garden", str(number))
        old = await hive.says("chloe", "garden", "old", root)
        await asyncio.gather(
            hive.ask("chloe", "messages.delete", message_id=old),
            hive.says("bob", "garden", "new", root),
        )
    items = (await hive.ask("ada", "feed.list")).items
    assert len(items) == 8
    assert [item.active_at for item in items] == [item.replies[-1].created_at for item in items]


async def test_an_edit_beside_the_first_answer_takes_no_thread_away(hive: Hive) -> None:
    await edited_beside_a_first_answer(hive)


async def test_a_reply_deleted_beside_a_new_one_leaves_the_thread_where_it_is(hive: Hive) -> None:
    await deleted_beside_a_new_reply(hive)


async def test_what_people_recommend_is_in_the_feeds_of_those_who_follow_them(hive: Hive) -> None:
    await hive.channel("orchard", "bob", "chloe")
    line = await hive.says("bob", "orchard", "Pears are ripe")
    root = await hive.says("bob", "orchard", "Which ladder?")
    reply = await hive.says("bob", "orchard", "The long one.", root)
    await hive.follows("ada", "person", hive.id_of("chloe"))
    for message in (line, reply):
        await hive.ask("chloe", "recommendations.add", message_id=message)
    for show in ("all", "following"):
        assert await hive.feed("ada", show=show) == ["Which ladder?", "Pears are ripe"]
    (item, _) = (await hive.ask("ada", "feed.list", order="score")).items
    why = {reason.kind: (reason.person_id, reason.points) for reason in item.reasons}
    assert why["recommended"] == (hive.id_of("chloe"), 4)
    assert await hive.feed("chloe") == ["Which ladder?"]
    await hive.ask("bob", "messages.edit", message_id=line, text="Pears are eaten")
    assert "Pears are eaten" in await hive.feed("ada")
    await hive.ask("chloe", "recommendations.remove", message_id=line)
    assert await hive.feed("ada") == ["Which ladder?"]
    hive.house.clock.advance(31 * 24 * 3_600)
    assert await hive.feed("ada") == []


async def test_what_is_recommended_where_one_may_not_read_stays_there(hive: Hive) -> None:
    await hive.channel("cellar", "bob", "chloe", kind="private")
    line = await hive.says("bob", "cellar", "Secret honey")
    await hive.follows("ada", "person", hive.id_of("chloe"))
    await hive.ask("chloe", "recommendations.add", message_id=line)
    assert await hive.feed("ada") == []


async def test_a_new_file_in_a_thread_that_one_follows_is_a_reason(hive: Hive) -> None:
    root = await hive.says("ada", "garden", "The plan?")
    reply = await hive.says("chloe", "garden", "Here.", root)
    change = Update(MessageRow, {"id": reply}, {"file_count": 1})
    await hive.house.store.write(Decision(changes=[change]))

    async def kinds(who: str) -> dict[str, str]:
        (item,) = (await hive.ask(who, "feed.list")).items
        return {reason.kind: reason.person_id for reason in item.reasons}

    assert (await kinds("ada"))["file"] == hive.id_of("chloe")
    assert "file" not in await kinds("bob")
    await hive.follows("ada", "person", hive.id_of("chloe"), "mute")
    assert "file" not in await kinds("ada")
    await hive.follows("ada", "person", hive.id_of("chloe"), "none")
    assert "file" in await kinds("ada")
    await hive.says("ada", "garden", "Seen.", root)
    assert "file" not in await kinds("ada")


async def test_a_document_is_in_the_feeds_of_its_channel_and_stays_there(hive: Hive) -> None:
    file = await hive.ask(
        "bob", "files.register", name="plan.txt", blob_key="0" * 40, mime="text/plain", size_bytes=4
    )
    where = {"channel_id": hive.channels["garden"]}
    posted = await hive.ask("bob", "messages.post", text="The plan", file_ids=[file.id], **where)
    for show in ("all", "unread"):
        assert await hive.feed("ada", show=show) == ["The plan"]
    await hive.ask("bob", "messages.edit", message_id=posted.id, text="The plan #beds")
    await hive.ask("bob", "messages.edit", message_id=posted.id, text="The new plan")
    assert await hive.feed("ada") == ["The new plan"]
    reply = await hive.says("chloe", "garden", "Thanks.", posted.id)
    await hive.ask("chloe", "messages.delete", message_id=reply)
    assert await hive.feed("ada") == ["The new plan"]
    async with hive.house.store.read() as snapshot:
        found = await roots_in(snapshot, hive.channels["garden"])
        (filled,) = await rows_for(snapshot, found)
    assert isinstance(filled, Insert)
    assert isinstance(filled.row, dict)
    assert (filled.row["root_id"], filled.row["lone"]) == (posted.id, False)
    await hive.ask("bob", "messages.delete", message_id=posted.id)
    assert await hive.feed("ada") == []


async def test_threads_with_several_hashtags_that_one_follows_do_not_end_the_list(
    hive: Hive,
) -> None:
    await hive.channel("orchard", "bob")
    for tag in ("apples", "pears", "plums"):
        await hive.follows("ada", "hashtag", tag)
    said = [f"{number} #apples #pears #plums" for number in range(12)]
    for text in said:
        await hive.says("bob", "orchard", text)
    found: list[str] = []
    page = await hive.ask("ada", "feed.list", limit=4, show="following")
    while True:
        found += [item.root.text for item in page.items]
        if page.next is None:
            break
        page = await hive.ask("ada", "feed.list", limit=4, show="following", after=page.next)
    assert found == said[::-1]


@pytest.mark.parametrize("limit", [1, 2, 5, 12])
async def test_pages_over_busy_and_quiet_channels_leave_nothing_out(hive: Hive, limit: int) -> None:
    said: list[str] = []
    chance = random.Random(limit)
    for name, weight in (("busy", 20), ("calm", 5), ("quiet", 2), ("still", 1)):
        await hive.channel(name, "bob", "ada")
        said += [name] * weight
    chance.shuffle(said)
    texts = [f"{number} in {name} #all" for number, name in enumerate(said)]
    for text, name in zip(texts, said, strict=True):
        await hive.says("bob", name, text)
    found: list[str] = []
    page = await hive.ask("ada", "feed.list", limit=limit)
    while page.next is not None:
        found += [item.root.text for item in page.items]
        page = await hive.ask("ada", "feed.list", limit=limit, after=page.next)
    found += [item.root.text for item in page.items]
    assert found == texts[::-1]


async def test_on_a_hashtags_own_page_nobody_is_told_that_they_follow_it(hive: Hive) -> None:
    await hive.says("bob", "garden", "Ripe #apples")
    page = await hive.ask("ada", "feed.list", hashtag="apples")
    assert [reason.kind for reason in page.items[0].reasons] == ["channel"]
    await hive.follows("ada", "hashtag", "apples")
    page = await hive.ask("ada", "feed.list")
    assert [reason.kind for reason in page.items[0].reasons] == ["hashtag", "channel"]


async def test_a_document_and_an_answer_to_ones_question_are_reasons(hive: Hive) -> None:
    async def kinds(who: str) -> dict[str, str]:
        (item,) = (await hive.ask(who, "feed.list")).items
        return {reason.kind: reason.person_id for reason in item.reasons}

    where = {"channel_id": hive.channels["garden"]}
    asked = await hive.ask("ada", "posts.write", title="Which ladder?", kind="question", **where)
    assert list(await kinds("ada")) == ["mine", "channel"]
    await hive.says("bob", "garden", "The long one.", asked.id)
    assert list(await kinds("ada")) == ["answer", "channel", "lively"]
    assert "answer" not in await kinds("bob")
    await hive.follows("ada", "person", hive.id_of("bob"), "mute")
    assert "answer" not in await kinds("ada")
    await hive.follows("ada", "person", hive.id_of("bob"), "none")
    await hive.ask("ada", "messages.delete", message_id=asked.id)

    root = await hive.says("bob", "garden", "The plan #beds")
    change = Update(MessageRow, {"id": root}, {"file_count": 1})
    await hive.house.store.write(Decision(changes=[change]))
    assert (await kinds("ada"))["file"] == hive.id_of("bob")
    assert "file" not in await kinds("bob")
    head = (await hive.ask("ada", "feed.list")).items[0].head
    await hive.ask("ada", "reads.mark", seq=head, **where)
    assert "file" not in await kinds("ada")
