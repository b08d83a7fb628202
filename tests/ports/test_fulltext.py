"""What every full-text index guarantees, on both databases."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persistence import migrate
from persistence.fulltext import Document, Question, Wanted, words
from persistence.fulltext_sqlite import SqliteFullText
from persistence.store_sqlite import SqliteDialect
from tests.ports.index import Index

START_US = 1_700_000_000_000_000
HIVE, GARDEN = "C0HIVE", "C0GARDEN"


def message(
    number: int,
    text: str,
    channel: str = HIVE,
    author: str = "U0ADA",
    flags: Sequence[str] = (),
    kin: Sequence[str] = (),
) -> Document:
    """The message `M<number>`, written so many seconds after the start."""
    at_us = START_US + number * 1_000_000
    return Document(f"M{number}", channel, author, at_us, text, tuple(flags), tuple(kin))


def ask(*terms: str, channels: Sequence[str] = (HIVE, GARDEN), **conditions: object) -> Question:
    """Each of the terms begins a word, each of the phrases stands word for word."""
    phrases: Iterable[str] = conditions.pop("phrases", ())  # type: ignore[assignment]
    wanted = (*(Wanted(begins=(term,)) for term in terms), *(exactly(one) for one in phrases))
    return replace(Question(channel_ids=channels, wanted=wanted), **conditions)  # type: ignore[arg-type]


def exactly(*phrases: str) -> Wanted:
    return Wanted(exact=phrases)


async def test_messages_with_all_words_are_found_newest_first(index: Index) -> None:
    await index.add(
        message(1, "the bees fly"), message(3, "bees and the hive"), message(2, "the bees rest")
    )
    assert await index.ids(ask("bees", "the")) == ["M3", "M2", "M1"]
    assert await index.ids(ask("bees", "hive")) == ["M3"]
    assert await index.ids(ask("wasps")) == []


async def test_the_beginning_of_a_word_counts_and_its_middle_does_not(index: Index) -> None:
    await index.add(message(1, "honeycomb"), message(2, "comb"))
    assert await index.ids(ask("honey")) == ["M1"]
    assert await index.ids(ask("comb")) == ["M2"]
    assert await index.ids(ask("h")) == ["M1"]


async def test_a_phrase_stands_word_for_word(index: Index) -> None:
    await index.add(message(1, "queen of the hive"), message(2, "the hive of queen bee"))
    assert await index.ids(ask(phrases=("of the hive",))) == ["M1"]
    assert await index.ids(ask(phrases=("of the hi",))) == []


async def test_a_word_with_a_hyphen_is_looked_for_as_it_stands(index: Index) -> None:
    await index.add(message(1, "apt-get update"), message(2, "get apt"))
    assert await index.ids(ask("apt-ge")) == ["M1"]


async def test_what_must_not_occur_is_left_out(index: Index) -> None:
    await index.add(message(1, "bees and wasps"), message(2, "bees"), message(3, "waspsnest"))
    assert await index.ids(ask("bees", without=("wasps",))) == ["M2"]
    assert await index.ids(ask(without=("wasps",))) == ["M3", "M2"]


async def test_one_of_several_ways_is_enough(index: Index) -> None:
    await index.add(
        message(1, "bees rest", kin=["\ue000bee", "\ue001beesrest"]),
        message(2, "a bee rests", kin=["\ue000rest"]),
        message(3, "wasps rest"),
    )
    bee = Wanted(exact=("bee",), kin=("\ue000bee",))
    assert await index.ids(ask(wanted=(bee,))) == ["M2", "M1"]
    rest = Wanted(exact=("rest",), begins=("rests of",), kin=("\ue000rest",))
    assert await index.ids(ask(wanted=(bee, rest))) == ["M2", "M1"]
    assert await index.ids(ask(wanted=(bee, exactly("rest")))) == ["M1"]
    assert await index.ids(ask(wanted=(Wanted(kin=("\ue001beesrest",)),))) == ["M1"]
    assert await index.ids(ask("\ue000bee")) == await index.ids(ask("bee")) == ["M2", "M1"]


async def test_what_was_found_already_is_left_out(index: Index) -> None:
    await index.add(message(1, "bees rest"), message(2, "bees fly"), message(3, "rest"))
    found = (exactly("bees"), exactly("rest"))
    assert await index.ids(ask("bees", unless=found)) == ["M2"]
    assert await index.ids(ask("rest", unless=found, without=("wasps",))) == ["M3"]
    assert await index.ids(ask(unless=(exactly("fly"),))) == ["M3", "M1"]


async def test_every_channel_is_asked_or_only_some_messages(index: Index) -> None:
    await index.add(message(1, "bees"), message(2, "bees", channel=GARDEN))
    hits = await index.adapter.search(index.connection, replace(ask("bees"), channel_ids=None))
    assert [(hit.message_id, hit.channel_id) for hit in hits] == [("M2", GARDEN), ("M1", HIVE)]
    assert await index.ids(ask("bees", among=["M1", "M404"])) == ["M1"]
    assert await index.ids(ask(among=["M1"])) == ["M1"]
    assert await index.ids(ask("bees", among=[])) == []


async def test_words_of_messages_are_known(index: Index) -> None:
    await index.add(message(1, "the honeycomb of 2026 to x1y été"), message(2, "honeycombs"))
    await index.add(message(1, "changed"), message(3, "honeycomb"))
    candidates = ["honeycomb", "honeycombs", "honey", "2026", "to", "x1y", "changed", "ete"]
    assert await index.adapter.known(index.connection, candidates) == {
        "honeycomb", "honeycombs", "changed",
    }  # fmt: skip
    await index.add(message(4, "combine catacombs com_bo recomb b"))
    holding = index.adapter.holding
    assert await holding(index.connection, "comb", 9) == [
        "recomb", "combine", "catacombs", "honeycomb", "honeycombs",
    ]  # fmt: skip
    assert await holding(index.connection, "comb", 2) == ["recomb", "combine"]
    assert await holding(index.connection, "eycomb", 1) == ["honeycomb"]
    assert await holding(index.connection, "wasp", 9) == []


async def test_only_readable_channels_are_searched(index: Index) -> None:
    await index.add(message(1, "bees"), message(2, "bees", channel=GARDEN))
    assert await index.ids(ask("bees", channels=[GARDEN])) == ["M2"]
    assert await index.ids(ask("bees", channels=[])) == []
    assert await index.ids(ask("bees", channels=["C0OTHER"])) == []


async def test_many_readable_channels_are_told_apart_too(index: Index) -> None:
    channels = [f"C0X{number}" for number in range(130)]
    await index.add(
        *(message(number, "bees", channel=name) for number, name in enumerate(channels)),
        message(500, "bees", channel="C0SECRET"),
    )
    found = await index.ids(ask("bees", channels=channels, limit=200))
    assert found == [f"M{number}" for number in reversed(range(len(channels)))]


async def test_author_and_flags_narrow_the_search(index: Index) -> None:
    await index.add(
        message(1, "bees", author="U0ADA", flags=["file"]),
        message(2, "bees", author="U0BOB", flags=["file", "link"]),
        message(3, "file link u0bob"),
    )
    assert await index.ids(ask("bees", author_ids=["U0BOB"])) == ["M2"]
    assert await index.ids(ask(author_ids=["U0ADA"])) == ["M3", "M1"]
    assert await index.ids(ask("bees", author_ids=["U0ADA", "U0BOB"])) == ["M2", "M1"]
    assert await index.ids(ask(flags=("file",))) == ["M2", "M1"]
    assert await index.ids(ask("bees", flags=("file", "link"))) == ["M2"]
    assert await index.ids(ask("u0ada")) == []
    assert await index.ids(ask("hasfile")) == []


async def test_a_time_range_holds_its_start_and_not_its_end(index: Index) -> None:
    await index.add(*(message(number, "bees") for number in range(5)))
    since, until = START_US + 1_000_000, START_US + 3_000_000
    assert await index.ids(ask("bees", since_us=since, until_us=until)) == ["M2", "M1"]
    assert await index.ids(ask(since_us=since, until_us=until)) == ["M2", "M1"]


async def test_pages_hold_every_hit_once(index: Index) -> None:
    await index.add(*(message(number, "bees fly") for number in range(25)))
    seen: list[str] = []
    before = None
    while True:
        question = ask("bees", limit=10, before=before)
        hits = await index.adapter.search(index.connection, question)
        if not hits:
            break
        seen += [hit.message_id for hit in hits]
        before = hits[-1].number
    assert seen == [f"M{number}" for number in reversed(range(25))]


async def test_an_edited_message_is_found_by_its_new_words_alone(index: Index) -> None:
    await index.add(message(1, "old text"), message(2, "other"))
    await index.add(message(1, "new text", flags=["link"]))
    assert await index.ids(ask("old")) == []
    assert await index.ids(ask("new", flags=("link",))) == ["M1"]
    assert await index.ids(ask("text")) == ["M1"]


async def test_a_removed_message_is_found_no_more(index: Index) -> None:
    await index.add(message(1, "bees"), message(2, "bees"))
    await index.remove("M1", "M404")
    await index.remove("M1")
    assert await index.ids(ask("bees")) == ["M2"]
    await index.add(message(1, "bees again"))
    assert await index.ids(ask("bees")) == ["M2", "M1"]


async def test_messages_of_one_microsecond_do_not_hide_each_other(index: Index) -> None:
    documents = [Document(f"M{number}", HIVE, "U0ADA", START_US, "bees") for number in range(300)]
    await index.add(*documents[:200])
    await index.add(*documents[100:])
    found = await index.ids(ask("bees", limit=500))
    assert sorted(found) == sorted(document.message_id for document in documents)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("日本", True),
        ("本語", True),
        ("語日", False),
        ("привет", True),
        ("при", True),
        ("2nd", True),
    ],
)
async def test_words_of_other_scripts_are_found(index: Index, term: str, found: bool) -> None:
    await index.add(message(1, "日本語 привет 2nd 0x1f"))
    assert (await index.ids(ask(term)) == ["M1"]) is found


@pytest.mark.parametrize(
    "term",
    ["'", '"', "\\", "a'b", 'a"b', "NEAR(a b)", "a*", "a:b", "{a", "a & !b", "(", "^a", "\x00"],
)
async def test_signs_of_the_query_languages_mean_nothing(index: Index, term: str) -> None:
    await index.add(message(1, f"a {term} b near"))
    assert await index.ids(ask("a", term)) == ["M1"]
    await index.ids(ask(phrases=(term,), without=(f"x{term}",)))


async def test_a_text_of_the_greatest_length_is_indexed(index: Index) -> None:
    text = " ".join(f"word{number}" for number in range(4_000)) + " same" * 1_500
    await index.add(message(1, text + " " + "x" * 3_000 + " last"))
    assert await index.ids(ask("word3999", "same", "x" * 3_000, "last")) == ["M1"]


texts = st.lists(st.sampled_from(["ab", "abc", "b", "ba", "cab", "c"]), max_size=6).map(" ".join)
lists = st.lists(st.sampled_from(["a", "ab", "b", "ba", "c", "ca"]), max_size=2)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("fulltext") / "empty.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@settings(max_examples=60, deadline=None)
@given(
    bodies=st.lists(texts, max_size=12),
    terms=lists,
    without=st.lists(st.sampled_from(["ab", "b", "c"]), max_size=1),
    channels=st.sets(st.sampled_from([HIVE, GARDEN]), max_size=2),
)
def test_it_finds_what_reading_every_message_finds(
    empty_database: Path,
    bodies: list[str],
    terms: list[str],
    without: list[str],
    channels: set[str],
) -> None:
    documents = [
        message(number, body, channel=(HIVE, GARDEN)[number % 2])
        for number, body in enumerate(bodies)
    ]

    def answers(document: Document) -> bool:
        found = words(document.text)
        return (
            document.channel_id in channels
            and all(any(word.startswith(term) for word in found) for term in terms)
            and not any(word in without for word in found)
        )

    async def scenario() -> list[str]:
        path = Path(shutil.copy(empty_database, empty_database.with_name("ruche.db")))
        engine = SqliteDialect(path).engine(1)
        async with engine.connect() as connection:
            index = Index(SqliteFullText(), connection)
            await index.add(*documents)
            question = ask(*terms, channels=sorted(channels), without=tuple(without))
            found = await index.ids(question)
        await engine.dispose()
        return found

    assert asyncio.run(scenario()) == [
        document.message_id for document in reversed(documents) if answers(document)
    ]


def test_words_are_letters_and_digits() -> None:
    assert words("don't re-read foo_bar 3.14 日本go") == [
        "don", "t", "re", "read", "foo", "bar", "3", "14", "日", "本", "go",
    ]  # fmt: skip
