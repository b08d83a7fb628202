"""What a digest costs: as much for many channels as for one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from persistence.snapshot import Snapshot
from tests.channels.feed.conftest import Hive, furnished
from tests.house import open_house


@pytest.fixture
async def hive(tmp_path: Path) -> AsyncIterator[Hive]:
    async with open_house(tmp_path) as house:
        yield await furnished(house)


async def asked_by(hive: Hive, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many statements it takes, and for how many threads."""
    count = 0
    run = Snapshot._run

    async def noted(self: Snapshot, *rest: Any) -> Any:
        nonlocal count
        count += 1
        return await run(self, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Snapshot, "_run", noted)
        missed = await hive.ask("bob", "digest.missed")
    return count, len(missed.threads) + missed.more


async def test_many_channels_take_as_many_statements_as_one(
    hive: Hive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hive.follows("bob", "hashtag", "bees")
    await hive.follows("bob", "person", hive.id_of("ada"))
    root = await hive.says("ada", "garden", "@bob on #bees in <#garden>")
    await hive.says("chloe", "garden", "@bob yes", root)
    few, threads = await asked_by(hive, monkeypatch)
    assert threads == 1
    for number in range(9):
        name = f"yard{number}"
        await hive.channel(name, "ada", "bob", "chloe")
        root = await hive.says("ada", name, f"@bob on #bees {number}")
        await hive.says("chloe", name, "yes", root)
    many, threads = await asked_by(hive, monkeypatch)
    assert threads == 10
    assert many <= few
