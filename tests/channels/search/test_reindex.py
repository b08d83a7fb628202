"""Everything can be indexed anew."""

from __future__ import annotations

import pytest

from channels.core.actor import Actor
from channels.discover import searched
from channels.search.indexer import Indexer
from channels.search.reindex import reindex
from persistence.fulltexts import fulltext_for
from persistence.snapshot import Snapshot
from tests.house import House


async def test_what_the_index_lost_is_found_again(
    house: House, ada: Actor, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.BATCH", 3)
    monkeypatch.setattr("channels.search.reindex.AT_ONCE", 4)
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    posted = []
    for number in range(9):
        house.clock.advance(1)
        fields = {"channel_id": general, "text": f"bees {number}"}
        posted.append((await house.ask(ada, "messages.post", **fields)).id)
    await indexer.run()

    async def lose(snapshot: Snapshot) -> None:
        await fulltext_for(house.store.dialect.name).remove(snapshot.connection, posted)

    await house.store.exclusively(lose)
    assert (await house.ask(ada, "search.messages", query="bees")).items == []
    told: list[tuple[int, int]] = []
    count = await reindex(house.store, searched(), lambda done, total: told.append((done, total)))
    assert count == 9
    assert told[-1] == (9, 9)
    assert len(told) > 2
    found = (await house.ask(ada, "search.messages", query="bees")).items
    assert [hit.id for hit in found] == posted[::-1]
