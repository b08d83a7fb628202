"""What is imported stands in the feed and on the pages of its hashtags, as what was said here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from persistence.load import Load
from persistence.snapshot import Snapshot
from tests.slack.archive import at, said, simple
from tests.slack.conftest import Hive

DAY = [
    said("U0ADA", at(1), "a line"),
    said("U0BOB", at(2), "a root", thread_ts=at(2), reply_count=2),
    said("U0ADA", at(3), "a reply about #Wax", thread_ts=at(2)),
    said("U0ADA", at(4), "look, <@U0BOB>"),
    said("U0BOB", at(5), "hot #Été"),
    said("U0BOB", at(6), "a reply", thread_ts=at(2)),
]
LATER = said("U0BOB", at(8), "seen", thread_ts=at(4))

SECONDS = "(active_us - 1717200000000000) / 1000000"
FEED = f"""SELECT m.text, {SECONDS} AS at, f.lone, f.seq = m.seq AND f.author_id = m.author_id
    FROM feed_thread f JOIN message m ON m.id = f.root_id ORDER BY 2"""
TAGS = (
    f"""SELECT tag, text, {SECONDS} FROM hashtag_thread JOIN message ON id = root_id ORDER BY 1"""
)
ALL = (
    "SELECT * FROM feed_thread ORDER BY root_id",
    "SELECT * FROM hashtag_use ORDER BY message_id, tag",
    "SELECT * FROM hashtag_thread ORDER BY tag, root_id",
    "SELECT * FROM hashtag_place ORDER BY tag, channel_id",
    "SELECT tag, label FROM hashtag ORDER BY tag",
)


async def rows(hive: Hive, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await hive.ask(query)]


async def test_threads_hashtags_and_mentions_come_into_the_feed(hive: Hive, tmp_path: Path) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY))
    assert await rows(hive, FEED) == [
        ("look, <@U0BOB>", 4, True, True),
        ("hot #Été", 5, False, True),
        ("a root", 6, False, True),
    ]
    assert await rows(hive, TAGS) == [("ete", "hot #Été", 5), ("wax", "a root", 6)]
    await hive.take(simple(tmp_path / "later.zip", [*DAY, LATER]))
    assert (await rows(hive, FEED))[-1] == ("look, <@U0BOB>", 8, False, True)


async def test_an_import_that_broke_off_misses_nothing(
    hive: Hive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, file = Load.flush, simple(tmp_path / "e.zip", DAY)

    async def killed(load: Load) -> None:
        if (
            not load._documents
            and load._changes
            and load._changes[0].table.__name__ == "FeedThreadRow"
        ):
            raise KeyboardInterrupt
        await whole(load)

    with monkeypatch.context() as patch:
        patch.setattr(Load, "flush", killed)
        with pytest.raises(KeyboardInterrupt):
            await hive.take(file)
    assert await rows(hive, FEED) == []
    await hive.take(file)
    assert len(await rows(hive, FEED)) == 3


async def test_a_store_from_before_the_feed_gets_the_same(hive: Hive, tmp_path: Path) -> None:
    await hive.take(simple(tmp_path / "e.zip", [*DAY, LATER]))
    imported = [await rows(hive, query) for query in ALL]
    step = import_module("persistence.migrations.versions.0019_feed")

    def fill(connection: Connection) -> None:
        for table in ("feed_thread", "hashtag", "hashtag_use", "hashtag_thread", "hashtag_place"):
            connection.execute(text(f"DELETE FROM {table}"))
        with Operations.context(MigrationContext.configure(connection)):
            step._fill_hashtags()
            step._fill_feed()

    async def again(snapshot: Snapshot) -> None:
        await snapshot.connection.run_sync(fill)

    await hive.store.exclusively(again)
    filled: list[Sequence[Any]] = [await rows(hive, query) for query in ALL]
    assert filled == imported
