"""The cache of cards: what access rests on, read once and dropped when it changes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from persistence.decision import Card, Patch
from persistence.streams import Stream

CardT = TypeVar("CardT", bound=Card)


class CardCache(Generic[CardT]):
    """Cards of one sort by stream. A miss always asks the store; absence is not cached."""

    def __init__(self, load: Callable[[Stream], Awaitable[CardT | None]], size: int) -> None:
        self._load = load
        self._size = size
        self._cards: OrderedDict[Stream, CardT] = OrderedDict()
        self._loading: dict[Stream, asyncio.Task[CardT | None]] = {}
        self._drops: dict[Stream, int] = {}  # of those that are being loaded

    async def get(self, stream: Stream) -> CardT | None:
        """The card, or None where there is no such thing."""
        card = self._cards.get(stream)
        if card is not None:
            self._cards.move_to_end(stream)
            return card
        task = self._loading.get(stream)
        if task is None:
            task = asyncio.create_task(self._fill(stream))
            self._loading[stream] = task
        return await asyncio.shield(task)

    async def _fill(self, stream: Stream) -> CardT | None:
        """Load a card; one that was dropped while it was read is read again."""
        try:
            while True:
                drops = self._drops[stream] = self._drops.get(stream, 0)
                card = await self._load(stream)
                if drops == self._drops[stream]:
                    break
            if card is not None:
                self._cards[stream] = card
                while len(self._cards) > self._size:
                    self._cards.popitem(last=False)[1].fresh = False
            return card
        finally:
            self._loading.pop(stream, None)
            self._drops.pop(stream, None)

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """These changed: patch the card where the change is known, else drop it."""
        for stream, patch in streams.items():
            if stream in self._drops:
                self._drops[stream] += 1
            card = self._cards.pop(stream, None)
            if card is None:
                continue
            card.fresh = False
            if patch is not None:
                new: Any = patch(card)
                new.version = card.version + 1
                self._cards[stream] = new

    def clear(self) -> None:
        """Drop everything: what was changed may have been missed."""
        for stream in self._drops:
            self._drops[stream] += 1
        for card in self._cards.values():
            card.fresh = False
        self._cards.clear()
