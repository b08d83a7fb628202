"""However its operators are misused, a search answers or says what is wrong; on both stores."""

from __future__ import annotations

import random

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotFound
from channels.search.indexer import Indexer
from channels.search.syntax import OPERATORS, parse_query
from tests.house import House

SEED = 7
AT_THE_PARSER = 20_000
AT_A_STORE = 1_500
LONGEST = 500
VALUES = [
    "", "me", "moi", "@", "#", "@@ada", "ada", "@ada", "ADA", "nobody", "general", "#general",
    "@ada,@bob", "file", "files", "fichiers", "image", "link", "reaction", "cheese", "thread",
    "saved", "pinned", "question", "épinglé", "2026-05-31", "0000-00-00", "2026-02-30",
    "0001-01-01", "1969-12-31", "2100-12-31", "9999-12-31", "20260531", "2026-W01-1", "-1",
    "٢٠٢٦-٠٥-٣١", "tomorrow", "from:ada",
]  # fmt: skip
SIGNS = [
    '"', '""', '"""', "“", "”", "«", "» ", "„", "'", "''", "-", "--", "- ", ":", "::", ": ",
    "*", "bee*", "(", ")", "(bees OR", "AND", "OR", "NOT", "NEAR(bees wasps, 2)",
    "bees & wasps", "bees | !", "!", "<->", ":*", "{words}: bees", "words:bees", "^bees", "\\",
    "\\'", "%", "_", "$$", ";--", "E'\\x00'", "\t", "\r\n", "\u00a0", "\u202f", "\u200b",
    "\u202e", "\u0301", "\ufeff", "\U0001f41d", "\U000e0001", "ﬃ", "İ", "ß", "日本", "𝔟𝔢𝔢𝔰",
    "\ud800", "\x00", "\x1f", "\x7f", "\ufffe", "a\u0301" * 40, "x" * 120, "1" * 60, "bees",
    "wasps", "b",
]  # fmt: skip


def misused(count: int, seed: int = SEED) -> list[str]:
    """Queries of every operator before every value and among every sign; always the same."""
    dice = random.Random(seed)
    names = [*OPERATORS, *(name.upper() for name in OPERATORS), "note", "http"]

    def term() -> str:
        name = dice.choice(["", "", "-", "--"]) + dice.choice(names)
        value = dice.choice([*VALUES, *SIGNS])
        quoted = dice.choice([value, value, f'"{value}"', f'"{value}', f"« {value} »", f" {value}"])
        return dice.choice([f"{name}:{quoted}", f"{name}:{quoted}", dice.choice(SIGNS), value])

    every = [f"{minus}{name}:{value}" for name in names for value in VALUES for minus in ("", "-")]
    dice.shuffle(every)
    while len(every) < count:
        glue = dice.choice([" ", " ", "", "  "])
        every.append(glue.join(term() for _ in range(dice.randint(1, 9)))[:LONGEST])
    dice.shuffle(every)
    return every[:count]


def test_no_misuse_of_operators_breaks_the_parser() -> None:
    read = 0
    for query in misused(AT_THE_PARSER):
        try:
            parse_query(query)
            read += 1
        except Invalid as error:
            assert error.field == "query", query  # noqa: PT017 (many are valid)
    assert read > AT_THE_PARSER // 10


async def test_no_misuse_of_operators_breaks_a_search(
    house: House, ada: Actor, indexer: Indexer
) -> None:
    garden = await house.ask(ada, "channels.create", name="garden")
    for text in ("bees and wasps #hive", "question? https://bees.example/"):
        await house.ask(ada, "messages.post", channel_id=garden.id, text=text)
    await indexer.run()
    answered = 0
    for query in misused(AT_A_STORE):
        try:
            await house.ask(ada, "search.messages", query=query)
            answered += 1
        except (Invalid, NotFound) as error:
            assert error.field == "query", query  # noqa: PT017 (many are valid)
    assert answered > AT_A_STORE // 10
