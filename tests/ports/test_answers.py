"""A search gives the same answers in the same order on both databases."""

from __future__ import annotations

import random
from collections.abc import Sequence

from channels.core.searching import Searched
from channels.core.text import fold
from channels.search.documents import Written, to_document
from channels.search.finder import AHEAD_US, Finder, Reach
from channels.search.ranks import ranks_of
from channels.search.spelling import meant
from persistence.fulltext import Question
from tests.ports.index import Index

START_US = 1_700_000_000_000_000
DAY_US = 86_400_000_000
MINE, OTHER, SECRET = "C0MINE", "C0OTHER", "C0SECRET"
REACH = Reach(frozenset({MINE}), frozenset({OTHER}))


async def says(index: Index, day: float, text: str, channel: str = MINE, *files: str) -> None:
    """A message of that day, which is called what it says."""
    written = Written(text, channel, "U0ADA", START_US + int(day * DAY_US), text)
    await index.add(to_document(written, [Searched(files)]))


async def finds(index: Index, query: str, limit: int = 50, reach: Reach = REACH) -> list[str]:
    """What the query finds, page by page, in order."""
    asked = fold(query).split()
    ranks = ranks_of(asked, ())

    async def close() -> list[list[str]]:
        return await meant(index.adapter, index.connection, asked)

    found: list[str] = []
    after = None
    while True:
        finder = Finder(index.adapter, index.connection, Question(channel_ids=None), reach)
        page = await finder.page(ranks, after, limit, close)
        found += [one.message_id for one in page]
        if finder.last is None:
            return found
        after = finder.last


async def test_the_words_as_they_are_come_before_other_forms_and_beginnings(index: Index) -> None:
    await says(index, 1, "the bee rests")
    await says(index, 2, "the bees rest")
    await says(index, 3, "a beehive")
    await says(index, 4, "rest of the bees")
    await says(index, 5, "wasps rest")
    assert await finds(index, "bee") == [
        "the bee rests",
        *["rest of the bees"],
        "the bees rest",
        "a beehive",
    ]
    assert await finds(index, "bees rest") == ["the bees rest", "rest of the bees", "the bee rests"]


MEANT = [
    ("facturer", "Les factures sont là"),
    ("l'été", "cet ete"),
    ("ete", "l’Été dernier"),
    ("chevaux", "un cheval"),
    ("strasse", "Die Straße"),
    ("oeuvre", "un œuvre"),
    ("running", "she runs"),
    ("emails", "send an e-mail"),
    ("e-mails", "an email"),
    ("courriels relu", "le courriel re-lu"),
    ("flower bed", "a flowerbed"),
    ("sunflower", "a sun flower"),
    ("comb", "a honeycomb"),
    ("honycomb", "a honeycomb"),
    ("hnoeycomb", "a honeycomb"),
    ("honeycombb", "a honeycomb"),
    ("honneycomb queen", "the queen of the honeycomb"),
    ("ruche.example.org", "see ruche.example.org/x"),
    ("ada@example.net", "write to ada@example.net"),
    ("example.net", "write to ada@example.net"),
    ("v2.10", "release v2.10.3"),
    ("привте", "привет"),
]
NOT_MEANT = ["xyz", "combhoney", "hinecimb", "cat", "kept secret", "chevreau"]


async def test_what_is_meant_is_found_and_nothing_else(index: Index) -> None:
    texts = [*dict.fromkeys(text for _, text in MEANT), "a car", "un chevron"]
    for number, text in enumerate(texts):
        await says(index, number, text)
    await says(index, 99, "kept secret", SECRET)
    for query, text in MEANT:
        assert text in await finds(index, query), query
    for query in NOT_MEANT:
        assert await finds(index, query) == [], query


async def test_close_words_count_where_hardly_anything_is_found(index: Index) -> None:
    for number in range(4):
        await says(index, number, f"honey {number}")
    await says(index, 9, "money")
    assert await finds(index, "honey") == ["honey 3", "honey 2", "honey 1", "honey 0", "money"]
    await says(index, 5, "honey 5")
    assert "money" not in await finds(index, "honey")
    assert await finds(index, "honey", 2) == await finds(index, "honey")


async def test_my_channels_come_sooner_by_a_month(index: Index) -> None:
    ahead = AHEAD_US // DAY_US
    await says(index, 100, "honey new", OTHER)
    await says(index, 100 - ahead + 1, "honey of mine")
    await says(index, 100 - ahead - 1, "honey of mine, old")
    await says(index, 101, "honey kept secret", SECRET)
    order = ["honey of mine", "honey new", "honey of mine, old"]
    assert await finds(index, "honey") == await finds(index, "honey", 1) == order
    level = await finds(index, "honey", reach=REACH.level)
    assert level == ["honey new", "honey of mine", "honey of mine, old"]


async def test_pages_hold_every_hit_once_and_in_one_order(index: Index) -> None:
    chance = random.Random(3)
    words: Sequence[str] = ["bee", "bees", "beehive", "rest", "rests", "resting", "wasp"]
    for number in range(250):
        text = f"{number} {' '.join(chance.choices(words, k=3))}"
        await says(index, number * 0.7, text, chance.choice([MINE, OTHER, SECRET]))
    many = Reach(REACH.mine | {f"C0M{n}" for n in range(30)}, REACH.others)
    for query in ("bee", "bees rest", "wasp bee", "resting"):
        whole = await finds(index, query, 500)
        assert len(whole) == len(set(whole)) > 10
        for limit in (1, 7, 60):
            assert await finds(index, query, limit) == whole
            assert await finds(index, query, limit, many) == whole
