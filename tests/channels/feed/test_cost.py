"""What the feed costs: nothing where people chat, and pages that do not grow with the history."""

from __future__ import annotations

from typing import Any

import pytest

from persistence.decision import Decision
from persistence.snapshot import Snapshot
from tests.channels.feed.conftest import Hive


async def written_by(hive: Hive, monkeypatch: pytest.MonkeyPatch, *said: Any) -> set[str]:
    """The tables that a message writes to."""
    found: set[str] = set()
    write = hive.house.store.write

    async def noted(decision: Decision, *rest: Any) -> Any:
        found.update(str(change.table.__tablename__) for change in decision.changes)
        return await write(decision, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(hive.house.store, "write", noted)
        await hive.says(*said)
    return found


async def test_a_plain_line_writes_nothing_for_feed_and_hashtags(
    hive: Hive, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = await written_by(hive, monkeypatch, "bob", "garden", "Good *morning*, issue #1")
    assert plain == {"message", "read_mark", "search_pending", "notice_pending"}
    tagged = await written_by(hive, monkeypatch, "bob", "garden", "#bees")
    assert tagged - plain == {
        "feed_thread", "hashtag", "hashtag_use", "hashtag_thread", "hashtag_place",
    }  # fmt: skip


async def asked_by(hive: Hive, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> int:
    """How many statements a page takes."""
    count = 0
    run = Snapshot._run

    async def noted(self: Snapshot, *rest: Any) -> Any:
        nonlocal count
        count += 1
        return await run(self, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Snapshot, "_run", noted)
        page = await hive.ask("ada", "feed.list", **asked)
    assert page.items
    return count


@pytest.mark.parametrize("order", ["activity", "score"])
async def test_a_page_takes_as_many_statements_for_many_threads_as_for_one(
    hive: Hive, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    await hive.follows("ada", "hashtag", "a")
    await hive.follows("ada", "person", hive.id_of("bob"))
    root = await hive.says("bob", "garden", "0 #a")
    await hive.says("chloe", "garden", "yes", root)
    few = await asked_by(hive, monkeypatch, order=order)
    for number in range(1, 19):
        root = await hive.says("bob", "garden", f"{number} #a")
        await hive.says("chloe", "garden", "yes", root)
    assert await asked_by(hive, monkeypatch, order=order) == few
