"""The feed's queries give the same on PostgreSQL."""

from __future__ import annotations

from tests.channels.feed.conftest import Hive
from tests.channels.feed.test_feed import (
    all_pages,
    deleted_beside_a_new_reply,
    edited_beside_a_first_answer,
)

APPLES, LOOK, OLD = "Apples are ripe #apples", "Can you look, @ada?", "Which hive? #hives"


async def test_every_list_in_both_orders(hive_on_postgres: Hive) -> None:
    hive = hive_on_postgres
    old = await hive.says("bob", "garden", OLD)
    await hive.channel("orchard", "bob")
    await hive.says("bob", "orchard", APPLES)
    await hive.says("chloe", "garden", LOOK)
    await hive.says("chloe", "garden", "The red one.", old)
    await hive.follows("ada", "hashtag", "APPLES")
    lists = {
        "all": [OLD, LOOK, APPLES],
        "unread": [OLD, LOOK],
        "mentions": [LOOK],
        "following": [APPLES],
        "announcements": [],
    }
    for show, texts in lists.items():
        assert await hive.feed("ada", show=show) == texts, show
        assert set(await hive.feed("ada", show=show, order="score")) == set(texts), show
    assert await hive.feed("ada", hashtag="apples") == [APPLES]
    for order in ("activity", "score"):
        pages = [hive.readable(text) for text in await all_pages(hive, "ada", order=order, limit=1)]
        assert sorted(pages) == sorted(lists["all"]), order
    (item, *_) = (await hive.ask("ada", "feed.list")).items
    assert [reply.text for reply in item.replies] == ["The red one."]


async def test_hashtags_are_found_merged_and_counted(hive_on_postgres: Hive) -> None:
    hive = hive_on_postgres
    await hive.says("bob", "garden", "one #bee #wax")
    await hive.says("bob", "garden", "two #bees")
    await hive.ask("ada", "hashtags.merge", tag="bee", into="bees")
    found = await hive.ask("chloe", "hashtags.list", query="BE")
    assert [one.label for one in found.items] == ["bees"]
    tag = await hive.ask("chloe", "hashtags.get", tag="bee")
    assert (tag.label, tag.also, tag.related, tag.threads) == ("bees", ["bee"], ["wax"], 2)
    await hive.follows("ada", "person", hive.id_of("bob"))
    seen = await hive.ask("chloe", "feed.followers", kind="person", target=hive.id_of("bob"))
    assert (seen.count, seen.person_ids) == (1, [hive.id_of("ada")])


async def test_what_is_done_at_once_leaves_the_feed_true(hive_on_postgres: Hive) -> None:
    await edited_beside_a_first_answer(hive_on_postgres)


async def test_what_is_deleted_at_once_leaves_the_feed_true(hive_on_postgres: Hive) -> None:
    await deleted_beside_a_new_reply(hive_on_postgres)
