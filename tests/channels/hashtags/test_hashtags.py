"""Hashtags: found by any spelling, merged, described, and only where one may read."""

from __future__ import annotations

import pytest

from channels.core.errors import Invalid, NotAllowed
from tests.channels.feed.conftest import Hive


async def labels(hive: Hive, who: str, query: str) -> list[str]:
    page = await hive.ask(who, "hashtags.list", query=query)
    return [one.label for one in page.items]


async def test_all_spellings_are_one_hashtag(hive: Hive) -> None:
    for text in ("#Été", "#ete", "#ÉTÉ again"):
        await hive.says("bob", "garden", text)
    assert await labels(hive, "ada", "#e") == ["Été"]
    tag = await hive.ask("ada", "hashtags.get", tag="#ÉTÉ")
    assert (tag.tag, tag.label, tag.threads) == ("ete", "Été", 3)


async def test_the_latest_used_comes_first(hive: Hive) -> None:
    await hive.says("bob", "garden", "#bees")
    await hive.says("bob", "garden", "#beekeeping")
    await hive.says("bob", "garden", "#wasps")
    assert await labels(hive, "ada", "be") == ["beekeeping", "bees"]
    assert await labels(hive, "ada", "") == ["wasps", "beekeeping", "bees"]
    await hive.says("bob", "garden", "more #bees")
    assert await labels(hive, "ada", "BE") == ["bees", "beekeeping"]


async def test_a_hashtag_of_a_private_channel_is_not_told_outside(hive: Hive) -> None:
    await hive.channel("cellar", "ada", kind="private")
    await hive.says("ada", "cellar", "#merger")
    assert await labels(hive, "ada", "m") == ["merger"]
    assert await labels(hive, "bob", "m") == []
    tag = await hive.ask("bob", "hashtags.get", tag="merger")
    assert (tag.threads, tag.related, tag.description) == (0, [], "")


async def test_related_hashtags_stand_in_the_same_threads(hive: Hive) -> None:
    root = await hive.says("bob", "garden", "#Honey is ready")
    await hive.says("chloe", "garden", "#Jars too", root)
    await hive.says("bob", "garden", "#honey #jars #labels")
    await hive.says("bob", "garden", "#elsewhere")
    tag = await hive.ask("ada", "hashtags.get", tag="honey")
    assert tag.related == ["Jars", "labels"]


async def test_a_thread_keeps_a_hashtag_as_long_as_one_message_holds_it(hive: Hive) -> None:
    root = await hive.says("bob", "garden", "#bees")
    reply = await hive.says("chloe", "garden", "more #bees and #wax", root)
    await hive.ask("chloe", "messages.delete", message_id=reply)
    assert await hive.feed("ada", hashtag="bees") == ["#bees"]
    assert await hive.feed("ada", hashtag="wax") == []


async def test_merged_spellings_are_one_page_one_follow_one_completion(hive: Hive) -> None:
    await hive.says("bob", "garden", "one #bee")
    await hive.says("bob", "garden", "two #bees")
    await hive.channel("orchard", "bob")
    await hive.says("bob", "orchard", "three #bee")
    await hive.follows("ada", "hashtag", "bees")
    assert await hive.feed("ada", show="following") == ["two #bees"]
    merged = await hive.ask("ada", "hashtags.merge", tag="bee", into="Bees")
    assert merged.tag == "bees"
    together = ["three #bee", "two #bees", "one #bee"]
    assert await hive.feed("ada", show="following") == together
    assert await hive.feed("ada", hashtag="bee") == together
    assert await labels(hive, "ada", "bee") == ["bees"]
    assert (await hive.ask("ada", "hashtags.get", tag="bee")).also == ["bee"]
    await hive.ask("ada", "hashtags.merge", tag="bee")
    assert await hive.feed("ada", hashtag="bees") == ["two #bees"]


async def test_what_was_merged_goes_along(hive: Hive) -> None:
    for tag in ("a", "b", "c"):
        await hive.says("bob", "garden", f"#{tag}x")
    await hive.ask("ada", "hashtags.merge", tag="ax", into="bx")
    await hive.ask("ada", "hashtags.merge", tag="bx", into="cx")
    assert (await hive.ask("ada", "hashtags.get", tag="ax")).tag == "cx"
    assert (await hive.ask("ada", "hashtags.get", tag="cx")).also == ["ax", "bx"]
    with pytest.raises(Invalid):
        await hive.ask("ada", "hashtags.merge", tag="cx", into="ax")
    for unwritable in ("a b", "<b>", "#", "_x", "one #two"):
        with pytest.raises(Invalid, match="not a hashtag"):
            await hive.ask("ada", "hashtags.merge", tag="cx", into=unwritable)


async def test_a_hashtag_is_described_and_spelt_by_administrators(hive: Hive) -> None:
    await hive.says("bob", "garden", "#ete")
    with pytest.raises(NotAllowed):
        await hive.ask("bob", "hashtags.describe", tag="ete", description="Summer")
    for _ in range(2):
        await hive.ask("ada", "hashtags.describe", tag="ete", label="Été", description="Summer")
    seen = await hive.ask("bob", "hashtags.get", tag="ETE")
    assert (seen.label, seen.description) == ("Été", "Summer")
    with pytest.raises(Invalid):
        await hive.ask("ada", "hashtags.describe", tag="ete", label="Winter")
    with pytest.raises(Invalid):
        await hive.ask("ada", "hashtags.merge", tag="ete", into="été")


async def test_what_was_merged_where_one_may_not_read_is_not_told(hive: Hive) -> None:
    await hive.channel("cellar", "ada", kind="private")
    await hive.says("ada", "cellar", "#merger #takeover")
    await hive.ask("ada", "hashtags.merge", tag="takeover", into="merger")
    tag = await hive.ask("bob", "hashtags.get", tag="#Takeover")
    assert (tag.tag, tag.label) == ("takeover", "Takeover")
    await hive.says("bob", "garden", "#merge")
    await hive.ask("ada", "hashtags.merge", tag="merge", into="merger")
    assert (await hive.ask("bob", "hashtags.get", tag="merge")).also == ["merge"]
    assert (await hive.ask("ada", "hashtags.get", tag="merge")).also == ["merge", "takeover"]
