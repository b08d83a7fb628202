"""Following people and hashtags: one-way, and one's own."""

from __future__ import annotations

import pytest

from channels.core.errors import Invalid, NotFound
from persistence.streams import user_stream
from tests.channels.feed.conftest import Hive


async def test_nobody_need_agree_to_be_followed(hive: Hive) -> None:
    await hive.follows("ada", "person", hive.id_of("bob"))
    seen = await hive.ask("chloe", "feed.followers", kind="person", target=hive.id_of("bob"))
    assert (seen.count, seen.person_ids, seen.stance) == (1, [hive.id_of("ada")], "none")
    mine = await hive.ask("ada", "feed.followers", kind="person", target=hive.id_of("bob"))
    assert mine.stance == "follow"
    back = await hive.ask("bob", "follows.list")
    assert back.items == []


async def test_following_again_changes_nothing(hive: Hive) -> None:
    for _ in range(2):
        await hive.follows("ada", "hashtag", "#Été")
    heard = await hive.house.heard(user_stream(hive.id_of("ada")))
    told = [data["stance"] for name, data in heard if name == "stance.changed"]
    assert told == [{"kind": "hashtag", "target": "ete", "stance": "follow"}]


async def test_muting_takes_the_place_of_following(hive: Hive) -> None:
    await hive.follows("ada", "person", hive.id_of("bob"))
    await hive.follows("ada", "person", hive.id_of("bob"), "mute")
    (one,) = (await hive.ask("ada", "follows.list")).items
    assert one.stance == "mute"
    seen = await hive.ask("bob", "feed.followers", kind="person", target=hive.id_of("bob"))
    assert (seen.count, seen.person_ids) == (0, [])
    await hive.follows("ada", "person", hive.id_of("bob"), "none")
    assert (await hive.ask("ada", "follows.list")).items == []


async def test_the_list_goes_on_where_a_page_ended(hive: Hive) -> None:
    for tag in ("wax", "bees", "honey"):
        await hive.follows("ada", "hashtag", tag)
    first = await hive.ask("ada", "follows.list", limit=2)
    rest = await hive.ask("ada", "follows.list", limit=2, after=first.next)
    assert [one.target for one in [*first.items, *rest.items]] == ["bees", "honey", "wax"]
    assert rest.next is None


async def test_a_guest_follows_only_whom_they_meet(hive: Hive) -> None:
    with pytest.raises(NotFound):
        await hive.follows("gil", "person", hive.id_of("bob"))
    await hive.channel("gate", "bob", "gil")
    await hive.follows("gil", "person", hive.id_of("bob"))


@pytest.mark.parametrize("target", ["#", "  ", "M0000000000000"])
async def test_what_is_nobody_cannot_be_followed(hive: Hive, target: str) -> None:
    kind = "person" if target.startswith("M") else "hashtag"
    with pytest.raises((Invalid, NotFound)):
        await hive.follows("ada", kind, target)


async def test_nobody_follows_themselves(hive: Hive) -> None:
    with pytest.raises(Invalid):
        await hive.follows("ada", "person", hive.id_of("ada"))
