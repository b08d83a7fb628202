"""What changes while it is made ready for the index is indexed as it became."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from channels.core.actor import Actor
from channels.discover import searched
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
    assert await indexer.step() == 2
    assert await hits(house, ada, "beeches") == [other.id]
    assert await hits(house, ada, "larches") == []
    assert await indexer.step() == 1
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
