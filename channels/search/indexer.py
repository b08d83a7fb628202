"""Keeps the full-text index in step with the messages, a moment after each commit."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from channels.core.searching import Searched, Searching
from channels.core.text import plain
from channels.messages.mentions import Asked
from channels.messages.spans import unpack_spans
from channels.search import queries
from channels.search.documents import Written, to_document
from persistence.fulltext import Document
from persistence.fulltexts import fulltext_for
from persistence.gatherer import Gatherer
from persistence.snapshot import Snapshot
from persistence.store import Store

BATCH = 200  # some 10 ms of the writer's time
APART = 8  # batches, among which one that comes second looks for work
POLL_S = 5.0

_log = structlog.get_logger(__name__)


class Indexer:
    """Indexes what waits in `search_pending`, where every write of a message leaves its id.

    Guarantees: what is committed is indexed, also after a crash and whichever process wrote it;
    several indexers share the work.
    """

    def __init__(self, store: Store, searched: Sequence[Searching]) -> None:
        self._store = store
        self._searched = searched
        self._fulltext = fulltext_for(store.dialect.name)
        self._gatherer = Gatherer("search-indexer", self.run, trouble="search.not_indexed")

    def notify(self) -> None:
        """Messages may wait; without being told it looks every five seconds."""
        self._gatherer.notify()

    def start(self) -> None:
        """Begin to work."""
        self._gatherer.start(POLL_S)

    async def stop(self) -> None:
        """Stop; what is not indexed yet waits in the table."""
        await self._gatherer.stop()

    async def run(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Index all that waits now; answers how many messages that were, also on the way.

        What another process is at is left to it: where the newest are taken, those further on.
        """
        async with self._store.read() as snapshot:
            waiting = await queries.anything_pending(snapshot)
        done = skip = 0
        while waiting:
            seen, taken = await self.step(skip)
            done += taken
            progress(done)
            skip = 0 if taken else BATCH * random.randint(1, APART)
            waiting = seen == BATCH
        return done

    async def step(self, skip: int = 0) -> tuple[int, int]:
        """Index the newest of what waits but `skip`; answers how many it saw, and indexed.

        Made ready beside the writer: what changes meanwhile goes on waiting.
        """
        async with self._store.read() as snapshot:
            stamps = await queries.pending(snapshot, BATCH, skip)
            rows = await queries.messages_to_index(snapshot, stamps) if stamps else ()
            documents = await self._documents(snapshot, rows)
        if not stamps:
            return 0, 0
        work = partial(self._index, stamps, documents)
        return len(stamps), await self._store.exclusively(work)

    async def _index(
        self, stamps: Mapping[str, int], documents: Sequence[Document], snapshot: Snapshot
    ) -> int:
        taken = await queries.take_pending(snapshot, stamps)
        gone = taken.difference(one.message_id for one in documents)
        if gone:
            await self._fulltext.remove(snapshot.connection, sorted(gone))
        still = [one for one in documents if one.message_id in taken]
        await self._fulltext.index(snapshot.connection, still)
        return len(taken)

    async def _documents(self, snapshot: Snapshot, rows: Sequence[Any]) -> list[Document]:
        """The messages as the index shall know them, with what other slices say of them."""
        more: dict[str, list[Searched]] = {}
        ids = [row.id for row in rows]
        for asked in self._searched if ids else ():
            for message_id, searched in (await asked(snapshot, ids)).items():
                more.setdefault(message_id, []).append(searched)
        written = await _written(snapshot, rows)
        found = (_document(one, more.get(one.message_id, ())) for one in written)
        return [one for one in found if one is not None]


def _document(written: Written, more: Sequence[Searched]) -> Document | None:
    """None where the words cannot be read: one message must not keep all others out."""
    try:
        return to_document(written, more)
    except Exception as error:
        _log.error("search.not_readable", message_id=written.message_id, error=repr(error))
        return None


async def _written(snapshot: Snapshot, rows: Sequence[Any]) -> list[Written]:
    """The messages as they read; channels that they mention are named only where all see them."""
    asked = Asked()
    parsed = [(row, unpack_spans(row.spans)) for row in rows]
    for _, spans in parsed:
        plain(spans, asked)
    labels = await queries.labels_for(snapshot, asked, queries.PUBLIC)
    there = await queries.people_of_conversations(snapshot, {row.channel_id for row in rows})
    threads = {row.thread_id for row in rows if row.thread_id is not None}
    began = await queries.began_to_write(snapshot, threads) if threads else {}
    return [
        Written(
            message_id=row.id,
            channel_id=row.channel_id,
            author_id=row.author_id,
            created_us=row.created_us,
            said=_said(row.title, plain(spans, labels) if spans else row.text),
            spans=spans,
            is_reply=row.thread_id is not None,
            there=there.get(row.channel_id, ()),
            before=[one for one, seq in began.get(row.thread_id, ()) if seq <= row.seq],
        )
        for row, spans in parsed
    ]


def _said(title: str, text: str) -> str:
    return f"{title}\n{text}" if title else text
