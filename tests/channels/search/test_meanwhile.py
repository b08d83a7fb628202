"""What changes while it is made ready for the index is indexed as it became."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from channels.core.actor import Actor
from channels.discover import searched
from channels.search.documents import Written, to_document
from channels.search.indexer import Indexer
from persistence.fulltext import Document
from persistence.snapshot import Snapshot
from tests.house import House


class Interrupted(Indexer):
    """Something happens between reading and writing, once."""

    meanwhile: Callable[[], Awaitable[Any]] | None = None

    async def _documents(self, snapshot: Snapshot, rows: Sequence[Any]) -> list[Document]:
        found = await super()._documents(snapshot, rows)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return found


async def hits(house: House, ada: Actor, query: str) -> list[str]:
    """Ids of what is found."""
    return [hit.id for hit in (await house.ask(ada, "search.messages", query=query)).items]


async def test_an_edit_meanwhile_is_what_is_found(house: House, ada: Actor) -> None:
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    message = await house.ask(ada, "messages.post", channel_id=general, text="larches")
    other = await house.ask(ada, "messages.post", channel_id=general, text="beeches")
    indexer = Interrupted(house.store, searched())
    edit = {"message_id": message.id, "text": "willows"}
    indexer.meanwhile = lambda: house.ask(ada, "messages.edit", **edit)
    assert await indexer.step() == (2, 1)
    assert await hits(house, ada, "beeches") == [other.id]
    assert await hits(house, ada, "larches") == []
    assert await indexer.step() == (1, 1)
    assert await hits(house, ada, "willows") == [message.id]
    assert await indexer.run() == 0


async def test_a_deletion_meanwhile_leaves_nothing(house: House, ada: Actor) -> None:
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    message = await house.ask(ada, "messages.post", channel_id=general, text="larches")
    indexer = Interrupted(house.store, searched())
    indexer.meanwhile = lambda: house.ask(ada, "messages.delete", message_id=message.id)
    await indexer.run()
    await indexer.run()
    assert await hits(house, ada, "larches") == []


async def test_two_that_are_ready_at_once_write_one_time(house: House, ada: Actor) -> None:
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    message = await house.ask(ada, "messages.post", channel_id=general, text="larches")
    first, second = Interrupted(house.store, searched()), Indexer(house.store, searched())

    async def other_one_and_an_edit() -> None:
        await house.ask(ada, "messages.edit", message_id=message.id, text="willows")
        await second.run()

    first.meanwhile = other_one_and_an_edit
    await first.run()
    assert await hits(house, ada, "larches") == []
    assert await hits(house, ada, "willows") == [message.id]


async def test_two_share_the_work(
    house: House, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.BATCH", 5)
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    for number in range(40):
        await house.ask(ada, "messages.post", channel_id=general, text=f"larches {number}")
    first, second = Indexer(house.store, searched()), Indexer(house.store, searched())
    done = await asyncio.gather(first.run(), second.run())
    done.append(await first.run())  # what one left to the other at the very end
    assert sum(done) == 40
    assert await first.run() == 0


async def test_one_that_cannot_be_read_keeps_no_other_out(
    house: House, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    await house.ask(ada, "messages.post", channel_id=general, text="larches")
    other = await house.ask(ada, "messages.post", channel_id=general, text="beeches")

    def stumble(written: Written, more: Sequence[Any]) -> Document:
        if "larches" in written.said:
            raise ValueError("unreadable")
        return to_document(written, more)

    monkeypatch.setattr("channels.search.indexer.to_document", stumble)
    indexer = Indexer(house.store, searched())
    assert await indexer.run() == 2
    assert await hits(house, ada, "beeches") == [other.id]
    assert await indexer.run() == 0
