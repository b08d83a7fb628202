"""Bulk loading: the one path beside the door, for history that was written elsewhere.

Source: docs/architecture.md, "Bulk loading".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from persistence import bulk
from persistence.decision import Change
from persistence.fulltext import Document, FullText
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.streams import Stream

HOLD_S = 0.04  # what a group aims at; the bound that others may rely on is 50 ms
PAUSE_SHARE = 0.1  # of the time a group took: other processes get their turn at the writer's lock
SMALLEST, FIRST, LARGEST = 10, 100, 2_000


class Load:
    """Writes rows in groups, each a transaction that holds the writer for a few hundredths of a
    second, so that other writes, also other processes', come in between.

    Guarantees: what one `add` gives is stored together or not at all, in the order of the calls;
    all of it is on the disk when `flush` returns. Events are not made: whoever loads tells of it
    by a decision afterwards.
    """

    def __init__(self, store: Store, fulltext: FullText) -> None:
        self._store = store
        self._fulltext = fulltext
        self._changes: list[Change] = []
        self._documents: list[Document] = []
        self._pieces = 0
        self._size = FIRST
        self.longest_s = 0.0

    async def reserve(self, stream: Stream, count: int) -> int:
        """Take the stream's next `count` numbers, which no event will have; answers the first."""

        async def take(snapshot: Snapshot) -> int:
            heads = await self._store.dialect.number(snapshot.connection, {stream: count})
            return heads[stream][0] - count + 1

        return await self._store.exclusively(take)

    async def add(self, changes: Sequence[Change], document: Document | None = None) -> None:
        """Rows that belong together, and what the search index shall hold of them."""
        self._changes += changes
        if document is not None:
            self._documents.append(document)
        self._pieces += 1
        if self._pieces >= self._size:
            await self.flush()

    async def flush(self) -> None:
        """Write what waits.

        Errors: IntegrityError when a unique key is taken; then nothing of the group is stored.
        """
        batches = bulk.to_batches(self._changes, self._store.dialect.name)
        documents, pieces = self._documents, self._pieces
        self._changes, self._documents, self._pieces = [], [], 0
        if not batches and not documents:
            return
        began = 0.0

        async def write(snapshot: Snapshot) -> None:
            nonlocal began
            began = time.perf_counter()
            await self._store.dialect.write(snapshot.connection, batches)
            await self._fulltext.index(snapshot.connection, documents)

        await self._store.exclusively(write)
        await self._take_breath(time.perf_counter() - began, pieces)

    async def _take_breath(self, held_s: float, pieces: int) -> None:
        """Size the next group by this one, and let others write."""
        self.longest_s = max(self.longest_s, held_s)
        fitting = int(pieces * HOLD_S / max(held_s, 0.001))
        self._size = max(SMALLEST, min(LARGEST, fitting, self._size * 2))
        await asyncio.sleep(held_s * PAUSE_SHARE)
