"""Indexing everything anew, beside a running server or without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from channels.core.searching import Searching
from channels.search import queries
from channels.search.indexer import Indexer
from persistence.snapshot import Snapshot
from persistence.store import Store

AT_ONCE = 1_000  # messages that are marked together

Progress = Callable[[int, int], None]


async def reindex(store: Store, searched: Sequence[Searching], progress: Progress) -> int:
    """Index every message anew, the newest first; answers how many there were.

    Others write meanwhile. What is not done when it is interrupted waits for the server.
    `progress` hears how many are done, and of how many.
    """
    total = await _mark(store)
    indexer = Indexer(store, searched)
    await indexer.run(lambda done: progress(min(done, total), total))
    progress(total, total)
    return total


async def _mark(store: Store) -> int:
    """All messages wait to be indexed."""
    last, total = "", 0

    async def mark(snapshot: Snapshot) -> tuple[str, int] | None:
        return await queries.index_anew(snapshot, last, AT_ONCE)

    while (marked := await store.exclusively(mark)) is not None:
        last = marked[0]
        total += marked[1]
    return total
