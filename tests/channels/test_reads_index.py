"""Unread messages are counted without reading them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from channels.reads.queries import badge_of
from persistence.snapshot import Snapshot
from tests.world import World


async def test_unread_messages_are_counted_by_the_index_alone(small_world: World) -> None:
    counting = text(
        "EXPLAIN QUERY PLAN SELECT count(*) FROM (SELECT seq FROM message WHERE channel_id = 'C'"
        " AND in_channel = 1 AND seq > 1 AND author_id != 'U' AND deleted IS 0 LIMIT 100)"
    )
    async with small_world.server.core.store.read() as snapshot:
        plan = " ".join(row.detail for row in await snapshot.all(counting))
    assert "USING COVERING INDEX ix_message_root" in plan


async def test_the_number_on_the_icon_is_counted_no_further_than_it_is_shown(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    run = Snapshot._run

    async def noted(self: Snapshot, query: Any, *rest: Any) -> Any:
        asked.append(str(query))
        return await run(self, query, *rest)

    monkeypatch.setattr(Snapshot, "_run", noted)
    async with small_world.server.core.store.read() as snapshot:
        assert await badge_of(snapshot, "U0") == 0
    counting = [one for one in asked if "FROM mention, read_mark" in one or "count(*)" in one]
    assert len(counting) == 2
    assert all("LIMIT" in one for one in counting)
