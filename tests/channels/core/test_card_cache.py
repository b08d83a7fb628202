"""The cache of cards: what is read while it changes is read again, and nothing else is."""

from __future__ import annotations

import asyncio

from channels.core.card_cache import CardCache
from persistence.decision import Card
from persistence.streams import Stream

A, B = Stream("c:A"), Stream("c:B")


class Shelf:
    """A store of cards whose readings end when the test says so."""

    def __init__(self) -> None:
        self.reads: list[Stream] = []
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()

    async def load(self, stream: Stream) -> Card | None:
        self.reads.append(stream)
        self.entered.set()
        await self.go_on.wait()
        return Card(stream, len(self.reads))


async def test_a_card_that_changes_while_it_is_read_is_read_again() -> None:
    shelf = Shelf()
    cache = CardCache(shelf.load, 10)
    reading = asyncio.create_task(cache.get(A))
    await shelf.entered.wait()
    cache.touched({A: None})
    shelf.go_on.set()
    card = await reading
    assert shelf.reads == [A, A]
    assert card is not None
    assert (card.version, card.fresh) == (2, True)
    assert await cache.get(A) is card


async def test_the_change_of_another_card_costs_no_second_reading() -> None:
    shelf = Shelf()
    cache = CardCache(shelf.load, 10)
    reading = asyncio.create_task(cache.get(A))
    await shelf.entered.wait()
    cache.touched({B: None})
    shelf.go_on.set()
    await reading
    assert shelf.reads == [A]


async def test_everything_that_is_read_meanwhile_is_read_again_after_a_loss() -> None:
    shelf = Shelf()
    cache = CardCache(shelf.load, 10)
    reading = asyncio.create_task(cache.get(A))
    await shelf.entered.wait()
    cache.clear()
    shelf.go_on.set()
    await reading
    assert shelf.reads == [A, A]
